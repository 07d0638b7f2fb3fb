import {
  baseDim,
  canonicalDims,
  type Dims,
  type ReductionDims,
  reducedDims,
} from '../2-check/dims.ts'
import { asNumber, choose, elementwise, settleRows, spread } from './align.ts'
import { constant, dimOf, type Lowering } from './lowering.ts'
import { bool, type Lowered, tensor } from './value.ts'

/** Removes dims with a reduction of the table. */
function reduceWith(
  lowering: Lowering,
  op: 'sum' | 'reduce_max',
  value: Lowered,
  which: ReductionDims,
): Lowered {
  const x = asNumber(lowering, value)
  const gone = reducedDims(x.dims, which)
  const dims = canonicalDims(x.dims.filter((dim) => !gone.includes(dim)))
  if (gone.length === 0) return x
  const axes = gone.map((dim) => x.dims.indexOf(dim))
  const node = lowering.builder.apply(op, [x.node], { axes })
  return settleRows(lowering, [x], tensor(node, dims, x.isFixed))
}

export function sum(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  return reduceWith(lowering, 'sum', x, which)
}

export function maximum(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  return reduceWith(lowering, 'reduce_max', x, which)
}

export function minimum(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const negated = elementwise(lowering, 'neg', [asNumber(lowering, x)])
  return elementwise(lowering, 'neg', [maximum(lowering, negated, which)])
}

export function mean(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const total = sum(lowering, x, which)
  const count = countOf(lowering, reducedDims(x.dims, which), x.isFixed)
  const quotient = elementwise(lowering, 'div', [total, count])
  // A mean that is fitted on the training rows is divided by their number, everywhere.
  return settleRows(lowering, [x], quotient)
}

/** How many elements dims hold together, at the rows that a value of this kind has. */
function countOf(lowering: Lowering, dims: Dims, isFixed: boolean): Lowered {
  let size = 1
  let counted = constant(lowering, 1)
  for (const name of dims) {
    const dim = dimOf(lowering, name, isFixed)
    if (!dim.rows) {
      size *= dim.size
      continue
    }
    const node = lowering.builder.apply('extent', [], {
      capacity: dim.size,
      dtype: lowering.precision,
    })
    counted = tensor(node, [], isFixed)
  }
  return elementwise(lowering, 'mul', [counted, constant(lowering, size)])
}

export function variance(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const value = asNumber(lowering, x)
  const centered = elementwise(lowering, 'sub', [value, mean(lowering, value, which)])
  return mean(lowering, elementwise(lowering, 'mul', [centered, centered]), which)
}

export function deviation(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  return safeSqrt(lowering, variance(lowering, x, which))
}

export function norm(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const value = asNumber(lowering, x)
  return safeSqrt(lowering, sum(lowering, elementwise(lowering, 'mul', [value, value]), which))
}

/** √x with slope 0 at 0, so that the norm of zeros has a gradient. */
function safeSqrt(lowering: Lowering, x: Lowered): Lowered {
  const [zero, one] = [constant(lowering, 0), constant(lowering, 1)]
  const isZero = elementwise(lowering, 'eq', [x, zero], bool)
  const root = elementwise(lowering, 'sqrt', [choose(lowering, isZero, one, x)])
  return choose(lowering, isZero, zero, root)
}

/** The label of the largest element along a dim; ties go to the first. */
export function argmax(lowering: Lowering, x: Lowered, dim: string): Lowered {
  const value = asNumber(lowering, x)
  const axis = value.dims.indexOf(dim)
  const dims = canonicalDims(value.dims.filter((other) => other !== dim))
  const node = lowering.builder.apply('argmax', [value.node], { axis })
  const element = { kind: 'labels', dim: baseDim(dim) } as const
  return settleRows(lowering, [value], tensor(node, dims, value.isFixed, element))
}

