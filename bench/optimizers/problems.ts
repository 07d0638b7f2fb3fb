import { readFileSync } from 'node:fs'
import {
  type CompiledFormula,
  compileFunction,
  gradient,
  hessian,
  parseExpression,
  toPython,
} from '../../packages/symbolic/src/index.ts'

/** A test function with its known minima, as the fixtures have it. */
export interface MinimumTask {
  readonly id: string
  readonly kind?: 'smooth' | 'global'
  readonly n: number
  readonly x0: readonly number[]
  readonly objective: string
  readonly bounds?: readonly (readonly [number, number])[]
  readonly minima: readonly { readonly f: number }[]
}

/** A nonlinear regression of NIST with its certified values. */
export interface FitTask {
  readonly name: string
  readonly model: string
  readonly response: string
  readonly params: readonly string[]
  readonly xvars: readonly string[]
  readonly x: readonly (readonly number[])[]
  readonly y: readonly number[]
  readonly start1: readonly number[]
  readonly start2: readonly number[]
  readonly certified: readonly number[]
}

function read<T>(name: string, key: string): readonly T[] {
  const text = readFileSync(new URL(`../../fixtures/optim/${name}.json`, import.meta.url), 'utf8')
  return (JSON.parse(text) as Record<string, readonly T[]>)[key]!
}

const minima = ['mgh', 'mgh-more', 'smooth-more'].flatMap((name) =>
  read<MinimumTask>(name, 'problems'),
)

export const localTasks: readonly MinimumTask[] = minima.filter(({ kind }) => kind !== 'global')
export const globalTasks: readonly MinimumTask[] = minima.filter(({ kind }) => kind === 'global')
export const fitTasks: readonly FitTask[] = read<FitTask>('nist-nonlinear', 'datasets')

/** The functions of a task in JavaScript, compiled once. */
export interface Compiled {
  readonly value: (x: ArrayLike<number>) => number
  readonly gradient: (x: ArrayLike<number>) => number[]
  readonly hessian: (x: ArrayLike<number>) => number[][]
}

const compiled = new Map<string, Compiled>()

export function compile({ id, n, objective }: MinimumTask): Compiled {
  const known = compiled.get(id)
  if (known) return known
  const names = namesOf(n)
  const formula = parseExpression(objective)
  const value: CompiledFormula = compileFunction(formula, names)
  const slopes = compileFunction(gradient(formula, names), names)
  const bends = compileFunction(hessian(formula, names).flat(), names)
  const made: Compiled = {
    value: (x) => value(Float64Array.from(x)),
    gradient: (x) => Array.from(slopes(Float64Array.from(x))),
    hessian: (x) => {
      const all = Array.from(bends(Float64Array.from(x)))
      return Array.from({ length: n }, (_, i) => all.slice(i * n, (i + 1) * n))
    },
  }
  compiled.set(id, made)
  return made
}

/** Python functions `f`, `g` and `h` of the variables, as text. */
export function writePython({ n, objective }: MinimumTask): string {
  const names = namesOf(n)
  const formula = parseExpression(objective)
  return [
    toPython(formula, names, { name: 'f' }),
    toPython(gradient(formula, names), names, { name: 'g' }),
    toPython(hessian(formula, names).flat(), names, { name: 'h' }),
  ].join('\n')
}

function namesOf(n: number): readonly string[] {
  return Array.from({ length: n }, (_, i) => `x${i + 1}`)
}

/** Whether a value is one of the listed minima, as `meta.solved` of `mgh.json` says. */
export function isSolved({ minima }: MinimumTask, value: number, first: number): boolean {
  return minima.some(({ f }) => {
    if (f !== 0) return Math.abs(value - f) <= 1e-8 * Math.abs(f)
    return value <= 1e-10 * Math.min(1, first) || value <= 1e-28
  })
}

/** The fewest digits that agree with the certified ones, at most 11, which is all they have. */
export function digitsOf({ certified }: FitTask, found: readonly number[]): number {
  const digits = certified.map((value, i) => {
    const error = Math.abs((found[i] ?? Number.NaN) - value) / Math.abs(value)
    return error === 0 ? 11 : Math.min(11, -Math.log10(error))
  })
  const fewest = Math.min(...digits)
  return Number.isNaN(fewest) ? 0 : Math.max(0, fewest)
}
