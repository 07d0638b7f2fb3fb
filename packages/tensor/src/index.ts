// Tensors
export { applyOp, type Index, type SizesOf, Tensor, type TensorLike } from './tensor.ts'
export type { NestedArray, Sizes } from './literal-shape.ts'
export { DTypeError, MemoryError, ShapeError, TracerError } from './errors.ts'
export { methods } from './methods.ts'
export { flattenTree, mapTree, type Tree, unflattenTree } from './tree.ts'
export { tensorAlgebra } from './algebra.ts'
export { bringFactorizations } from './content/brought.ts'

// Making tensors
export {
  arange,
  type DTypeOption,
  eye,
  full,
  linspace,
  ones,
  onesLike,
  tensor,
  type TensorOptions,
  zeros,
  zerosLike,
} from './create.ts'
export {
  type DrawOptions,
  Key,
  type NormalOptions,
  random,
  randomOp,
  type UniformOptions,
} from './random.ts'

// Elementwise functions
export {
  abs,
  acos,
  acosh,
  add,
  and,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  type Binary,
  cbrt,
  ceil,
  cos,
  cosh,
  cot,
  csc,
  digamma,
  div,
  eq,
  erf,
  erfc,
  exp,
  exp2,
  expm1,
  floor,
  flush,
  gamma,
  ge,
  gt,
  hypot,
  le,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  lt,
  maximum,
  minimum,
  mod,
  mul,
  ne,
  neg,
  not,
  or,
  polygamma,
  pow,
  reciprocal,
  relu,
  round,
  rsqrt,
  sec,
  select,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  tan,
  tanh,
  trigamma,
  type Unary,
} from './functions/elementwise.ts'
export { allClose, clip, type CloseOptions, isInfinite, isNan, where } from './functions/choose.ts'
export {
  elu,
  gelu,
  leakyRelu,
  logSoftmax,
  logSumExp,
  silu,
  softmax,
} from './composites/activations.ts'

// Reductions and scans
export {
  all,
  any,
  argmax,
  argmin,
  cumsum,
  max,
  mean,
  min,
  norm,
  type NormOptions,
  prod,
  reduceMax,
  std,
  sum,
  variance,
  type VarianceOptions,
} from './functions/reduction.ts'

// Shapes, parts and positions
export {
  addAlongAxis,
  broadcastTo,
  cast,
  concat,
  cumprod,
  expandDims,
  flatten,
  gather,
  iota,
  moveAxis,
  oneHot,
  overlapAdd,
  pad,
  type Parts,
  reshape,
  reverse,
  roll,
  scatterAdd,
  slice,
  split,
  squeeze,
  stack,
  take,
  takeAlongAxis,
  tile,
  transpose,
  tril,
  triu,
  type WindowOptions,
  windows,
} from './functions/movement.ts'
export { argsort, type OrderOptions, sort, topK, type TopK } from './functions/sorting.ts'

// Products
export {
  contract,
  diag,
  diagonal,
  dot,
  einsum,
  matmul,
  outer,
  trace,
} from './functions/contraction.ts'
export {
  type AveragePoolOptions,
  avgPool,
  conv1d,
  conv2d,
  type ConvolutionOptions,
  maxPool,
  type MaxPoolOptions,
  type Padding,
  type PerAxis,
  type PoolOptions,
} from './composites/convolution.ts'

// Linear algebra
export {
  cholesky,
  choleskySolve,
  det,
  type EigenDecomposition,
  eigh,
  inverse,
  logdet,
  type LogDeterminant,
  lu,
  type LuFactors,
  qr,
  type QrFactors,
  type SingularValueDecomposition,
  slogdet,
  solve,
  svd,
  type TriangleOptions,
  triangularSolve,
} from './functions/linear-algebra.ts'

// Layers and losses
export { attention, type AttentionOptions } from './composites/attention.ts'
export {
  binaryCrossEntropy,
  crossEntropy,
  type CrossEntropyOptions,
  type LossReduction,
  meanSquaredError,
} from './composites/losses.ts'
export { layerNorm, type NormalizationOptions, rmsNorm } from './composites/normalization.ts'

// Derivatives
export { grad, type GradientOptions, valueAndGrad } from './transform/gradient.ts'
export { type Arguments, hvp, jvp, linearize, vjp } from './transform/directional.ts'
export { hessian, jacobian, type JacobianOptions } from './transform/jacobian.ts'
export { checkpoint, customGradient } from './transform/custom-gradient.ts'
export {
  checkGradient,
  type CheckOptions,
  type GradientEntry,
  type GradientReport,
} from './transform/check-gradient.ts'

// Other transformations
export { vmap, type VmapOptions } from './transform/vmap.ts'
export { makeGraph, type PrintableGraph } from './transform/make-graph.ts'
export { repeat, scan, type ScanOptions, whileLoop } from './transform/loops.ts'
export { compile, type Compiled, type CompileFunctionOptions } from './compile/compile.ts'

// Graphs
export { type Graph, printGraph } from '@gradus/graph'
export type { DType, TypedArray } from '@gradus/ops'
