import { applyElementwise, broadcastSizes } from '../content/elementwise.ts'
import { type Operand, toContent } from '../content/promotion.ts'
import { operandOf, Tensor, type TensorLike } from '../tensor.ts'

/** `x` where the condition holds, else `y`; all three are broadcast. Truth values stay such. */
export function where(condition: TensorLike, x: TensorLike, y: TensorLike): Tensor {
  const [c, a, b] = [condition, x, y].map((one, i) => operandOf(one, 'where', i + 1)) as [
    Operand,
    Operand,
    Operand,
  ]
  broadcastSizes('where', [c, a, b].map(toContent))
  if (!isTruth(a) || !isTruth(b)) return new Tensor(applyElementwise('select', [c, a, b]))
  const chosen = applyElementwise('and', [c, a])
  const other = applyElementwise('and', [applyElementwise('not', [c]), b])
  return new Tensor(applyElementwise('or', [chosen, other]))
}

function isTruth(operand: Operand): boolean {
  return typeof operand === 'object' ? operand.dtype === 'bool' : typeof operand === 'boolean'
}

/**
 * The element, or the nearer bound where it is outside of `least` to `most`, either of which
 * may be left out. NaN stays. The slope is 1 from bound to bound, both included, and 0 outside;
 * 1 at NaN, where PyTorch has 0.
 */
export function clip(x: TensorLike, least?: TensorLike, most?: TensorLike): Tensor {
  let value = operandOf(x, 'clip')
  if (least !== undefined) {
    const bound = operandOf(least, 'clip', 2)
    value = applyElementwise('select', [
      applyElementwise('lt', [value, bound], 'clip'),
      bound,
      value,
    ])
  }
  if (most !== undefined) {
    const bound = operandOf(most, 'clip', 3)
    value = applyElementwise('select', [
      applyElementwise('gt', [value, bound], 'clip'),
      bound,
      value,
    ])
  }
  return new Tensor(typeof value === 'object' ? value : applyElementwise('add', [value, 0]))
}

/** Where elements are NaN. */
export function isNan(x: TensorLike): Tensor {
  const value = operandOf(x, 'isNan')
  return new Tensor(applyElementwise('ne', [value, value]))
}

/** Where elements are ∞ or −∞. */
export function isInfinite(x: TensorLike): Tensor {
  const size = applyElementwise('abs', [operandOf(x, 'isInfinite')])
  return new Tensor(applyElementwise('eq', [size, Number.POSITIVE_INFINITY]))
}

/** Options of `allClose`. */
export interface CloseOptions {
  /** The difference that is allowed relative to `y`; 1e-5 unless said otherwise. */
  readonly relative?: number
  /** The difference that is allowed besides; 1e-8 unless said otherwise. */
  readonly absolute?: number
}

/** Whether |x − y| ≤ absolute + relative·|y| everywhere; equal infinities are close, NaN is not. */
export function allClose(
  x: TensorLike,
  y: TensorLike,
  { relative = 1e-5, absolute = 1e-8 }: CloseOptions = {},
): boolean {
  const [a, b] = [operandOf(x, 'allClose', 1), operandOf(y, 'allClose', 2)]
  const difference = applyElementwise('abs', [applyElementwise('sub', [a, b], 'allClose')])
  const size = applyElementwise('mul', [applyElementwise('abs', [b]), relative])
  const isNear = applyElementwise('le', [difference, applyElementwise('add', [size, absolute])])
  const isClose = applyElementwise('or', [isNear, applyElementwise('eq', [a, b])])
  return new Tensor(isClose).data().every((element) => element !== 0)
}
