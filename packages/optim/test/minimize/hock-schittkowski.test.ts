import { compileFunction, gradient, parseExpression } from '@gradus/symbolic'
import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  type Constraint,
  type ConstraintSpec,
  type MinimizeOptions,
  minimize,
  type OptimizeResult,
} from '../../src/index.ts'

interface Problem {
  readonly id: string
  readonly x0: readonly number[]
  readonly objective: string
  readonly constraints?: readonly string[]
  readonly bounds?: readonly [number | null, number | null][]
  /** The published minimum, then those of other local minima. */
  readonly value: number | readonly number[]
}

function read(name: string): readonly Problem[] {
  const text = readRepositoryFile(`fixtures/optim/${name}.json`)
  return (JSON.parse(text) as { readonly problems: readonly Problem[] }).problems
}

type Known = 'text' | 'gradient' | 'value'

const namesOf = ({ x0 }: Problem) => x0.map((_, i) => `x${i + 1}`)

/** A side of a constraint, as the difference of both. */
function differenceOf(text: string) {
  const [, left = '', relation = '', right = ''] = /^(.*?)(<=|>=|=)(.*)$/.exec(text) ?? []
  return { relation, difference: parseExpression(left).sub(parseExpression(right)) }
}

const sides = { '=': 'equals', '>=': 'atLeast', '<=': 'atMost' } as const

function specOf(text: string, names: string[], hasGradient: boolean): ConstraintSpec<number[]> {
  const { relation, difference } = differenceOf(text)
  const value = compileFunction(difference, names)
  const slopes = compileFunction(gradient(difference, names), names)
  return {
    value: (x) => value(x),
    ...(hasGradient && { gradient: (x: number[]) => Array.from(slopes(x)) }),
    [sides[relation as keyof typeof sides]]: 0,
  }
}

function run(problem: Problem, known: Known): OptimizeResult<number[]> {
  const names = namesOf(problem)
  const { objective, x0, constraints = [], bounds } = problem
  const optionsWith = (given: readonly Constraint<number[]>[]): MinimizeOptions<number[]> => ({
    constraints: given,
    ...(bounds && { bounds }),
  })
  if (known === 'text') {
    return minimize(objective, [...x0], { ...optionsWith(constraints), variables: names })
  }
  const expr = parseExpression(objective)
  const value = compileFunction(expr, names)
  const slopes = compileFunction(gradient(expr, names), names)
  const hasGradient = known === 'gradient'
  return minimize((x: number[]) => value(x), [...x0], {
    ...optionsWith(constraints.map((text) => specOf(text, names, hasGradient))),
    ...(hasGradient && { gradient: (x: number[]) => Array.from(slopes(x)) }),
  })
}

function violationAt(problem: Problem, x: number[]): number {
  const names = namesOf(problem)
  return (problem.constraints ?? []).reduce((worst, text) => {
    const { relation, difference } = differenceOf(text)
    const value = compileFunction(difference, names)(x)
    const excess = relation === '=' ? Math.abs(value) : relation === '<=' ? value : -value
    return Math.max(worst, excess)
  }, 0)
}

/** What a run came to: the published minimum, another one, or none; and whether it says so. */
function outcomes(problems: readonly Problem[], known: Known) {
  const local: string[] = []
  const missed: string[] = []
  const unsure: string[] = []
  const falseSuccesses: string[] = []
  for (const problem of problems) {
    const { x, value, converged } = run(problem, known)
    const values = [problem.value].flat()
    const isFeasible = violationAt(problem, x) <= 1e-8
    const at = values.findIndex(
      (each) => Math.abs(value - each) <= 1e-6 * Math.max(1, Math.abs(each)),
    )
    if (at < 0 || !isFeasible) (converged ? falseSuccesses : missed).push(problem.id)
    else if (at > 0) local.push(problem.id)
    else if (!converged) unsure.push(problem.id)
  }
  return { local, missed, unsure, falseSuccesses }
}

// The slopes of the constraints of the thirteenth depend on each other at its minimum, where
// no multipliers exist. The others of which another minimum is found have several.
describe('102 problems of Hock and Schittkowski reach their published minima', () => {
  const problems = read('hock-schittkowski')

  test('as formulas', () => {
    expect(problems).toHaveLength(102)
    expect(outcomes(problems, 'text')).toEqual({
      local: ['HS2', 'HS20', 'HS44', 'HS55', 'HS116'],
      missed: ['HS13'],
      unsure: [],
      falseSuccesses: [],
    })
  })

  test('as functions with gradients', () => {
    expect(outcomes(problems, 'gradient')).toEqual({
      local: ['HS2', 'HS20', 'HS55', 'HS116'],
      missed: ['HS13'],
      unsure: [],
      falseSuccesses: [],
    })
  })

  test('as functions alone, where differences may not be enough to be sure', () => {
    expect(outcomes(problems, 'value')).toEqual({
      local: ['HS2', 'HS20', 'HS55'],
      missed: ['HS13', 'HS116'],
      unsure: ['HS108'],
      falseSuccesses: [],
    })
  })
})

describe('66 more problems that no threshold was chosen by', () => {
  const problems = read('constrained-more')

  test('end at their minima, but for one that has no multipliers', () => {
    expect(problems).toHaveLength(66)
    const all = { local: [], missed: ['HS221'], unsure: [], falseSuccesses: [] }
    expect(outcomes(problems, 'text')).toEqual(all)
    expect(outcomes(problems, 'gradient')).toEqual({ ...all, local: ['HS338'] })
  })
})
