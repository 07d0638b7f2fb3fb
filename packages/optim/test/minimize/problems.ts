import {
  type CompiledFormula,
  type CompiledFormulas,
  compileFunction,
  gradient,
  hessian,
  jacobian,
  parseExpression,
} from '@gradus/symbolic'
import { readRepositoryFile } from '@gradus/testing'

/** A test function of the literature with its certified minima. */
export interface TestProblem {
  readonly id: string
  readonly set: 'mgh' | 'classical'
  readonly kind?: 'smooth' | 'global'
  readonly n: number
  readonly x0: readonly number[]
  readonly objective: string
  readonly residuals?: readonly string[] | null
  readonly bounds?: readonly (readonly [number, number])[]
  readonly minima: readonly { readonly f: number }[]
}

/** Those of the fixtures: the 43 of Moré, Garbow and Hillstrom, and classical ones. */
export function readProblems(): readonly TestProblem[] {
  return ['mgh', 'mgh-more'].flatMap((name) => {
    const { problems } = JSON.parse(readRepositoryFile(`fixtures/optim/${name}.json`)) as {
      readonly problems: readonly TestProblem[]
    }
    return problems
  })
}

/** The functions of a problem, compiled once. */
export interface Compiled {
  readonly value: CompiledFormula
  readonly gradient: CompiledFormulas
  readonly hessian: () => CompiledFormulas
  readonly residuals: () => { readonly values: CompiledFormulas; readonly slopes: CompiledFormulas }
}

const known = new Map<string, Compiled>()

export function compile({ id, n, objective, residuals }: TestProblem): Compiled {
  const found = known.get(id)
  if (found) return found
  const names = Array.from({ length: n }, (_, i) => `x${i + 1}`)
  const expr = parseExpression(objective)
  const once = <T>(make: () => T): (() => T) => {
    let made: T | undefined
    return () => {
      made ??= make()
      return made
    }
  }
  const compiled: Compiled = {
    value: compileFunction(expr, names),
    gradient: compileFunction(gradient(expr, names), names),
    hessian: once(() => compileFunction(hessian(expr, names).flat(), names)),
    residuals: once(() => {
      const exprs = (residuals ?? []).map((text) => parseExpression(text))
      const slopes = compileFunction(jacobian(exprs, names).flat(), names)
      return { values: compileFunction(exprs, names), slopes }
    }),
  }
  known.set(id, compiled)
  return compiled
}

/** Rows of a flat matrix. */
export function rowsOf(matrix: Float64Array, columns: number): number[][] {
  return Array.from({ length: matrix.length / columns }, (_, i) =>
    Array.from(matrix.subarray(i * columns, (i + 1) * columns)),
  )
}

/** Whether a value is one of the listed minima, as `meta.solved` of the fixture says. */
export function isSolved({ minima }: TestProblem, value: number, first: number): boolean {
  return minima.some(({ f }) => {
    if (f !== 0) return Math.abs(value - f) <= 1e-8 * Math.abs(f)
    // A start that is the minimum to the last digit cannot be improved on.
    return value <= 1e-10 * Math.min(1, first) || value <= 1e-28
  })
}
