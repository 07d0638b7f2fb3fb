import {
  compileFunction,
  differentiate,
  type Expr,
  gradient,
  parseExpression,
  sparseHessian,
  toDense,
  toText,
} from '../../packages/symbolic/src/index.ts'

/** A compiled list of formulas. */
export type Compiled = (values: Float64Array) => ArrayLike<number>

/** What every engine is asked to do; `T` is its formula. */
export interface Engine<T = unknown> {
  readonly name: string
  parse(text: string): T
  derive(formula: T, variable: string, order: number): T
  gradient(formula: T, variables: readonly string[]): readonly T[]
  /** All entries, row by row. */
  hessian(formula: T, variables: readonly string[]): readonly T[]
  compile(formulas: readonly T[], variables: readonly string[]): Compiled
  print(formula: T): string
}

/** What an engine needs of its own; the rest follows from `derive`. */
export type SimpleEngine<T> = Omit<Engine<T>, 'gradient' | 'hessian' | 'derive'> & {
  slope(formula: T, variable: string): T
}

/** An engine that only knows derivatives by one variable. */
export function fromSlopes<T>(engine: SimpleEngine<T>): Engine<T> {
  const gradient = (formula: T, variables: readonly string[]): T[] =>
    variables.map((variable) => engine.slope(formula, variable))
  return {
    ...engine,
    gradient,
    derive: (formula, variable, order) => {
      let result = formula
      for (let i = 0; i < order; i++) result = engine.slope(result, variable)
      return result
    },
    hessian: (formula, variables) =>
      gradient(formula, variables).flatMap((slope) => gradient(slope, variables)),
  }
}

/** The one under test. */
export const gradus: Engine<Expr> = {
  name: 'gradus',
  parse: parseExpression,
  derive: differentiate,
  gradient,
  hessian: (formula, variables) => toDense(sparseHessian(formula, variables)).flat(),
  compile: compileFunction,
  print: toText,
}
