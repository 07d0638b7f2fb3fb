import type { ElementwiseName } from '@gradus/ops'

/** Functions that are pieced together, by choices and by `floor`. */
export const pieces: Readonly<Partial<Record<ElementwiseName, string>>> = {
  abs: 'if(a < 0, -a, a)',
  sign: 'if(a < 0, -1, if(a > 0, 1, 0))',
  relu: 'if(a < 0, 0, a)',
  max: 'if(a < b, b, a)',
  min: 'if(a < b, a, b)',
  ceil: '-floor(-a)',
  round: 'floor(a + 1/2)',
  mod: 'a - b*floor(a/b)',
}
