import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  type LeastSquaresMethod,
  type LeastSquaresOptions,
  leastSquares,
  type MinimizeOptions,
  minimize,
} from '../../src/index.ts'
import { type Method, methods } from '../../src/minimize/methods.ts'

type Kind = 'free' | 'bounds' | 'constraints' | 'both'
type Ending = 'nan' | 'throw' | 'infinity'

const kinds: readonly Kind[] = ['free', 'bounds', 'constraints', 'both']
const [n, cap] = [3, 150]

/** Everything that a result holds, to the bit. */
const bits = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    typeof each === 'number' ? `${Object.is(each, -0) ? '-' : ''}${each}` : each,
  )

/** A number for each test, so that none changes with another. */
function seedOf(...names: readonly string[]): number {
  return [...names.join(' ')].reduce((sum, each) => Math.imul(sum, 31) + each.charCodeAt(0), 7)
}

/** A bowl with waves on it, and a ring or a plane that a point has to lie on or beside. */
function drawProblem(random: Random, kind: Kind) {
  const weights = Array.from({ length: n }, () => random.uniform(0.2, 20))
  const centres = Array.from({ length: n }, () => random.uniform(-2, 2))
  const wave = random.uniform(0, 0.5)
  const value = (x: readonly number[]): number =>
    x.reduce(
      (sum, each, i) =>
        sum + weights[i]! * (each - centres[i]!) ** 2 + wave * Math.cos(3 * each * (i + 1)),
      1,
    )
  const gradient = (x: readonly number[]): number[] =>
    x.map(
      (each, i) =>
        2 * weights[i]! * (each - centres[i]!) - 3 * wave * (i + 1) * Math.sin(3 * each * (i + 1)),
    )
  const start = Array.from({ length: n }, () => random.uniform(-3, 3))
  const radius = random.uniform(0.5, 2)
  const side = random.pick(['equals', 'atMost', 'atLeast'] as const)
  const ring = { value: (x: number[]) => x.reduce((sum, each) => sum + each * each, 0) }
  const bounds = centres.map((centre): [number, number] => [
    centre - 2,
    centre + random.uniform(0, 1),
  ])
  const options: MinimizeOptions<number[]> = {
    ...((kind === 'bounds' || kind === 'both') && { bounds }),
    ...((kind === 'constraints' || kind === 'both') && {
      constraints: [{ ...ring, [side]: radius }],
    }),
  }
  return { value, gradient, start, options, bounds: options.bounds && bounds }
}

