import type { Extent } from './routines/loop.ts'

/** Which of the tensors an axis is in: all three, `a` and `c`, `b` and `c`, or the factors alone. */
export type AxisRole = 'batch' | 'm' | 'n' | 'k'

/** An axis, and how far each tensor moves along it, in elements: never backward. */
export interface ContractionAxis {
  readonly role: AxisRole
  readonly extent: Extent
  readonly a: number
  readonly b: number
  readonly c: number
}

/**
 * `c[batch, m, n] = Σₖ a[batch, m, k] · b[batch, k, n]`, where each of the four may be any
 * number of axes. Products are counted along the axes of `k` as they are listed, the last
 * one fastest, and added as `contractInOrder` does; only the first of them may have rows. `c` overlaps neither `a` nor `b`.
 */
export interface ContractionDescriptor {
  readonly dtype: 'f32' | 'f64'
  /** Outermost first. */
  readonly axes: readonly ContractionAxis[]
  /** Byte addresses. */
  readonly address: { readonly a: number; readonly b: number; readonly c: number }
  /** `plain` gives the same bits everywhere; `relaxed` uses fused multiply-add where there is one. */
  readonly simd: 'plain' | 'relaxed'
}
