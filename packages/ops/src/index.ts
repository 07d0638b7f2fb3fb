// Element types and shapes
export {
  allocate,
  bytesPerElement,
  type DType,
  dtypes,
  isFloat,
  type TypedArray,
  type TypedArrayOf,
} from './dtype.ts'
export { windowCount } from './reference/windows.ts'
export {
  aroundAxis,
  type Dim,
  dim,
  elementCount,
  printShape,
  sameShape,
  sameSize,
  sameSizes,
  scalarShape,
  type Shape,
  shapeOf,
  stridesOf,
  type ValueType,
  withRows,
} from './shape.ts'
export { DTypeError, ShapeError } from './errors.ts'

// What the ops are called and what they carry
export {
  type ArgsOf,
  type ElementwiseName,
  type FunctionName,
  functionNames,
  type Kind,
  type LinearAlgebraName,
  linearAlgebraNames,
  type OpName,
  type ResultOf,
  type SignatureOf,
  type SmoothName,
  signatures,
} from './names.ts'
export type { BroughtName } from './brought-names.ts'
export type {
  Body,
  ContractionSpec,
  NoAttributes,
  OpAttributes,
  RandomAttributes,
  RepeatAttributes,
} from './attributes.ts'

// The columns of the table
export { arityOf, hasTrait, kindOf, namesByKind, opNames, traitsOf } from './table/kinds.ts'
export { elementwiseTraits } from './table/elementwise.ts'
export { elementwiseNotation } from './table/elementwise-notation.ts'
export { attributeKinds } from './table/attribute-kinds.ts'
export { infer, takesIntegers } from './table/infer.ts'
export { programs } from './table/programs.ts'
export { programsBeyondMath } from './table/programs-beyond-math.ts'
export { partials } from './table/partials.ts'
export { partialsOf } from './table/partials-of.ts'
export { forwards } from './table/forwards.ts'
export { isDifferentiable, transposes } from './table/transposes.ts'
export { batching } from './table/batching.ts'
export { type KernelName, kernels } from './table/kernels.ts'
export { views } from './table/views.ts'
export { scalars } from './table/scalars.ts'
export { notation, torchNames } from './table/notation.ts'
export { accuracy, domains } from './table/domains.ts'

// Rows that are brought by those who apply their ops
export { bringAll, bringFunctions } from './rows/all.ts'
export { type BroughtRow, bring, broughtRow } from './rows/brought.ts'
export { bringFunction, type FunctionRow } from './rows/brought-function.ts'
export {
  acosRow,
  acoshRow,
  asinRow,
  asinhRow,
  atanRow,
  atan2Row,
  atanhRow,
  cbrtRow,
  cosRow,
  coshRow,
  cotRow,
  cscRow,
  digammaRow,
  erfRow,
  erfcRow,
  exp2Row,
  gammaRow,
  hypotRow,
  lgammaRow,
  log10Row,
  log2Row,
  modRow,
  polygammaRow,
  secRow,
  sinRow,
  sinhRow,
  tanRow,
  trigammaRow,
} from './rows/functions.ts'
export {
  choleskyRow,
  determinantRow,
  eighRow,
  luRow,
  qrRow,
  solveRow,
  spectrumRow,
  svdRow,
  triangularSolveRow,
} from './rows/linear-algebra.ts'
export { addAlongAxisRow, argsortRow, cumsumRow, takeAlongAxisRow } from './rows/along-axis.ts'
export { overlapAddRow, windowsRow } from './rows/windows.ts'
export { prodRow } from './rows/product.ts'
export { randomRow } from './rows/random.ts'
export { repeatRow } from './rows/region.ts'

// What rows are written against
export type { Algebra, TensorAlgebra } from './algebra.ts'
export { f64Lanes, type Lanes } from './lanes.ts'
export { f32Lanes, i32Lanes, lanesOf } from './narrow-lanes.ts'
export type {
  Accuracy,
  AttributeKind,
  BatchingContext,
  BatchingRule,
  Derivative,
  Domain,
  ForwardRule,
  Kernel,
  LaneProgram,
  Notation,
  Partial,
  Partials,
  ScalarContext,
  ScalarRule,
  Scalars,
  Trait,
  TransposeContext,
  TransposeRule,
  TypeRule,
  Value,
  View,
  ViewRule,
} from './row.ts'

// Matrices in any tensor algebra
export {
  alongColumns,
  alongRows,
  diagonalMatrix,
  isAt,
  keepAt,
  matrixProduct,
  rowAt,
  sliceRows,
  transposeMatrix,
} from './linear-algebra/matrix-algebra.ts'

// What routines are written against
export {
  type Carrier,
  type Given,
  type Index,
  type Machine,
  type Position,
  ROUTINE_SUM_LANES,
  type Variable,
} from './routines/machine.ts'
export type { PlanRule, RoutineArguments, RoutinePlan } from './routines/routine.ts'

// Conventions that every backend shares
export {
  CONTRACTION_BLOCK,
  contractInOrder,
  isDotProduct,
  multiplyInOrder,
  SUM_LANES,
  SUM_RADIX,
  sumInOrder,
  sumLanes,
  sumLevels,
} from './summation.ts'
export {
  FNV_PRIME,
  philox,
  philoxBlock,
  RNG_VERSION,
  randomKey,
  randomStream,
  uniformBlock,
} from './numerics/random.ts'
