import { diagnostic, internalError } from '@gradus/diagnostics'
import type { Builder, Node, Origin } from '@gradus/graph'
import type { Expr, FieldExpr, IndexExpr, NameExpr, PipeExpr } from '../1-syntax/ast.ts'
import { baseDim, canonicalDims, gatherDims } from '../2-check/dims.ts'
import { findBuiltin, findConstant } from '../builtins/table.ts'
import {
  applyOperator,
  applyUnaryOperator,
  choose,
  settleLater,
  settleRows,
  transposed,
} from './align.ts'
import { lowerCall } from './calls.ts'
import { dimNames } from './dim-arguments.ts'
import { asTensor, lower, lowerTensor, numberOf } from './lower.ts'
import { constant, constantValue, type Lowering, meet, moveAxis, sizeAsNumber } from './lowering.ts'
import { Scope } from './scope.ts'
import { bool, type Lowered, tensor, type Value } from './value.ts'

/**
 * Lowers an expression; what it makes is recorded as coming from it. A chain such as
 * `a + b + c` leans to the left and may be as long as the text: it is walked in a loop.
 * All other nesting is bounded by the parser.
 */
export function lowerByKind(lowering: Lowering, scope: Scope, expr: Expr): Value {
  const chain: Expr[] = []
  let innermost = expr
  for (let next = firstPart(lowering, scope, expr); next; ) {
    chain.push(innermost)
    innermost = next
    next = firstPart(lowering, scope, innermost)
  }
  let value = from(lowering, scope, innermost, () => lowerWhole(lowering, scope, innermost))
  for (let link = chain.pop(); link; link = chain.pop()) {
    const outer = link
    const first = value
    value = from(lowering, scope, outer, () => lowerLink(lowering, scope, outer, first))
  }
  return value
}

function from(lowering: Lowering, { around, module }: Scope, expr: Expr, make: () => Value): Value {
  const origin: Origin = [...around.calls, { source: module.source, span: expr.span }]
  return lowering.builder.withOrigin(origin, make)
}

/** The part of an expression that is lowered before the rest of it, if there is one. */
function firstPart(lowering: Lowering, scope: Scope, expr: Expr): Expr | undefined {
  switch (expr.kind) {
    case 'unary':
      return expr.operand
    case 'binary':
      return expr.operator === '..' ? undefined : expr.left
    case 'pipe':
    case 'index':
      return expr.value
    case 'call':
      return expr.callee
    case 'field':
      return findField(lowering, scope, expr) ? undefined : expr.value
    default:
      return undefined
  }
}

/** Lowers an expression that has no part to be lowered before it. */
function lowerWhole(lowering: Lowering, scope: Scope, expr: Expr): Value {
  switch (expr.kind) {
    case 'number':
      return constant(lowering, expr.value)
    case 'text':
      return { kind: 'text', text: expr.value }
    case 'name':
      return lowerName(lowering, scope, expr)
    case 'list':
      return { kind: 'list', items: expr.items.map((item) => lowerTensor(lowering, scope, item)) }
    case 'binary':
      return { kind: 'range', low: expr.left, high: expr.right }
    case 'if':
      return choose(
        lowering,
        lowerTensor(lowering, scope, expr.condition),
        lowerTensor(lowering, scope, expr.then),
        lowerTensor(lowering, scope, expr.otherwise),
      )
    case 'field':
      return findField(lowering, scope, expr)!
    default:
      throw internalError(`a ${expr.kind} expression was lowered as a whole`)
  }
}

/** Lowers what an expression makes of its first part. */
function lowerLink(lowering: Lowering, scope: Scope, expr: Expr, first: Value): Value {
  switch (expr.kind) {
    case 'unary':
      return applyUnaryOperator(lowering, expr.operator, asTensor(lowering, first))
    case 'binary': {
      const right = lowerTensor(lowering, scope, expr.right)
      return applyOperator(lowering, expr.operator, asTensor(lowering, first), right)
    }
    case 'pipe':
      return lowerPipe(lowering, scope, expr, first)
    case 'call':
      return lowerCall(lowering, scope, { target: first, span: expr.callee.span }, expr.args)
    case 'index':
      return lowerIndex(lowering, scope, expr, asTensor(lowering, first))
    case 'field':
      return transposed(lowering, asTensor(lowering, first))
    default:
      throw internalError(`a ${expr.kind} expression was lowered as a chain`)
  }
}