for (const method of Object.keys(methods) as Method[]) {
  describe(`${method} on problems drawn at random`, () => {
    for (const kind of kinds) {
      test(`keeps the contract: ${kind}`, () => {
        const random = new Random(seedOf(method, kind))
        for (let round = 0; round < 3; round++) {
          const { value, gradient, start, options, bounds } = drawProblem(random, kind)
          const hasGradient = random.integer(0, 2) === 1
          const base = {
            ...options,
            method,
            trace: true,
            maxEvaluations: cap,
            ...(hasGradient && { gradient }),
          }
          const whole = minimize(value, start, base)
          expect(whole.value).toBe(value(whole.x))

          const most = Math.max(whole.evaluations.value, whole.evaluations.gradient)
          const limit = random.integer(1, Math.max(2, most))
          const seen: { x: number[]; violation: number }[] = []
          const counts = { value: 0, constraint: 0 }
          const counted = minimize(
            (x: number[]) => {
              counts.value++
              seen.push({ x: [...x], violation: 0 })
              const result = value(x)
              x.fill(Number.NaN)
              return result
            },
            start,
            {
              ...base,
              maxEvaluations: limit,
              onIteration: ({ x }) => void x.fill(Number.NaN),
              ...(base.constraints && {
                constraints: base.constraints.map((each) => {
                  const spec = each as { value: (x: number[]) => number }
                  return {
                    ...spec,
                    value: (x: number[]) => {
                      counts.constraint++
                      const result = spec.value(x)
                      x.fill(Number.NaN)
                      return result
                    },
                  } as never
                }),
              }),
            },
          )
          expect(counts.value).toBe(counted.evaluations.value)
          expect(counts.value).toBeLessThanOrEqual(limit)
          expect(counts.constraint).toBeLessThanOrEqual(limit)
          expect(counted.value).toBe(value(counted.x))
          if (!base.constraints) {
            expect(counted.value).toBe(Math.min(...seen.map(({ x }) => value(x))))
          }
          for (const { x } of seen) {
            bounds?.forEach(([lower, upper], i) => {
              expect(x[i]).toBeGreaterThanOrEqual(lower)
              expect(x[i]).toBeLessThanOrEqual(upper)
            })
          }

          const part = minimize(value, start, { ...base, maxEvaluations: limit })
          const resume = JSON.parse(JSON.stringify(part.state))
          expect(bits(minimize(value, start, { ...base, resume }))).toBe(bits(whole))
        }
      })

      for (const ending of ['nan', 'throw', 'infinity'] as const) {
        test(`keeps its best point where the objective ends in ${ending}: ${kind}`, () => {
          const random = new Random(seedOf(method, kind, ending))
          const { value, start, options } = drawProblem(random, kind)
          const last = random.integer(1, 60)
          let calls = 0
          const broken = (x: number[]): number => (++calls > last ? fail(ending) : value(x))
          const result = minimize(broken, start, { ...options, method, maxEvaluations: 400 })
          expect(result.value).toBe(value(result.x))
          expect(result.reason.length).toBeGreaterThan(10)
          expect(calls).toBeLessThanOrEqual(400)
        })
      }

      test(`ends at the call after which it is aborted: ${kind}`, () => {
        const random = new Random(seedOf(method, kind, 'abort'))
        const { value, start, options } = drawProblem(random, kind)
        const last = random.integer(1, 12)
        const controller = new AbortController()
        let calls = 0
        const counted = (x: number[]): number => {
          if (++calls === last) controller.abort(new Error('enough'))
          return value(x)
        }
        const { signal } = controller
        const result = minimize(counted, start, { ...options, method, signal })
        expect(calls).toBe(last)
        expect(result.stop).toEqual({ code: 'aborted', why: 'enough' })
        expect(result.value).toBe(value(result.x))
      })
    }
  })
}

function fail(ending: Ending): number {
  if (ending === 'throw') throw new Error('the table ends here')
  return ending === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY
}

const losses = ['linear', 'huber', 'soft-l1', 'cauchy', 'arctan'] as const
const fits: readonly (LeastSquaresMethod | undefined)[] = [
  undefined,
  'levenberg-marquardt',
  'dogleg',
]

for (const method of fits) {
  describe(`${method ?? 'the default'} for residuals drawn at random`, () => {
    for (const loss of losses) {
      test(`keeps the contract with the loss ${loss}`, () => {
        const random = new Random(seedOf(method ?? 'default', loss))
        for (let round = 0; round < 4; round++) {
          const rates = [random.uniform(0.2, 2), random.uniform(0.5, 4), random.uniform(-1, 1)]
          const times = Array.from({ length: 9 }, (_, i) => i / 3)
          const noise = times.map(() => random.uniform(-0.1, 0.1))
          const residuals = ([a = 0, b = 0, c = 0]: readonly number[]): number[] =>
            times.map((t, i) => {
              const model = b * Math.exp(-a * t) + c
              return model - rates[1]! * Math.exp(-rates[0]! * t) - rates[2]! + noise[i]!
            })
          const options: LeastSquaresOptions<number[]> = {
            ...(method && { method }),
            ...(random.integer(0, 2) === 1 && { bounds: [[0, 5], null, [-2, 0.2]] }),
            loss,
            trace: true,
          }
          const start = [random.uniform(0.1, 3), random.uniform(0, 3), 0]
          const whole = leastSquares(residuals, start, options)
          expect(whole.residuals).toEqual(residuals(whole.x))
          const limit = random.integer(1, Math.max(2, whole.evaluations.value - 1))
          let calls = 0
          const spoilt = (x: number[]): number[] => {
            calls++
            const found = residuals(x)
            x.fill(Number.NaN)
            return found
          }
          const part = leastSquares(spoilt, start, { ...options, maxEvaluations: limit })
          expect(calls).toBe(part.evaluations.value)
          expect(calls).toBeLessThanOrEqual(limit)
          expect(part.residuals).toEqual(residuals(part.x))
          const resume = JSON.parse(JSON.stringify(part.state))
          expect(bits(leastSquares(residuals, start, { ...options, resume }))).toBe(bits(whole))
        }
      })
    }
  })
}
