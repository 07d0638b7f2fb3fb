import { expect, test } from 'vitest'
import { minimize } from '../../src/index.ts'
import { type Method, methods } from '../../src/minimize/methods.ts'

const rosenbrock = ([x = 0, y = 0]: readonly number[]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2
const gradient = ([x = 0, y = 0]: readonly number[]) => [
  -400 * x * (y - x * x) - 2 * (1 - x),
  200 * (y - x * x),
]

/** Everything that a result holds, to the bit. */
const bits = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    typeof each === 'number' ? `${Object.is(each, -0) ? '-' : ''}${each}` : each,
  )

for (const method of Object.keys(methods) as Method[]) {
  for (const given of [{}, { gradient }]) {
    const what = 'gradient' in given ? 'with a gradient' : 'from values alone'
    test(`${method} ${what} stopped at any evaluation goes on to the same bits`, () => {
      const options = { ...given, method, trace: true, maxEvaluations: 200 }
      const whole = minimize(rosenbrock, [-1.2, 1], options)
      const calls = Math.max(whole.evaluations.value, whole.evaluations.gradient)
      for (let k = 0; k < calls; k += 1 + Math.floor(k / 20)) {
        const part = minimize(rosenbrock, [-1.2, 1], { ...options, maxEvaluations: k })
        expect(part.evaluations.value).toBeLessThanOrEqual(k)
        const resume = JSON.parse(JSON.stringify(part.state))
        expect(bits(minimize(rosenbrock, [-1.2, 1], { ...options, resume }))).toBe(bits(whole))
      }
    })
  }
}