function lowerPipe(lowering: Lowering, scope: Scope, pipe: PipeExpr, given: Value): Value {
  const { value, target } = pipe
  const [callee, rest] = target.kind === 'call' ? [target.callee, target.args] : [target, []]
  const called = { target: lower(lowering, scope, callee), span: callee.span }
  return lowerCall(lowering, scope, called, [{ value, given, span: value.span }, ...rest])
}

function lowerName(lowering: Lowering, scope: Scope, { name }: NameExpr): Value {
  const known = scope.find(name)
  if (known) return known
  const dims = scope.around.formalDims.get(name)
  if (dims) {
    const size = dims.reduce((product, each) => product * sizeAsNumber(lowering, each), 1)
    return constant(lowering, size)
  }
  if (lowering.model.dims.has(name)) return constant(lowering, sizeAsNumber(lowering, name))
  const definition = scope.module.definitions.get(name)
  if (definition) return { kind: 'callable', name, definition }
  const binding = scope.module.bindings.get(name)
  if (binding) {
    return lower(lowering, new Scope(binding.module), binding.statement.value)
  }
  const number = findConstant(name)
  if (number !== undefined) {
    const isTruth = name === 'true' || name === 'false'
    return isTruth
      ? tensor(lowering.builder.cast(lowering.builder.constant(number), 'bool'), [], true, bool)
      : constant(lowering, number)
  }
  if (findBuiltin(name)) return { kind: 'callable', name }
  throw internalError(`the name ${name} was let through`)
}

function lowerIndex(
  lowering: Lowering,
  scope: Scope,
  { indices }: IndexExpr,
  indexed: Lowered,
): Lowered {
  let value = indexed
  for (const index of indices) {
    const named = index.name && { kind: 'name', name: index.name.text, span: index.span }
    const name = named ? dimNames(scope, named as NameExpr)[0]! : value.dims[0]!
    value = indexBy(lowering, scope, value, name, index.value)
  }
  return value
}

function indexBy(
  lowering: Lowering,
  scope: Scope,
  value: Lowered,
  name: string,
  expr: Expr,
): Lowered {
  const index = lower(lowering, scope, expr)
  const axis = value.dims.indexOf(name)
  if (index.kind === 'range') {
    const start = numberOf(lowering, scope, index.low)
    const size = numberOf(lowering, scope, index.high) - start
    const part = { start, size, name: String(size) }
    checkPart(lowering, scope, value, axis, part, expr)
    const dims = gatherDims(value.dims, name, [part.name])
    return settleLater(lowering, value, dims, () => takeSome(lowering, value.node, axis, part))
  }
  if (index.kind !== 'tensor') throw internalError(`a ${index.kind} was let through as an index`)
  const start = constantValue(index.node)
  if (start === undefined) return gatherBy(lowering, value, axis, name, index)
  const part = { start, size: 1, name: '' }
  checkPart(lowering, scope, value, axis, part, expr)
  const dims = canonicalDims(value.dims.filter((_, i) => i !== axis))
  return settleLater(lowering, value, dims, () => {
    const one = takeSome(lowering, value.node, axis, part)
    const shape = one.shape.filter((_, i) => i !== axis)
    return lowering.builder.apply('reshape', [one], { shape })
  })
}

/** Which entries along an axis are taken, and the name of the dim that they make. */
interface Part {
  readonly start: number
  readonly size: number
  readonly name: string
}

