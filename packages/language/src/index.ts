// 1 Syntax: text → tokens → CST → AST
export { parseSource, parseText, type ParsedFile } from './1-syntax/parse.ts'
export { printAst, printCst, printTokens } from './1-syntax/print.ts'
export { maxDepth } from './1-syntax/depth.ts'
export { walkExpressions } from './1-syntax/walk.ts'

// What a syntax tree is made of
export type {
  Arg,
  BinaryExpr,
  BinaryOperator,
  BindingStatement,
  Block,
  BlockStatement,
  CallExpr,
  Column,
  DataStatement,
  DimRef,
  DimStatement,
  ExpectItem,
  Expr,
  FieldExpr,
  Formal,
  FunctionStatement,
  IfExpr,
  ImportStatement,
  IndexExpr,
  LayerStatement,
  ListExpr,
  MetricStatement,
  MissingExpr,
  ModelFile,
  Name,
  NameExpr,
  NumberExpr,
  ObjectiveStatement,
  OptimizerRule,
  OptimizerStatement,
  ParamStatement,
  PipeExpr,
  PlotStatement,
  RepeatStatement,
  ReturnStatement,
  Setting,
  ShowStatement,
  Statement,
  TestStatement,
  Text,
  TextExpr,
  TrainStatement,
  TypeRef,
  UnaryExpr,
  UnaryOperator,
} from './1-syntax/ast.ts'

// 2 Check: names, dims and shapes → a model that can run
export { checkParsed, checkSource, type CheckOptions, type CheckResult } from './check-source.ts'
export type { DataColumn, DataDescription, ModelHost } from './host.ts'
export type { CheckedDim, CheckedModel, ModelStep } from './2-check/checked-model.ts'
export type { CheckedModule, Definition } from './2-check/definition.ts'
export type { Element, FunctionType, TensorType, Type } from './2-check/types.ts'
export type { Overrides } from './2-check/override.ts'
export { explainType, showType } from './2-check/show-type.ts'
export { baseDim, type Dims } from './2-check/dims.ts'
export { type MatchedArguments, matchArguments } from './2-check/match-arguments.ts'

// The table of built-ins
export {
  type AvailableFunctionName,
  type AvailableInitializerName,
  type AvailableLayerName,
  type AvailableOptimizerName,
  type AvailablePlotName,
  type Builtin,
  builtinNames,
  type FunctionName,
  findBuiltin,
  findConstant,
  findPlot,
  isAvailable,
  type PlannedName,
} from './builtins/table.ts'
export {
  type Argument,
  type ArgumentKind,
  type BuiltinRow,
  type NumberRange,
  rangeOf,
} from './builtins/argument.ts'
export type { FunctionRow } from './builtins/row.ts'
export { type OptimizerName, optimizers } from './builtins/optimizers.ts'
export { type ScheduleName, schedules } from './builtins/schedules.ts'
export {
  type PlotName,
  plots,
  type SettingKind,
  type SettingRow,
  type StopName,
  stopRules,
  type TrainSettingName,
  trainSettings,
} from './builtins/training.ts'

// 3 Lower: CheckedModel → graph
export {
  type DataInput,
  type LoweredExpect,
  type LoweredModel,
  type LoweredTest,
  type LowerOptions,
  lowerExpression,
  lowerGeneratedData,
  lowerModel,
  lowerStarts,
  lowerTest,
  SEED_INPUT,
} from './3-lower/model.ts'
export { lowerStates, lowerUpdate, type OptimizerStep, statesOf } from './3-lower/optimizer.ts'
export { constantValue, type Probe } from './3-lower/lowering.ts'
export type { LoweredParameter, Range } from './3-lower/parameters.ts'
export { FrozenValues, type RowSet } from './3-lower/rows.ts'
export type { Lowered, LoweredElement } from './3-lower/value.ts'
