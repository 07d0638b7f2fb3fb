import { describe, expect, test } from 'vitest'
import { type Method, minimize, minimizeMethods, type Objective } from '../../src/index.ts'
import { drawValley, type Valley } from './valleys.ts'

type Known = 'value' | 'gradient' | 'hessian'

const kinds: readonly Known[] = ['hessian', 'gradient', 'value']

function objectiveOf({ value, gradient, hessian }: Valley, known: Known): Objective<number[]> {
  if (known === 'value') return (x) => value(x)
  return { value, gradient, ...(known === 'hessian' && { hessian }) }
}

/** Whether a value is that of the minimum, as the fixtures count it. */
function isFound({ minimum, start, value }: Valley, found: number): boolean {
  if (minimum === undefined) return false
  if (minimum !== 0) return Math.abs(found - minimum) <= 1e-8 * Math.abs(minimum)
  return Math.abs(found) <= Math.max(1e-10 * Math.min(1, Math.abs(value(start))), 1e-28)
}

interface Outcome {
  readonly falseClaims: string[]
  /** How many minima were reached, and said to be. */
  found: number
}

function outcomes(valleys: readonly Valley[], known: Known, method?: Method): Outcome {
  const outcome: Outcome = { falseClaims: [], found: 0 }
  for (const valley of valleys) {
    const options = { maxEvaluations: 3000, maxIterations: 1000, ...(method && { method }) }
    const result = minimize(objectiveOf(valley, known), valley.start, options)
    if (!result.converged) continue
    if (isFound(valley, result.value)) outcome.found++
    else outcome.falseClaims.push(`${valley.name}: ${result.reason}`)
  }
  return outcome
}

const draw = (count: number, floors: 'deceptive' | 'honest'): Valley[] =>
  Array.from({ length: count }, (_, seed) => drawValley(seed, floors))

describe('valleys that are turned, bent and scaled by seeds', () => {
  const deceptive = draw(100, 'deceptive')
  const honest = draw(60, 'honest')

  test.each(kinds)('without a minimum have none with %ss', (known) => {
    expect(outcomes(deceptive, known)).toEqual({ falseClaims: [], found: 0 })
  })

  // Values alone cannot tell the flat minimum of a power above a constant.
  test.each([
    ['hessian', 58],
    ['gradient', 58],
    ['value', 35],
  ] as const)('with a minimum come to it with %ss, and say so', (known, least) => {
    const { falseClaims, found } = outcomes(honest, known)
    expect(falseClaims).toEqual([])
    expect(found).toBeGreaterThanOrEqual(least)
  })

  test.each(minimizeMethods)('without a minimum have none by %s', (method) => {
    for (const known of kinds) {
      expect(outcomes(deceptive.slice(0, 12), known, method).falseClaims).toEqual([])
    }
  })
})
