// Tensors
export { applyOp, type Index, type SizesOf, Tensor, type TensorLike } from './tensor.ts'
export type { NestedArray, Sizes } from './literal-shape.ts'
export { DTypeError, MemoryError, ShapeError, TracerError } from './errors.ts'
export { flattenTree, mapTree, type Tree, unflattenTree } from './tree.ts'
export { tensorAlgebra } from './algebra.ts'

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
  stopGradient,
  sub,
  tan,
  tanh,
  trigamma,
  type Unary,
} from './functions/elementwise.ts'

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
  expandDims,
  flatten,
  gather,
  iota,
  moveAxis,
  oneHot,
  overlapAdd,
  pad,
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

// Derivatives
export { grad, type GradientOptions, valueAndGrad } from './transform/gradient.ts'
export {
  type Arguments,
  argumentsOf,
  argumentTrees,
  callOnStandIns,
  hvp,
  jvp,
  linearize,
  matchLeaves,
  seedsFor,
  treeOf,
  vjp,
  withSeeds,
} from './transform/directional.ts'
export { hessian, jacobian, type JacobianOptions } from './transform/jacobian.ts'

// Other transformations
export { vmap, type VmapOptions } from './transform/vmap.ts'
export { compile, type Compiled, type CompileFunctionOptions } from './compile/compile.ts'

// Graphs
export { type Graph, printGraph } from '@gradus/graph'
export type { DType, TypedArray } from '@gradus/ops'
