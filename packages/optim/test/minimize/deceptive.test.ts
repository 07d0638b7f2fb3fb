import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { type Method, minimize, type Objective } from '../../src/index.ts'
import { compile, isSolved, rowsOf, type TestProblem } from './problems.ts'

function read(name: string): readonly TestProblem[] {
  const text = readRepositoryFile(`fixtures/optim/${name}.json`)
  return (JSON.parse(text) as { readonly problems: readonly TestProblem[] }).problems
}

type Known = 'value' | 'gradient' | 'hessian'

function objectiveOf(problem: TestProblem, known: Known): Objective<number[]> {
  const { value, gradient, hessian } = compile(problem)
  if (known === 'value') return (x) => value(x)
  const slopes = (x: number[]) => Array.from(gradient(x))
  const bends = (x: number[]) => rowsOf(hessian()(x), problem.n)
  return {
    value: (x) => value(x),
    gradient: slopes,
    ...(known === 'hessian' && { hessian: bends }),
  }
}

interface Outcome {
  readonly unsolved: string[]
  readonly falseSuccesses: string[]
}

function outcomes(
  problems: readonly TestProblem[],
  known: Known,
  { factor = 1, method }: { readonly factor?: number; readonly method?: Method } = {},
): Outcome {
  const unsolved: string[] = []
  const falseSuccesses: string[] = []
  for (const problem of problems) {
    const start = problem.x0.map((entry) => entry * factor)
    const options = { maxEvaluations: 5000, maxIterations: 2000, ...(method && { method }) }
    const result = minimize(objectiveOf(problem, known), start, options)
    if (isSolved(problem, result.value, compile(problem).value(start))) continue
    unsolved.push(problem.id)
    if (result.converged) falseSuccesses.push(problem.id)
  }
  return { unsolved, falseSuccesses }
}

describe('fifty-three smooth problems that no threshold was chosen by', () => {
  const problems = read('smooth-more')

  test('are all solved with their Hessians', () => {
    expect(problems).toHaveLength(53)
    expect(outcomes(problems, 'hessian')).toEqual({ unsolved: [], falseSuccesses: [] })
  })

  // Six residuals of the heart's dipole moment: a valley in which steps are never long.
  test('are solved with gradients alone, but for one that ends at its limit', () => {
    expect(outcomes(problems, 'gradient')).toEqual({ unsolved: ['heart6'], falseSuccesses: [] })
  })

  test('are never taken for solved from ten times the start, or from values alone', () => {
    for (const known of ['hessian', 'gradient', 'value'] as const) {
      expect(outcomes(problems, known, { factor: 10 }).falseSuccesses).toEqual([])
    }
    expect(outcomes(problems, 'value').falseSuccesses).toEqual([])
  })
})

describe('objectives without a minimum, or with one that is hard to tell', () => {
  // Rounding makes the difference of nearly equal numbers 0 there: no value is lower.
  const problems = read('deceptive').filter(({ id }) => id !== 'sqrt-x' && id !== 'hugeall')

  for (const known of ['hessian', 'gradient', 'value'] as const) {
    test(`are never taken for solved with ${known}s`, () => {
      expect(outcomes(problems, known).falseSuccesses).toEqual([])
    })
  }
})

/** Problems of one variable, along a valley that follows no axis. */
const valleys: readonly (readonly [name: string, n: number, make: (text: string) => string])[] = [
  ['a mean', 2, (text) => `${text.replaceAll('x1', '((x1+x2)/2)')}+(x1-x2)^2`],
  ['a steep mean', 2, (text) => `${text.replaceAll('x1', '((x1+x2)/2)')}+1e4*(x1-x2)^2`],
  [
    'a turned axis',
    3,
    (text) =>
      `${text.replaceAll('x1', '(0.6*x1+0.64*x2-0.48*x3)')}+3*(0.8*x1-0.48*x2+0.36*x3)^2+50*(0.6*x2+0.8*x3)^2`,
  ],
  ['a chain', 5, (text) => `${text}+100*(x2-x1)^2+100*(x3-x2)^2+100*(x4-x3)^2+100*(x5-x4)^2`],
]

describe('deceptive problems of one variable, along a valley of several', () => {
  // A constant has no minimum alone, but with a bowl beside it all points of the valley are.
  // The tip of |x|^1.1 is found to nine digits of the variables, which are fewer of its value.
  const others = ['const2', '|x|1.1']
  const single = read('deceptive').filter(({ n, id }) => n === 1 && !others.includes(id))

  for (const [name, n, make] of valleys) {
    test(`${name} of variables hides none`, () => {
      const problems = single.map((problem) => ({
        ...problem,
        id: `${problem.id} in ${name}`,
        n,
        x0: Array.from({ length: n }, () => problem.x0[0]!),
        objective: make(problem.objective),
      }))
      expect(problems.length).toBeGreaterThan(40)
      for (const known of ['value', 'gradient', 'hessian'] as const) {
        expect(outcomes(problems, known).falseSuccesses).toEqual([])
      }
    })
  }
})
