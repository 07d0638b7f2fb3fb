import { internalError } from '@gradus/diagnostics'
import { type Node, solve } from '@gradus/graph'
import type { ElementwiseName } from '@gradus/ops'
import type { BinaryOperator, UnaryOperator } from '../1-syntax/ast.ts'
import {
  alignDims,
  baseDim,
  canonicalDims,
  contractDims,
  type Dims,
  dimPositions,
  outerDims,
  solveDims,
  transposeDims,
} from '../2-check/dims.ts'
import { constant, type Lowering, meet, shapeOfDims } from './lowering.ts'
import { bool, type Lowered, type LoweredElement, number, tensor } from './value.ts'

/** Repeats a value along the dims it lacks and brings its axes into the given order. */
export function spread(lowering: Lowering, value: Lowered, dims: Dims): Node {
  const isSame = value.dims.length === dims.length && value.dims.every((dim, i) => dim === dims[i])
  if (isSame) return value.node
  const shape = shapeOfDims(lowering, dims, value.isFixed)
  return lowering.builder.apply('broadcast', [value.node], {
    shape,
    into: dimPositions(value.dims, dims),
  })
}

/** Values at the same rows and in the same dims, ready for an elementwise op. */
export function lineUp(
  lowering: Lowering,
  values: readonly Lowered[],
): { readonly nodes: readonly Node[]; readonly dims: Dims; readonly isFixed: boolean } {
  const met = meet(lowering, values)
  let dims: Dims = []
  for (const value of met) {
    const aligned = alignDims(dims, value.dims)
    if (!aligned) throw internalError('dims that the checker let through do not line up')
    dims = aligned
  }
  // Single numbers are left to the builder, which repeats them itself.
  const nodes = met.map((value) =>
    value.dims.length === 0 ? value.node : spread(lowering, value, dims),
  )
  return { nodes, dims, isFixed: met.every((value) => value.isFixed) }
}

/** Truth values and labels as numbers, for arithmetic. */
export function asNumber(lowering: Lowering, value: Lowered): Lowered {
  if (value.element.kind === 'number') return value
  const node = lowering.builder.cast(value.node, lowering.precision)
  return { ...value, node, element: number }
}

/** Numbers as truth values: whatever is not 0 holds. */
export function asBool(lowering: Lowering, value: Lowered): Lowered {
  if (value.element.kind === 'bool') return value
  return { ...value, node: lowering.builder.cast(value.node, 'bool'), element: bool }
}

/** Applies an elementwise op of the table to aligned numbers. */
export function elementwise(
  lowering: Lowering,
  op: ElementwiseName,
  values: readonly Lowered[],
  element: LoweredElement = number,
): Lowered {
  const { nodes, dims, isFixed } = lineUp(lowering, values)
  return tensor(lowering.builder.apply(op, nodes, {}), dims, isFixed, element)
}

/** Chooses by a condition, element by element. */
export function choose(
  lowering: Lowering,
  condition: Lowered,
  then: Lowered,
  otherwise: Lowered,
): Lowered {
  const hasLabels = then.element.kind === 'labels' && otherwise.element.kind === 'labels'
  const [a, b] = hasLabels
    ? [then, otherwise]
    : [asNumber(lowering, then), asNumber(lowering, otherwise)]
  const parts = [asBool(lowering, condition), a, b]
  return elementwise(lowering, 'select', parts, hasLabels ? then.element : number)
}

const arithmetic: Partial<Record<BinaryOperator, ElementwiseName>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '^': 'pow',
}

const comparisons: Partial<Record<BinaryOperator, ElementwiseName>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
}

const logic: Partial<Record<BinaryOperator, ElementwiseName>> = { and: 'and', or: 'or' }

/** Applies `-`, `+` or `not`. */
export function applyUnaryOperator(
  lowering: Lowering,
  operator: UnaryOperator,
  operand: Lowered,
): Lowered {
  if (operator === 'not') return elementwise(lowering, 'not', [asBool(lowering, operand)], bool)
  const value = asNumber(lowering, operand)
  return operator === '-' ? elementwise(lowering, 'neg', [value]) : value
}

/** Applies an infix operator that is not `..`. */
export function applyOperator(
  lowering: Lowering,
  operator: BinaryOperator,
  left: Lowered,
  right: Lowered,
): Lowered {
  const op = arithmetic[operator]
  const numbers = (): Lowered[] => [asNumber(lowering, left), asNumber(lowering, right)]
  if (op) return elementwise(lowering, op, numbers())
  const connective = logic[operator]
  if (connective) {
    return elementwise(
      lowering,
      connective,
      [asBool(lowering, left), asBool(lowering, right)],
      bool,
    )
  }
  const comparison = comparisons[operator]
  if (comparison) {
    const isLabels = left.element.kind === 'labels' && right.element.kind === 'labels'
    return elementwise(lowering, comparison, isLabels ? [left, right] : numbers(), bool)
  }
  if (operator === '@') return matrixProduct(lowering, left, right)
  if (operator === '~=') return isClose(lowering, left, right)
  throw internalError(`the operator ${operator} was lowered as a value`)
}

