import type { Extent } from './routines/loop.ts'

/** Where a tensor is: a constant byte address, and strides in elements, none negative. */
export interface Operand<Axis extends string> {
  readonly address: number
  readonly strides: Readonly<Record<'batch' | Axis, number>>
}

/**
 * `c[batch, m, n] = Σₖ a[batch, m, k] · b[batch, k, n]`. Strides of axes of size 1 are
 * never used. `c` overlaps neither `a` nor `b`.
 */
export interface ContractionDescriptor {
  readonly dtype: 'f32' | 'f64'
  readonly batch: Extent
  readonly m: Extent
  readonly n: Extent
  readonly k: Extent
  readonly a: Operand<'m' | 'k'>
  readonly b: Operand<'k' | 'n'>
  readonly c: Operand<'m' | 'n'>
  /** How products are added: as `contractInOrder`, or as `sumInOrder` along 16 lanes. */
  readonly order: 'blocks' | 'dot'
  /** `plain` gives the same bits everywhere; `relaxed` uses fused multiply-add where there is one. */
  readonly simd: 'plain' | 'relaxed'
}
