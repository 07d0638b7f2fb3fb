import { bringAll } from '@gradus/ops'
import { afterAll, describe, expect, it } from 'vitest'
import type { Lanes } from '../src/lanes.ts'
import { programs } from '../src/table/programs.ts'

// Ops come by name here.
bringAll()

/** A carrier that counts the operations of the usual path; values and masks are nothing. */
class CountingLanes {
  count = 0

  lanes(bits: 32 | 64): Lanes<null, null> {
    const counted = (): null => {
      this.count++
      return null
    }
    const operations = new Proxy({} as Lanes<null, null>, {
      get: (_target, name) => {
        if (name === 'bits') return bits
        if (name === 'integer') return false
        if (name === 'constant') return () => null
        if (name === 'wide') return this.#wide
        return counted
      },
    })
    return operations
  }

  #wide = (program: ($: Lanes<null, null>, ...args: null[]) => null, ...args: null[]): null =>
    program(this.lanes(64), ...args)
}

/** The most operations that a helper may take, f64 and f32, without its rare slow paths. */
const budgets = {
  exp: [28, 22],
  expm1: [34, 28],
  log: [39, 31],
  log1p: [48, 40],
  tanh: [39, 29],
  sigmoid: [36, 26],
  softplus: [62, 44],
  sin: [73, 73],
  cos: [72, 72],
  tan: [80, 80],
  pow: [143, 143],
  log2: [86, 86],
  log10: [90, 90],
  exp2: [46, 46],
  rsqrt: [2, 2],
  cbrt: [53, 53],
  hypot: [20, 20],
  mod: [50, 50],
  sec: [82, 82],
  csc: [85, 85],
  cot: [82, 82],
  asin: [55, 55],
  acos: [65, 65],
  atan: [85, 85],
  atan2: [85, 85],
  sinh: [58, 58],
  cosh: [57, 57],
  asinh: [65, 65],
  acosh: [111, 111],
  atanh: [61, 61],
  erf: [153, 153],
  erfc: [160, 160],
  gamma: [727, 727],
  lgamma: [851, 851],
  digamma: [747, 747],
  trigamma: [193, 193],
  polygamma: [579, 579],
} as const

const summary: Record<string, { f64: number; f32: number }> = {}
afterAll(() => console.table(summary))

describe.each(Object.entries(budgets))('%s', (name, [budget64, budget32]) => {
  it('stays within its budget of operations', () => {
    const program = programs[name as keyof typeof budgets]
    const [f64, f32] = ([64, 32] as const).map((bits) => {
      const counter = new CountingLanes()
      program(counter.lanes(bits), null, null)
      return counter.count
    }) as [number, number]
    summary[name] = { f64, f32 }
    expect(f64).toBeLessThanOrEqual(budget64)
    expect(f32).toBeLessThanOrEqual(budget32)
  })
})
