import { elu, gelu, logSoftmax, logSumExp, silu, softmax } from './composites/activations.ts'
import { avgPool, conv1d, conv2d, maxPool } from './composites/convolution.ts'
import { crossEntropy } from './composites/losses.ts'
import { layerNorm, rmsNorm } from './composites/normalization.ts'
import { clip, isInfinite, isNan } from './functions/choose.ts'
import { contract, diag, diagonal, dot, outer, trace } from './functions/contraction.ts'
import { maximum, minimum, reciprocal, square } from './functions/elementwise.ts'
import {
  cholesky,
  det,
  eigh,
  inverse,
  logdet,
  lu,
  qr,
  slogdet,
  solve,
  svd,
  triangularSolve,
} from './functions/linear-algebra.ts'
import {
  addAlongAxis,
  broadcastTo,
  concat,
  cumprod,
  gather,
  moveAxis,
  oneHot,
  overlapAdd,
  pad,
  reverse,
  roll,
  scatterAdd,
  split,
  stack,
  take,
  takeAlongAxis,
  tile,
  tril,
  triu,
  windows,
} from './functions/movement.ts'
import { all, any, cumsum, norm, prod, reduceMax, std, variance } from './functions/reduction.ts'
import { argsort, sort, topK } from './functions/sorting.ts'
import { Tensor } from './tensor.ts'

type OfTensor = (x: never, ...others: never[]) => unknown
type Others = readonly Tensor[]

/**
 * The names of functions that are methods as well, `x.prod(0)` for `prod(x, 0)`, where the whole
 * library is loaded, as it is outside of bundles. Bundlers do not see which methods are called,
 * so the types ask for the functions.
 */
export const methods: readonly string[] = /* @__PURE__ */ addMethods({
  elu,
  gelu,
  logSoftmax,
  logSumExp,
  silu,
  softmax,
  maximum,
  minimum,
  reciprocal,
  square,
  avgPool,
  conv1d,
  conv2d,
  maxPool,
  crossEntropy,
  layerNorm,
  rmsNorm,
  clip,
  isInfinite,
  isNan,
  all,
  any,
  cumsum,
  cumprod,
  norm,
  prod,
  reduceMax,
  std,
  variance,
  contract,
  diag,
  diagonal,
  dot,
  outer,
  trace,
  tril,
  triu,
  argsort,
  sort,
  topK,
  cholesky,
  det,
  eigh,
  inverse,
  logdet,
  lu,
  qr,
  slogdet,
  solve,
  svd,
  triangularSolve,
  broadcastTo,
  moveAxis,
  pad,
  reverse,
  roll,
  split,
  tile,
  windows,
  overlapAdd,
  gather,
  take,
  takeAlongAxis,
  scatterAdd,
  addAlongAxis,
  oneHot,
  concat: (x: Tensor, others: Others, axis?: number) => concat([x, ...others], axis),
  stack: (x: Tensor, others: Others, axis?: number) => stack([x, ...others], axis),
})

function addMethods(functions: Readonly<Record<string, OfTensor>>): readonly string[] {
  for (const [name, f] of Object.entries(functions)) {
    Object.defineProperty(Tensor.prototype, name, {
      value(this: never, ...others: never[]): unknown {
        return f(this, ...others)
      },
    })
  }
  return Object.keys(functions)
}
