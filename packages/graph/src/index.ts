// Nodes and graphs
export type { Graph, GraphBody, Node, Origin, OriginFrame, Output } from './node.ts'
export { Builder, constantUnder } from './builder.ts'
export { OriginBuilder } from './origin-builder.ts'
export { countUses, dependents, topologicalOrder } from './traverse.ts'
export { substitute } from './substitute.ts'

// Regions
export {
  applyKept,
  applyWithRule,
  bodiesOf,
  bodyOf,
  copyAttributes,
  isRegion,
  makeBody,
  type RepeatResult,
  repeat,
  repeatWhile,
  runKey,
} from './repeat.ts'
export { bringRegions } from './bring-regions.ts'

// Automatic differentiation
export { gradient, vjp, zerosLike } from './autodiff/reverse.ts'
export { jvp } from './autodiff/forward.ts'
export { hessian, jacobian } from './autodiff/jacobian.ts'
export { vectorize } from './autodiff/batch.ts'
export { type Batched, repeatInFront } from './autodiff/batched.ts'
export { colorColumns, findSparsity, type Sparsity } from './autodiff/sparsity.ts'

// Functions that are graphs of several ops
export { type Composite, composites } from './composites/table.ts'
export { type ConvolutionOptions, conv1d, conv2d } from './composites/convolution.ts'
export {
  type AveragePoolOptions,
  avgPool1d,
  avgPool2d,
  type MaxPoolOptions,
  maxPool1d,
  maxPool2d,
  type PoolOptions,
} from './composites/pooling.ts'
export type { Padding, PerAxis, WindowOptions } from './composites/windows.ts'
export {
  allTrue,
  anyTrue,
  argmin,
  logSoftmax,
  logSumExp,
  reduceMin,
  softmax,
} from './composites/reduction.ts'
export { argsort, type OrderOptions, sort, topK } from './composites/order.ts'
export { cumprod, stack, take } from './composites/movement.ts'
export { clamp, gelu, silu } from './composites/activation.ts'
export {
  cholesky,
  choleskySolve,
  det,
  type EigenDecomposition,
  eigh,
  inverse,
  type LogDeterminant,
  type LuFactors,
  logdet,
  lu,
  type QrFactors,
  qr,
  type SingularValueDecomposition,
  slogdet,
  solve,
  svd,
  symmetricPart,
} from './composites/linear-algebra.ts'

// Simplification
export { simplify, type SimplifyOptions } from './simplify.ts'
export { graphRules, rulesByTheme } from './rules/index.ts'
export { nodeLanguage } from './rules/language.ts'
export { bringWindowRules } from './rules/bring-window-rules.ts'

// Text and invariants
export { GRAPH_TEXT_VERSION, printGraph, printNumber, printType } from './print.ts'
export { type ParsedGraph, parseGraph } from './parse.ts'
export { type Invariant, invariants, type Violation, verify } from './verify.ts'

// The oracle
export type { Environment } from './environment.ts'
export { interpret } from './interpret.ts'

// Tensors as formulas of single numbers
export { countScalars, type Expansion, expand, inexpressible } from './expand.ts'