/** log Σ exp over dims, shifted by the maximum so that it cannot overflow. */
export function logSumExp(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const shift = elementwise(lowering, 'stop_gradient', [maximum(lowering, x, which)])
  const shifted = elementwise(lowering, 'sub', [x, shift])
  const total = sum(lowering, elementwise(lowering, 'exp', [shifted]), which)
  return elementwise(lowering, 'add', [shift, elementwise(lowering, 'log', [total])])
}

export function softmax(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const value = asNumber(lowering, x)
  const shift = elementwise(lowering, 'stop_gradient', [maximum(lowering, value, which)])
  const powers = elementwise(lowering, 'exp', [elementwise(lowering, 'sub', [value, shift])])
  return elementwise(lowering, 'div', [powers, sum(lowering, powers, which)])
}

export function logSoftmax(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const value = asNumber(lowering, x)
  return elementwise(lowering, 'sub', [value, logSumExp(lowering, value, which)])
}

/** Mean 0 and deviation 1 over dims; a constant column, up to rounding, becomes 0. */
export function standardize(lowering: Lowering, x: Lowered, which: ReductionDims): Lowered {
  const value = asNumber(lowering, x)
  const center = mean(lowering, value, which)
  const spreadOf = deviation(lowering, value, which)
  const rounding = constant(lowering, lowering.precision === 'f64' ? 1e-13 : 1e-6)
  const size = elementwise(lowering, 'abs', [center])
  const threshold = elementwise(lowering, 'mul', [size, rounding])
  const varies = elementwise(lowering, 'gt', [spreadOf, threshold], bool)
  const scale = choose(lowering, varies, spreadOf, constant(lowering, 1))
  const scaled = elementwise(lowering, 'div', [
    elementwise(lowering, 'sub', [value, center]),
    scale,
  ])
  return choose(lowering, varies, scaled, constant(lowering, 0))
}

/** Minus the log of the share that softmax gives to each label, averaged over what is left. */
export function crossEntropy(lowering: Lowering, scores: Lowered, labels: Lowered): Lowered {
  const dim = labels.element.kind === 'labels' ? labels.element.dim : scores.dims.at(-1)!
  const value = asNumber(lowering, scores)
  const chosen = pick(lowering, value, labels, dim)
  const surprise = elementwise(lowering, 'sub', [
    logSumExp(lowering, value, { over: [dim] }),
    chosen,
  ])
  return mean(lowering, surprise, {})
}

/** The element of `values` along `dim` at each label. */
function pick(lowering: Lowering, values: Lowered, labels: Lowered, dim: string): Lowered {
  const isLabel = oneHotMask(lowering, labels, dim)
  return sum(lowering, choose(lowering, isLabel, values, constant(lowering, 0)), { over: [dim] })
}

function oneHotMask(lowering: Lowering, labels: Lowered, dim: string): Lowered {
  const positions = tensor(
    lowering.builder.apply('iota', [], { shape: [dimOf(lowering, dim, true)], axis: 0 }),
    [dim],
    true,
    { kind: 'labels', dim },
  )
  const dims = [...labels.dims, dim]
  const shown = { ...labels, node: spread(lowering, labels, dims), dims }
  return elementwise(lowering, 'eq', [shown, positions], bool)
}

/** Labels as numbers: 1 at the label, 0 elsewhere. */
export function oneHot(lowering: Lowering, labels: Lowered): Lowered {
  const dim = labels.element.kind === 'labels' ? labels.element.dim : ''
  return asNumber(lowering, oneHotMask(lowering, labels, dim))
}

/** softplus(s) - y·s, averaged: minus the log-likelihood of a target in 0..1. */
export function binaryCrossEntropy(lowering: Lowering, scores: Lowered, target: Lowered): Lowered {
  const s = asNumber(lowering, scores)
  const product = elementwise(lowering, 'mul', [asNumber(lowering, target), s])
  const surprise = elementwise(lowering, 'sub', [elementwise(lowering, 'softplus', [s]), product])
  return mean(lowering, surprise, {})
}
