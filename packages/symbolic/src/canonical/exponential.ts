import type { ElementwiseName } from '@gradus/ops'

/** The op that powers of e are calls of. */
export const exponential = 'exp' satisfies ElementwiseName
