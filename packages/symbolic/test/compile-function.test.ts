import { execFileSync } from 'node:child_process'
import { type ElementwiseName, signatures } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  compileFunction,
  type Expr,
  evaluate,
  evaluateAll,
  functions,
  gradient,
  hessian,
  num,
  parseExpression,
  sym,
} from '../src/index.ts'
import { randomFormula } from './random-formula.ts'

const names = ['x', 'y', 'z']

function formulas(...texts: readonly string[]): Expr[] {
  return texts.map(parseExpression)
}

// What a NaN carries is up to the engine, and changes when it optimizes a function.
function bitsOf(values: Float64Array): string {
  const canonical = values.map((value) => (Number.isNaN(value) ? Number.NaN : value))
  return new BigUint64Array(canonical.buffer).join(' ')
}

/** How far two doubles are apart, relative to the larger; equal NaNs and infinities are 0. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b))
}

describe.each(Array.from({ length: 60 }, (_, i) => i + 1))(
  'a random formula of seed %i',
  (seed) => {
    const random = new Random(seed)
    const { expr } = randomFormula(random, random.integer(5, 61))
    const all = [expr, ...gradient(expr, names), ...hessian(expr, names).flat()]
    const compiled = compileFunction(all, names)
    const interpreted = compileFunction(all, names, { interpret: true })
    const points = Array.from({ length: 5 }, () => names.map(() => random.uniform(0.2, 1.2)))

    test('gives the same bits compiled and interpreted', () => {
      for (const point of points) expect(bitsOf(compiled(point))).toBe(bitsOf(interpreted(point)))
    })

    test('gives what evaluation gives', () => {
      for (const [x, y, z] of points as [number, number, number][]) {
        const value = compiled([x, y, z])[0]!
        expect(distance(value, evaluate(expr, { x, y, z }))).toBeLessThan(1e-9)
      }
    })
  },
)

const hard = [0, -0, 0.5, -0.5, 1, -1, 2, -3, 1e-300, 1e300, 800, -800, Infinity, -Infinity, NaN]

describe.each(Object.keys(signatures) as ElementwiseName[])('the op %s', (name) => {
  const arity = signatures[name].indexOf('>')
  const args = names.slice(0, arity).map((label, i) => {
    return signatures[name].charAt(i) === 'm' ? sym(label).lt(sym('x').mul(2)) : sym(label)
  })
  const expr = functions[name](...args)
  const compiled = compileFunction([expr], names)
  const interpreted = compileFunction([expr], names, { interpret: true })

  test('treats the hard points as evaluation does, in both modes', () => {
    for (const x of hard) {
      for (const y of arity > 1 ? hard : [1]) {
        const expected = evaluate(expr, { x, y, z: 7 })
        const actual = compiled([x, y, 7])[0]!
        expect(bitsOf(interpreted([x, y, 7]))).toBe(bitsOf(compiled([x, y, 7])))
        expect(distance(actual, expected), `${x} ${y}: ${actual} ${expected}`).toBeLessThan(1e-15)
      }
    }
  })
})

test('one formula gives a number, several give an array', () => {
  expect(compileFunction(parseExpression('x*y + 1'), ['x', 'y'])([3, 4])).toBe(13)
  expect(compileFunction(formulas('x', '2', 'x + x'), ['x'])([3])).toEqual(Float64Array.of(3, 2, 6))
})

test('results go into `out`, which may be the array of values itself', () => {
  const swap = compileFunction(formulas('y', 'x', 'x - y'), ['x', 'y'])
  const values = Float64Array.of(1, 2, 0)
  expect(swap(values, values)).toBe(values)
  expect([...values]).toEqual([2, 1, -1])
})

test('without `out` all calls share one array', () => {
  const f = compileFunction(formulas('x'), ['x'])
  expect(f([1])).toBe(f([2]))
})

test('a condition gives 1 or 0, and NaN takes the second branch', () => {
  const x = sym('x')
  const f = compileFunction([x.lt(1), parseExpression('if(x < 1, 5, 7)')], ['x'])
  expect([...f([0.5])]).toEqual([1, 5])
  expect([...f([NaN])]).toEqual([0, 7])
})

test.each([
  ['log(1 + exp(x))', 800, 800],
  ['sqrt(x^2 + 1) - x', 1e8, 5e-9],
])('%s at %f keeps its digits, unless they are not wanted', (text, x, value) => {
  const e = parseExpression(text)
  expect(distance(compileFunction(e, ['x'])([x]), value)).toBeLessThan(1e-12)
  expect(compileFunction(e, ['x'], { stable: false })([x])).not.toBe(value)
})

test('kinks have the slopes of the table', () => {
  const slopes = ['abs(x)', 'relu(x)', 'max(x, 0)', 'if(x < 0, -x, 3*x)'].map(
    (text) => gradient(parseExpression(text), ['x'])[0]!,
  )
  expect([...compileFunction(slopes, ['x'])([0])]).toEqual([0, 0, 0.5, 3])
})

test('what is missing is named', () => {
  expect(() => compileFunction(parseExpression('x + w'), ['x'])).toThrow(/`w`.*x/)
  const f = compileFunction(formulas('x', 'y'), ['x', 'y'])
  expect(() => f([1])).toThrow('1 values are given, and 2 are needed')
  expect(() => f([1, 2], new Float64Array(1))).toThrow('1 places for results')
})

/** A chain whose code has more statements than one function may have; conditions cross too. */
function hugeFormulas(length: number): Expr[] {
  let [a, b] = [sym('x'), sym('y')]
  const isLess = a.lt(b)
  for (let i = 0; i < length; i++) {
    const next = functions.sin(a.mul(b)).add(num(i))
    b = i % 100 === 99 ? functions.select(isLess, a, b) : a
    a = next.div(num(length))
  }
  return [a, b, sym('y'), num(3), isLess]
}