/** `left @ right`: sums over the last dim of the left and the first of the right. */
export function matrixProduct(lowering: Lowering, left: Lowered, right: Lowered): Lowered {
  const [a, b] = meet(lowering, [asNumber(lowering, left), asNumber(lowering, right)])
  const dims = contractDims(a!.dims, b!.dims)
  if (!dims) throw internalError('`@` was let through without a shared dim')
  const inner = a!.dims.length - 1
  const out = [...a!.dims.keys()].slice(0, -1)
  const others = b!.dims.slice(1).map((_, i) => a!.dims.length + i)
  const node = lowering.builder.apply('contract', [a!.node, b!.node], {
    left: [...a!.dims.keys()],
    right: [inner, ...others],
    out: [...out, ...others],
  })
  return settleRows(lowering, [a!, b!], tensor(node, dims, a!.isFixed && b!.isFixed))
}

/** The product of every pair. */
export function outerProduct(lowering: Lowering, left: Lowered, right: Lowered): Lowered {
  const [a, b] = meet(lowering, [asNumber(lowering, left), asNumber(lowering, right)])
  const dims = outerDims(a!.dims, b!.dims)
  const labels = [...a!.dims.keys()]
  const others = b!.dims.map((_, i) => labels.length + i)
  const node = lowering.builder.apply('contract', [a!.node, b!.node], {
    left: labels,
    right: others,
    out: [...labels, ...others],
  })
  return tensor(node, dims, a!.isFixed && b!.isFixed)
}

/** The `x` with `matrix @ x = right`. */
export function solution(lowering: Lowering, matrix: Lowered, right: Lowered): Lowered {
  const [a, b] = meet(lowering, [asNumber(lowering, matrix), asNumber(lowering, right)])
  const dims = solveDims(a!.dims, b!.dims)
  if (!dims) throw internalError('`solve` was let through with shapes that do not fit')
  const node = solve(lowering.builder, a!.node, b!.node)
  return settleRows(lowering, [a!, b!], tensor(node, dims, a!.isFixed && b!.isFixed))
}

/** `x.T`: the axes in reverse order. */
export function transposed(lowering: Lowering, value: Lowered): Lowered {
  const order = [...value.dims.keys()].reverse()
  const dims = transposeDims(value.dims)
  if (order.length < 2) return { ...value, dims }
  return { ...value, dims, node: lowering.builder.apply('transpose', [value.node], { order }) }
}

/** The tolerance of `~=` where none is given: 1e-9 · max(1, |a|, |b|). */
export function defaultTolerance(lowering: Lowering, left: Lowered, right: Lowered): Lowered {
  const sizes = [left, right].map((side) =>
    elementwise(lowering, 'abs', [asNumber(lowering, side)]),
  )
  const larger = elementwise(lowering, 'max', sizes)
  const scale = elementwise(lowering, 'max', [larger, constant(lowering, 1)])
  return elementwise(lowering, 'mul', [scale, constant(lowering, 1e-9)])
}

/** `left ~= right within tolerance`, element by element; NaN is close to nothing. */
export function isClose(
  lowering: Lowering,
  left: Lowered,
  right: Lowered,
  tolerance: Lowered = defaultTolerance(lowering, left, right),
): Lowered {
  const numbers = [asNumber(lowering, left), asNumber(lowering, right)]
  const distance = elementwise(lowering, 'abs', [elementwise(lowering, 'sub', numbers)])
  const near = elementwise(lowering, 'le', [distance, tolerance], bool)
  // Equal infinities have no distance.
  return elementwise(lowering, 'or', [near, elementwise(lowering, 'eq', numbers, bool)], bool)
}

/**
 * What was computed over all training rows from data alone, and no longer has the batch
 * dim, is a fitted constant: it is frozen and serves the other rows as it is.
 */
export function settleRows(
  lowering: Lowering,
  inputs: readonly Lowered[],
  result: Lowered,
): Lowered {
  if (!losesRows(lowering, inputs, result.dims, result.isFixed)) return result
  return { ...result, node: lowering.frozen.keep(() => result.node) }
}

/** As `settleRows`; what is frozen already is not computed again. */
export function settleLater(
  lowering: Lowering,
  input: Lowered,
  dims: Dims,
  make: () => Node,
): Lowered {
  const isFrozen = losesRows(lowering, [input], dims, input.isFixed)
  return { ...input, dims, node: isFrozen ? lowering.frozen.keep(make) : make() }
}

/** Whether an operation over fixed inputs mixes rows away. */
function losesRows(
  { batchDim }: Lowering,
  inputs: readonly Lowered[],
  dims: Dims,
  isFixed: boolean,
): boolean {
  const hasRows = (list: Dims): boolean => list.some((dim) => baseDim(dim) === batchDim)
  return isFixed && batchDim !== undefined && inputs.some((x) => hasRows(x.dims)) && !hasRows(dims)
}

/** Puts values of one shape side by side: along a new first axis, or a new last one. */
export function joinValues(
  lowering: Lowering,
  items: readonly Lowered[],
  dim: string,
  place: 'first' | 'last',
): Lowered {
  const { nodes, dims, isFixed } = lineUp(
    lowering,
    items.map((item) => asNumber(lowering, item)),
  )
  const axis = place === 'first' ? 0 : dims.length
  const joined = canonicalDims([...dims.slice(0, axis), dim, ...dims.slice(axis)])
  const slices = nodes.map((node) => {
    const shape = [...node.shape]
    shape.splice(axis, 0, { name: '', size: 1 })
    return lowering.builder.apply('reshape', [node], { shape })
  })
  const node = lowering.builder.apply('concat', slices, { axis, name: joined[axis]! })
  return tensor(node, joined, isFixed)
}
