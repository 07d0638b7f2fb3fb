import { callAs } from '../call-as.ts'
import { apply } from '../content/apply.ts'
import { applyElementwise } from '../content/elementwise.ts'
import { expandDims, normalizeAxis } from '../content/movement.ts'
import { isTraced } from '../content/trace.ts'
import { shapeOfSizes } from '../content/values.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import type { Sizes } from '../literal-shape.ts'
import { contentOf, Tensor, type TensorLike } from '../tensor.ts'
import { logSoftmax } from './activations.ts'

/** How the losses of examples become one number. */
export type LossReduction = 'mean' | 'sum' | 'none'

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions {
  /** The axis of the classes in the scores; the last one unless said otherwise. */
  readonly axis?: number
  /** The mean over all examples unless said otherwise. */
  readonly reduction?: LossReduction
  /** The share of probability that is spread over all classes; 0 unless said otherwise. */
  readonly labelSmoothing?: number
}

/**
 * −log of the probability that scores give to labels: softmax and logarithm in one, exact
 * also for scores of ±10⁴.
 *
 * @param scores  `[…, classes]`, any numbers (not probabilities).
 * @param labels  `[…]` positions of classes (i32), or `[…, classes]` probabilities. A position
 *   outside throws `ShapeError`, or has loss 0 where it is a value of a traced function.
 */
export function crossEntropy(
  scores: Tensor,
  labels: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  return callAs('crossEntropy', [scores, labels], (one, other) =>
    crossEntropyOf(one!, other!, options),
  )
}

function crossEntropyOf(scores: Tensor, labels: Tensor, options: CrossEntropyOptions): Tensor {
  const { axis = -1, reduction = 'mean', labelSmoothing = 0 } = options
  const where = normalizeAxis('crossEntropy', axis, scores.rank)
  const logarithms = logSoftmax(scores, where)
  const isDense = labels.rank === scores.rank
  const chosen = isDense ? logarithms.mul(labels).sum(where) : pickLabels(logarithms, labels, where)
  const smoothed =
    labelSmoothing === 0
      ? chosen
      : chosen.mul(1 - labelSmoothing).add(logarithms.mean(where).mul(labelSmoothing))
  return reduceLosses('crossEntropy', smoothed.neg(), reduction)
}

/** The element at each label along an axis: by choice, so that −∞ elsewhere does no harm. */
function pickLabels(logarithms: Tensor<Sizes>, labels: Tensor<Sizes>, axis: number): Tensor {
  if (labels.dtype !== 'i32') {
    throw new DTypeError(
      `crossEntropy: labels are i32 positions of classes, not ${labels.dtype}; see \`cast\``,
    )
  }
  const expected = logarithms.shape.filter((_, i) => i !== axis)
  if (labels.rank !== expected.length || labels.shape.some((size, i) => size !== expected[i])) {
    throw new ShapeError(
      `crossEntropy: argument 2 has shape [${labels.shape.join(', ')}], and [${expected.join(', ')}] is due`,
    )
  }
  const sizes = logarithms.shape.map((size, i) => (i === axis ? size : 1))
  requireClasses(labels, logarithms.shape[axis]!)
  const classes = apply('iota', [], { shape: shapeOfSizes(sizes), axis })
  const isLabel = applyElementwise('eq', [expandDims(contentOf(labels), axis), classes])
  return new Tensor(applyElementwise('select', [isLabel, contentOf(logarithms), 0])).sum(axis)
}

/** Refuses labels that are known and are no position of a class. */
function requireClasses(labels: Tensor, count: number): void {
  const content = contentOf(labels)
  const outside = isTraced(content)
    ? undefined
    : content.data.find((label) => label < 0 || label >= count)
  if (outside !== undefined) {
    throw new ShapeError(
      `crossEntropy: argument 2 has label ${outside}, and there are ${count} classes`,
    )
  }
}

/** The mean of (x − y)²; the sum, or each by itself, where the reduction says so. */
export function meanSquaredError(
  x: TensorLike,
  y: TensorLike,
  { reduction = 'mean' }: { readonly reduction?: LossReduction } = {},
): Tensor {
  return callAs('meanSquaredError', [x, y], (one, other) => {
    const difference = one!.sub(other!) as Tensor
    return reduceLosses('meanSquaredError', difference.mul(difference), reduction)
  })
}

/**
 * −log of the probability that scores give to truth values or probabilities `y`, exact for
 * scores of any size: y·log(1 + e^−s) + (1 − y)·log(1 + e^s).
 */
export function binaryCrossEntropy(
  scores: Tensor,
  y: Tensor,
  { reduction = 'mean' }: { readonly reduction?: LossReduction } = {},
): Tensor {
  return callAs('binaryCrossEntropy', [scores, y], (one, other) => {
    // max(s, 0) − s·y + log(1 + e^−|s|) would be as exact, but has kinks that cancel, and
    // slopes at kinks do not: at a score of 0 the slope would lack a half.
    const ifTrue = other!.mul(one!.neg().softplus()) as Tensor
    const ifFalse = other!.neg().add(1).mul(one!.softplus()) as Tensor
    return reduceLosses('binaryCrossEntropy', ifTrue.add(ifFalse) as Tensor, reduction)
  })
}

function reduceLosses(op: string, losses: Tensor, reduction: LossReduction): Tensor {
  if (reduction === 'none') return losses
  if (reduction === 'sum') return losses.sum()
  if (reduction === 'mean') return losses.mean()
  throw new RangeError(`${op}: a reduction is 'mean', 'sum' or 'none', not ${String(reduction)}`)
}
