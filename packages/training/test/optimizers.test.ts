import { isAvailable, optimizers, rangeOf, schedules } from '@gradus/language'
import * as optim from '@gradus/optim'
import { describe, expect, it } from 'vitest'
import { loadModel, memoryHost, train } from '../src/index.ts'
import { parameterOf, runOf } from './small-models.ts'

type Library = Readonly<Record<string, (...args: never[]) => optim.GradientTransform>>

/** The gradient of (x - 3)² + (xy - 1)². */
function gradientAt(x: number, y: number): { readonly x: number; readonly y: number } {
  const bend = 2 * (x * y - 1)
  return { x: 2 * (x - 3) + bend * y, y: bend * x }
}

/** What methods of second order are given beside it. */
function aroundAt(x: number, y: number) {
  const mixed = 2 * (2 * x * y - 1)
  return {
    value: (x - 3) ** 2 + (x * y - 1) ** 2,
    hessian: [
      [2 + 2 * y * y, mixed],
      [mixed, 2 * x * x],
    ],
  }
}

async function trained(settings: string): Promise<readonly [number, number]> {
  const run = await runOf(
    `param x = 2\nparam y = -1\nminimize (x - 3)^2 + (x*y - 1)^2\ntrain { ${settings}, steps: 8 }\n`,
  )
  return [parameterOf(run, 'x')[0]!, parameterOf(run, 'y')[0]!]
}

/** The same eight steps through the library. */
function walked(optimizer: optim.GradientTransform): readonly [number, number] {
  let at = { x: 2, y: -1 }
  let state = optimizer.init(at)
  for (let step = 0; step < 8; step++) {
    const { value, hessian } = aroundAt(at.x, at.y)
    const extras = { value, hessian }
    const next = optimizer.update(gradientAt(at.x, at.y), state, at, extras)
    at = { x: at.x + next.updates.x.item(), y: at.y + next.updates.y.item() }
    state = next.state
  }
  return [at.x, at.y]
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}

function expectSame(found: readonly number[], wanted: readonly number[]): void {
  expect(found[0]).toBeWithinRelative(wanted[0]!, 1e-11)
  expect(found[1]).toBeWithinRelative(wanted[1]!, 1e-11)
  expect(found).not.toEqual([2, -1])
}

describe('optimizers of a train block', () => {
  const names = Object.keys(optimizers).filter(isAvailable)

  it.each(names)('%s takes the steps of the library, with the same defaults', async (name) => {
    const row = optimizers[name as keyof typeof optimizers]
    const needed = row.arguments.filter(({ optional }) => !optional).map((each) => each.name)
    const given = needed.length > 0 ? '(lr: 0.05)' : '()'
    const make = (optim as unknown as Library)[camelCase(name)]!
    const options = needed.length > 0 ? { lr: 0.05 } : {}
    expectSame(await trained(`optimizer: ${name}${given}`), walked(make(options as never)))
  })

  it.each(names)('%s hears of every setting', async (name) => {
    const row = optimizers[name as keyof typeof optimizers]
    const settings = row.arguments.map(({ name: setting, kind, start: value }, i) => {
      if (kind === 'flag') return [setting, true] as const
      if (kind === 'count') return [setting, 3] as const
      const number = Number(value ?? 0.1)
      return [setting, number === 0 ? 0.1 : number * (0.9 - 0.02 * i)] as const
    })
    const make = (optim as unknown as Library)[camelCase(name)]!
    const options = Object.fromEntries(settings.map(([key, value]) => [camelCase(key), value]))
    const text = settings.map(([key, value]) => `${key}: ${value}`).join(', ')
    expectSame(await trained(`optimizer: ${name}(${text})`), walked(make(options as never)))
  })

  // The table of the language cannot ask the library, which has the same ranges for TypeScript.
  it.each(names)('%s has the same ranges for its settings as the library', (name) => {
    const row = optimizers[name as keyof typeof optimizers]
    const make = (optim as unknown as Library)[camelCase(name)]!
    for (const argument of row.arguments) {
      const range = rangeOf(argument)
      if (!range) continue
      for (const value of [-1, -1e-9, 0, 0.5, 1, 1.5, Number.NaN]) {
        const options = { lr: 0.05, [camelCase(argument.name)]: value }
        const isTaken = range.holds(value)
        const call = () => make(options as never)
        if (isTaken) expect(call, `${argument.name}: ${value}`).not.toThrow()
        else expect(call, `${argument.name}: ${value}`).toThrow(RangeError)
      }
    }
  })

  it('may be written anew under the name of one that is not reserved', async () => {
    const run = await runOf(`
optimizer lion(lr = 0.5) {
  w <- w - lr * g
}
param x = 2
minimize x^2
train { optimizer: lion(lr: 0.25), steps: 1 }
`)
    expect(parameterOf(run, 'x')[0]).toBe(1)
  })
})

