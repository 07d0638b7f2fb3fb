import {
  compileFunction,
  differentiate,
  type Expr,
  gradient,
  parseExpression,
  shareParts,
  simplify,
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
  /** The way to compile that keeps the most digits, where there is more than one. */
  compileCarefully?(formulas: readonly T[], variables: readonly string[]): Compiled
  /** The derivative by one variable in the form that it shows to people. */
  tidy(formula: T, variable: string): T
  print(formula: T): string
  /** Texts of a formula with repeated parts named, where it does that. */
  share?(formula: T): readonly string[]
}

/** What an engine needs of its own; the rest follows from `derive`. */
export type SimpleEngine<T> = Omit<Engine<T>, 'gradient' | 'hessian' | 'derive' | 'tidy'> & {
  slope(formula: T, variable: string): T
  tidy?(formula: T, variable: string): T
}

/** An engine that only knows derivatives by one variable. */
export function fromSlopes<T>(engine: SimpleEngine<T>): Engine<T> {
  const gradient = (formula: T, variables: readonly string[]): T[] =>
    variables.map((variable) => engine.slope(formula, variable))
  return {
    tidy: engine.slope,
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
  compile: (formulas, variables) => compileFunction(formulas, variables),
  compileCarefully: (formulas, variables) => compileFunction(formulas, variables, { stable: true }),
  tidy: (formula, variable) => simplify(differentiate(formula, variable)),
  print: toText,
  share: (formula) => {
    const { parts, results } = shareParts([formula])
    return [...parts.map(({ value }) => value), ...results].map(toText)
  },
}
