import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import {
  adam,
  averagedMomentum,
  type GradientTransform,
  heavyBall,
  rmsprop,
  sgd,
} from '../src/index.ts'
import { booth, boothAt, descend } from './descent.ts'

interface Settings {
  readonly lr: number
  readonly beta: number
  readonly beta1: number
  readonly beta2: number
  readonly decay: number
}

interface Fixture {
  readonly starts: readonly {
    readonly start: readonly number[]
    readonly first: readonly number[]
    readonly after150: readonly number[]
    readonly value: number
    readonly distance: number
  }[]
  readonly rates: readonly { readonly lr: number; readonly value: number }[]
  readonly rules: readonly {
    readonly rule: keyof typeof rules
    readonly settings: Settings
    readonly steps: number
    readonly point: readonly number[]
    readonly value: number
  }[]
}

const rules = { adam, averagedMomentum, heavyBall, rmsprop, sgd } satisfies Record<
  string,
  (settings: Settings) => GradientTransform
>
const fixture = JSON.parse(readRepositoryFile('fixtures/optim/booth.json')) as Fixture
const corner = [-5, -5]

function run(transform: GradientTransform, start: readonly number[], steps: number) {
  return descend(transform, { objective: booth, start, steps })
}

describe("descent on Booth's function", () => {
  it.each(fixture.starts)('takes 150 steps of 0.01 from $start', (expected) => {
    const points = run(sgd({ lr: 0.01 }), expected.start, 150)
    const last = points[149]!
    expected.first.forEach((x, i) => {
      expect(points[0]![i]).toBeWithinRelative(x, 1e-12)
    })
    expected.after150.forEach((x, i) => {
      expect(last[i]).toBeWithinRelative(x, 1e-12)
    })
    expect(boothAt(last)).toBeWithinRelative(expected.value, 1e-10)
    expect(Math.hypot(last[0]! - 1, last[1]! - 3)).toBeWithinRelative(expected.distance, 1e-10)
  })

  it.each(fixture.rates)('is stable or not at lr $lr as the eigenvalues say', ({ lr, value }) => {
    const last = run(sgd({ lr }), corner, 150)[149]!
    // The last bits of x and y, which the order of sums decides, make up to 1e-27 here.
    expect(boothAt(last)).toBeWithinRelative(value, 1e-9, 1e-27)
  })

  it.each(fixture.rules)('takes $steps steps by $rule with $settings', (expected) => {
    const { rule, settings, steps, point, value } = expected
    const last = run(rules[rule](settings), corner, steps)[steps - 1]!
    point.forEach((x, i) => {
      expect(last[i]).toBeWithinRelative(x, 1e-10)
    })
    expect(boothAt(last)).toBeWithinRelative(value, 1e-8, 1e-28)
  })

  it('moves each coordinate by lr in the first step of Adam, whatever the gradient', () => {
    const [x, y] = run(adam({ lr: 0.1 }), corner, 1)[0]!
    expect(x).toBeWithinRelative(-4.9, 1e-11)
    expect(y).toBeWithinRelative(-4.9, 1e-11)
  })

  it('goes to the minimum of the penalized function when an L2 penalty is added', () => {
    const [x, y] = run(sgd({ lr: 0.01, decay: 0.1 }), corner, 2000)[1999]!
    expect(x).toBeWithinRelative(1.0365693238621412, 1e-12)
    expect(y).toBeWithinRelative(2.9413312286240467, 1e-12)
  })
})
