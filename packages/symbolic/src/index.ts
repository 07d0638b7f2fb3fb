// Formulas and how they are built
export type {
  CallExpr,
  ConstantExpr,
  ConstantName,
  Expr,
  ExprKind,
  ExprMethods,
  NumberExpr,
  PowerExpr,
  ProductExpr,
  SumExpr,
  SymbolExpr,
} from './expr.ts'
export { constant, type ExprLike, num, rational, sym } from './leaves.ts'
export { type ExprFunction, functions } from './functions.ts'
export {
  abs,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  cos,
  cosh,
  cot,
  csc,
  erf,
  erfc,
  exp,
  expm1,
  gamma,
  hypot,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  max,
  min,
  pow,
  relu,
  sec,
  select,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  tan,
  tanh,
} from './functions.ts'
export { exprAlgebra } from './algebra.ts'
export type { Decimal, Numeral, Rational } from './number/numeral.ts'

// Reading text
export {
  ExpressionError,
  type ParsedExpression,
  parseExpression,
  tryParseExpression,
} from './parse/parse.ts'
export type { FormulaDiagnostic } from './parse/diagnose.ts'

// Values and parts
export { evaluate, evaluateAll } from './evaluate.ts'
export { substitute } from './substitute.ts'
export { countNodes, foldExprs, freeVariables, type NodeCount, nodesOf } from './traverse.ts'
export { lower } from './lower.ts'

// Other forms of a formula
export { simplify, type SimplifyOptions } from './simplify/index.ts'
export { costOf } from './simplify/cost.ts'
export type { Assumption, Assumptions } from './assumptions.ts'
export { expand } from './expand.ts'
export { collect } from './collect.ts'
export { factorOut } from './factor-out.ts'
export {
  type Equivalence,
  type EquivalenceOptions,
  equivalence,
  equivalent,
  type Proof,
  type Verdict,
} from './equivalent.ts'
export { type CriticalPoint, criticalPoints } from './critical-points.ts'
export { explain, type Step } from './explain.ts'
export { stabilize, stabilizeAll, type StabilizeOptions } from './stable/stabilize.ts'

// Derivatives
export { differentiate, directionalDerivative } from './differentiate.ts'
export { gradient } from './gradient.ts'
export {
  jacobian,
  type SparseEntry,
  type SparseMatrix,
  sparseJacobian,
  toDense,
} from './jacobian.ts'
export { hessian, sparseHessian } from './hessian.ts'
export { taylor } from './series.ts'

// Compiling
export {
  type CompiledFormula,
  type CompiledFormulas,
  type CompileOptions,
  compileFunction,
} from './codegen/compile-function.ts'

// Writing
export { toText } from './print/plain.ts'
export { type NamedPart, type SharedForm, shareParts } from './share.ts'
export { toLatex } from './print/latex.ts'
export { toMathML } from './print/mathml.ts'
export { toJavaScript } from './print/code/javascript.ts'
export { toPython } from './print/code/python.ts'
export { toC } from './print/code/c.ts'
export type { CodeOptions } from './print/code/write.ts'