describe('schedules of a train block', () => {
  const library: Readonly<Record<keyof typeof schedules, optim.Schedule>> = {
    constant: optim.constant(0.05),
    linear_decay: optim.linear(0.05, 0.01, 5),
    polynomial_decay: optim.polynomial(0.05, 6, 2),
    cosine: optim.cosine(0.05, 6),
    cosine_restarts: optim.cosineRestarts(0.05, 2, 2),
    step_decay: optim.step(0.05, 3),
    exponential: optim.exponential(0.05, 0.9),
    natural_exponential: optim.naturalExponential(0.05, 0.1),
    inverse_time: optim.inverseTime(0.05, 0.5),
    inverse_square_root: optim.inverseSquareRoot(0.05, 3),
    cyclic: optim.cyclic(0.01, 0.05, 3),
    one_cycle: optim.oneCycle(0.05, 9),
    warmup: optim.warmup(optim.cosine(0.05, 5), 3),
    warmup_stable_decay: optim.warmupStableDecay(0.05, { warmup: 2, stable: 3, decay: 3 }),
    join: optim.join([0.05, optim.exponential(0.02, 0.5)], [4]),
  }
  const texts: Readonly<Record<keyof typeof schedules, string>> = {
    constant: 'constant(0.05)',
    linear_decay: 'linear_decay(0.05, 0.01, steps: 5)',
    polynomial_decay: 'polynomial_decay(0.05, steps: 6, power: 2)',
    cosine: 'cosine(0.05, steps: 6)',
    cosine_restarts: 'cosine_restarts(0.05, steps: 2, growth: 2)',
    step_decay: 'step_decay(0.05, every: 3)',
    exponential: 'exponential(0.05, 0.9)',
    natural_exponential: 'natural_exponential(0.05, 0.1)',
    inverse_time: 'inverse_time(0.05, 0.5)',
    inverse_square_root: 'inverse_square_root(0.05, steps: 3)',
    cyclic: 'cyclic(0.01, 0.05, up: 3)',
    one_cycle: 'one_cycle(0.05, steps: 9)',
    warmup: 'warmup(cosine(0.05, steps: 5), steps: 3)',
    warmup_stable_decay: 'warmup_stable_decay(0.05, warmup: 2, stable: 3, decay: 3)',
    join: 'join(0.05, exponential(0.02, 0.5), at: 4)',
  }

  it.each(Object.keys(schedules))('%s gives the rates of the library', async (name) => {
    const key = name as keyof typeof schedules
    const found = await trained(`optimizer: sgd(lr: ${texts[key]})`)
    expectSame(found, walked(optim.sgd({ lr: library[key] })))
  })
})

describe('a setting of an optimizer that makes no sense', () => {
  const diagnosed = async (optimizer: string) => {
    const text = `param x = 2\nminimize x^2\ntrain { optimizer: ${optimizer}, steps: 2 }\n`
    const model = loadModel(text, { host: memoryHost({}) })
    const { diagnostics } = model.diagnostics.length > 0 ? model : await train(model)
    return diagnostics.map(({ code, message }) => `${code} ${message}`)
  }

  it.each([
    ['sgd(lr: -0.1)', '`-0.1` where a number from 0 on is needed'],
    ['adam(lr: 1/0)', '`1/0` where a number from 0 on is needed'],
    ['adam(beta2: 1)', '`1` where a number from 0 up to, but not, 1 is needed'],
    ['sophia(rho: 0)', '`0` where a number above 0 is needed'],
    ['rprop(grow: 0.5)', '`0.5` where a number from 1 on is needed'],
    ['sgd(lr: cosine(-1, steps: 9))', '`-1` where a number from 0 on is needed'],
    ['adam(beta1: sweep(0.5, 1.5))', '`1.5` where a number from 0 up to, but not, 1 is needed'],
    ['adam(lr: log(0.5))', '`lr: -0.6931471805599453` where a number from 0 on is needed'],
    [
      'sgd(lr: warmup(log(0.5), steps: 9))',
      '`rate: -0.6931471805599453` where a number from 0 on is needed',
    ],
  ])('%s is reported where it stands', async (optimizer, message) => {
    expect(await diagnosed(optimizer)).toEqual([`E0317 ${message}`])
  })
})