test('functions of 100 000 statements work, and aliasing holds for them too', () => {
  const huge = hugeFormulas(25_000)
  const values = Float64Array.of(0.3, 0.4, 0, 0, 0)
  const interpreted = compileFunction(huge, ['x', 'y'], { interpret: true })(values)
  expect([...interpreted]).toEqual([...compileFunction(huge, ['x', 'y'])(values, values)])
  const expected = evaluateAll(huge, { x: 0.3, y: 0.4 })
  expected.forEach((value, i) => {
    expect(distance(interpreted[i]!, value)).toBeLessThan(1e-12)
  })
})

/** Runs a script that imports this package in a process of its own; gives what it prints. */
function runAlone(script: string, ...flags: readonly string[]): string {
  const all = ['--conditions=@gradus/source', ...flags, '--input-type=module', '-e', script]
  const cwd = new URL('..', import.meta.url)
  return execFileSync(process.execPath, all, { cwd, encoding: 'utf8' }).trim()
}

test.each([false, true])('a million calls leave no garbage (interpreted: %s)', (interpret) => {
  const grown = runAlone(
    `
    import { compileFunction, parseExpression } from '@gradus/symbolic'
    const texts = ['x*y + sin(x)', 'exp(-x)/(1 + y^2)', 'if(x < y, x, y)', 'sqrt(x^2 + y^2)']
    const exprs = texts.map((text) => parseExpression(text))
    const f = compileFunction(exprs, ['x', 'y'], { interpret: ${interpret} })
    const values = Float64Array.of(0.5, 0.25)
    const repeat = (count) => {
      for (let i = 0; i < count; i++) {
        values[0] = i / count
        f(values)
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return heapUsed + arrayBuffers
    }
    repeat(300_000)
    gc()
    console.log(-repeat(1) + repeat(1_000_000))`,
    // The young generation is larger than what one boxed double a call would leave, so that
    // nothing is collected on the way; code is optimised at once, not when a thread is free.
    '--expose-gc',
    '--min-semi-space-size=64',
    '--max-semi-space-size=64',
    '--no-concurrent-recompilation',
  )
  // One boxed double a call would be 12 MB or more.
  expect(Number(grown)).toBeLessThan(4e6)
})

test('where code from text is forbidden, formulas are interpreted', () => {
  const script = `
    import { compileFunction, parseExpression } from '@gradus/symbolic'
    let isForbidden = false
    try { new Function('') } catch { isForbidden = true }
    console.log(isForbidden, compileFunction(parseExpression('x^2 + 1'), ['x'])([3]))`
  expect(runAlone(script, '--disallow-code-generation-from-strings')).toBe('true 10')
})