/** The checker knows all rows of the data; fewer are left where some are held back. */
function checkPart(
  { problems }: Lowering,
  { module: { source } }: Scope,
  { node, dims }: Lowered,
  axis: number,
  { start, size }: Part,
  { span }: Expr,
): void {
  const from = node.shape[axis]!
  if (from.rows || start + size <= from.size) return
  const values = { index: start + size - 1, dim: baseDim(dims[axis]!), size: from.size }
  problems.push(diagnostic('E0316', source, span, values))
}

function takeSome({ builder }: Lowering, node: Node, axis: number, part: Part): Node {
  const { start, size } = part
  const from = node.shape[axis]!
  if (from.rows || start + size > from.size) return takeRows(builder, node, axis, part)
  return builder.apply('slice', [node], { axis, start, size })
}

/** Rows of which there may be fewer than asked for; the last one stands for those beyond. */
function takeRows(builder: Builder, node: Node, axis: number, { start, size, name }: Part): Node {
  const front = moveAxis(builder, node, axis, 0)
  const shape = [{ name, size }, ...front.shape]
  const into = front.shape.map((_, i) => i + 1)
  const wide = builder.apply('broadcast', [front], { shape, into })
  const int = (value: number): Node => builder.constant(value, 'i32')
  const { size: capacity, rows: isCounted } = front.shape[0]!
  const count = isCounted ? builder.apply('extent', [], { capacity, dtype: 'i32' }) : int(capacity)
  const last = builder.sub(count, int(1))
  const asked = builder.add(builder.apply('iota', [], { shape, axis: 0 }), int(start))
  const rows = builder.apply('iota', [], { shape, axis: 1 })
  const isTaken = builder.eq(rows, builder.min(asked, last))
  const zero = builder.constant(0, node.dtype)
  const taken = builder.apply('select', [isTaken, wide, zero], {})
  return moveAxis(builder, builder.apply('sum', [taken], { axes: [1] }), 0, axis)
}

/** `table[dim: labels]`: the dims of the labels take the place of the indexed one. */
function gatherBy(
  lowering: Lowering,
  value: Lowered,
  axis: number,
  name: string,
  index: Lowered,
): Lowered {
  const { builder } = lowering
  const [table, labels] = meet(lowering, [value, index]) as [Lowered, Lowered]
  const positions = builder.cast(labels.node, 'i32')
  const front = moveAxis(builder, table.node, axis, 0)
  let node = builder.apply('gather', [front, positions], {})
  // The axes of the labels come first; they belong where the indexed axis was.
  const count = labels.dims.length
  const order = [...node.shape.keys()]
  const moved = order.splice(0, count)
  order.splice(axis, 0, ...moved)
  node = builder.apply('transpose', [node], { order })
  const dims = gatherDims(table.dims, name, labels.dims)
  const isFixed = table.isFixed && labels.isFixed
  return settleRows(lowering, [table, labels], { ...table, node, dims, isFixed })
}

/** The parameter of a layer, or the name of a module, that `a.b` stands for. */
function findField(lowering: Lowering, scope: Scope, expr: FieldExpr): Value | undefined {
  const path = fieldPath(expr)
  const parameter = path && lowering.parameters.get(path)
  if (parameter) return tensor(parameter.value, parameter.dims, false)
  if (expr.value.kind === 'name') {
    const module = scope.module.aliases.get(expr.value.name)
    if (module && !scope.find(expr.value.name)) {
      return lowerName(lowering, new Scope(module), {
        ...expr,
        kind: 'name',
        name: expr.field.text,
      })
    }
  }
  return undefined
}

// Calls nest no deeper than this, so that no parameter has a longer name: without the
// limit every link of a long chain `x.T.T…` would walk all links before it.
const mostParts = 64

/** `h.W` and `block.first.W` as the name of a parameter. */
function fieldPath(expr: FieldExpr): string | undefined {
  const parts = [expr.field.text]
  let at = expr.value
  while (at.kind === 'field' && parts.length < mostParts) {
    parts.unshift(at.field.text)
    at = at.value
  }
  return at.kind === 'name' ? [at.name, ...parts].join('.') : undefined
}
