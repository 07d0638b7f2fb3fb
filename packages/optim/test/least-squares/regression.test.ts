import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { curveFit } from '../../src/index.ts'

interface Regression {
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
  readonly certified_sd: readonly number[]
  readonly certified_rss: number
  readonly dof: number
}

function readRegressions(name: string): readonly Regression[] {
  const text = readRepositoryFile(`fixtures/optim/${name}.json`)
  return (JSON.parse(text) as { readonly datasets: readonly Regression[] }).datasets
}

/** The number of digits that agree, of at most 11. */
function digits(found: number, certified: number): number {
  const error = Math.abs(found - certified) / (Math.abs(certified) || 1)
  return error === 0 ? 11 : Math.min(11, -Math.log10(error))
}

function fewestDigits(found: Record<string, number>, certified: readonly number[]): number {
  return Math.min(...Object.values(found).map((value, i) => digits(value, certified[i]!)))
}

function columnsOf({ xvars, x, y }: Regression): Record<string, readonly number[]> {
  return { ...Object.fromEntries(xvars.map((name, i) => [name, x[i]!])), y }
}

const sets = [...readRegressions('nist-nonlinear'), ...readRegressions('regression-more')]

describe('nonlinear regressions of NIST, and others that are hard', () => {
  for (const set of sets) {
    for (const key of ['start1', 'start2'] as const) {
      test(`${set.name} from its ${key} has ten digits`, () => {
        const start = Object.fromEntries(set.params.map((name, i) => [name, set[key][i]!]))
        const fit = curveFit(set.model, columnsOf(set), start, { response: set.response })
        expect(fewestDigits(fit.parameters, set.certified)).toBeGreaterThanOrEqual(10)
        expect(fit.degreesOfFreedom).toBe(set.dof)
        expect(fit.converged).toBe(true)
        // Residuals of 1e-14 are rounding errors of the data, and so are deviations from them.
        const isNoise = set.certified_rss < 1e-20
        const least = isNoise ? 0 : 8
        expect(fewestDigits(fit.standardErrors, set.certified_sd)).toBeGreaterThanOrEqual(least)
        expect(digits(fit.residualSumOfSquares, set.certified_rss)).toBeGreaterThanOrEqual(least)
      })
    }
  }
})

interface LinearRegression {
  readonly name: string
  readonly model: string
  readonly x: readonly (readonly number[])[]
  readonly y: readonly number[]
  readonly certified: readonly number[]
  readonly certified_sd: readonly number[]
}

/** The model of a set as a formula, with its parameters. */
function formulaOf({ model, certified, x }: LinearRegression): string {
  const isPolynomial = model.startsWith('sum')
  if (isPolynomial) return certified.map((_, k) => `b${k}*x1^${k}`).join('+')
  if (x.length > 1) return ['b0', ...x.map((_, k) => `b${k + 1}*x${k + 1}`)].join('+')
  return model.replaceAll(/\bx\b/g, 'x1')
}

const least: Readonly<Record<string, number>> = { Filip: 7.5 }

describe('linear regressions of NIST', () => {
  const text = readRepositoryFile('fixtures/optim/nist-linear.json')
  const { datasets } = JSON.parse(text) as { readonly datasets: readonly LinearRegression[] }
  for (const set of datasets) {
    test(`${set.name} is solved at once, to the digits that its data have`, () => {
      const model = formulaOf(set)
      const names = [...new Set(model.match(/b\d+/g))]
      const columns = Object.fromEntries(set.x.map((column, k) => [`x${k + 1}`, column]))
      const start = Object.fromEntries(names.map((name) => [name, 1]))
      const fit = curveFit(model, { ...columns, y: set.y }, start)
      expect(fit.stop.code).toBe('linear')
      expect(fewestDigits(fit.parameters, set.certified)).toBeGreaterThanOrEqual(
        least[set.name] ?? 10,
      )
      const digitsOfErrors = fewestDigits(fit.standardErrors, set.certified_sd)
      expect(digitsOfErrors).toBeGreaterThanOrEqual(least[set.name] ?? 10)
    })
  }
})
