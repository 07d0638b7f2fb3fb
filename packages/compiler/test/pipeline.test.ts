import { Builder, repeat } from '@gradus/graph'
import { dim } from '@gradus/ops'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { checksAtLevel } from '../src/checks.ts'
import { checkPassOrder, passOrder } from '../src/pass-order.ts'
import { compareAfter } from '../src/passes/compare.ts'
import { passes, runPasses } from '../src/pipeline.ts'
import { bits, exact, programOf, runCompiled, runInterpreted } from './run.ts'

describe('the order of passes', () => {
  const names = passes.map(({ name }) => name)

  test('holds every constraint', () => {
    expect(() => checkPassOrder(names, passOrder)).not.toThrow()
  })

  test('is refused, with the reason, where a constraint is broken', () => {
    const turned = names.toReversed()
    expect(() => checkPassOrder(turned, passOrder)).toThrow('must run before "unroll", because')
  })

  test('is refused where a constraint names a pass that is not there', () => {
    expect(() => checkPassOrder(names, [['simplify', 'polish', 'why not']])).toThrow('polish')
  })
})

describe('passes', () => {
  test('keep what random graphs compute, each one', () => {
    for (let seed = 0; seed < 15; seed++) {
      const b = new Builder()
      const { outputs } = randomGraph(b, new Random(seed), { size: 25, rows: 3, isSmooth: true })
      expect(() =>
        runPasses(programOf(outputs), b, { ...exact, checks: checksAtLevel(2) }),
      ).not.toThrow()
    }
  })

  test('that change a value are found', () => {
    const b = new Builder()
    const x = b.input('x', [dim(3)], 'f64')
    const [before, after] = [programOf([b.exp(x)]), programOf([b.expm1(x)])]
    expect(() => compareAfter('wrong', before, after)).toThrow('pass "wrong" changed result 0')
  })

  test('can be left out, except those that others rely on', () => {
    const b = new Builder()
    const x = b.input('x', [dim(3)], 'f64')
    const seen: string[] = []
    const onPass = (name: string): void => void seen.push(name)
    runPasses(programOf([b.neg(x)]), b, { disablePass: ['hoist', 'unroll', 'simplify'], onPass })
    expect(seen).toEqual(['unroll', 'decompose'])
  })
})

describe('regions', () => {
  test('are unrolled: carried, stacked and collected values, none for no runs', () => {
    for (const count of [0, 1, 5]) {
      const b = new Builder()
      const [x, y] = [b.input('x', [dim(3)], 'f64'), b.input('y', [dim(count), dim(3)], 'f64')]
      const { carried, collected } = repeat(b, dim(count), [x], [y], ([state], [slice]) => {
        const next = b.add(b.mul(state!, b.constant(0.5)), b.sin(slice!))
        return { carried: [next], collected: [b.mul(next, x)] }
      })
      const nodes = [...carried, ...collected]
      const values = new Map([
        [x, Float64Array.from([1, 2, 3])],
        [y, Float64Array.from({ length: count * 3 }, (_, i) => i / 7)],
      ])
      const expected = runInterpreted(nodes, values).map(bits)
      expect(runCompiled(b, nodes, values, undefined, exact).map(bits)).toEqual(expected)
    }
  })
})

describe('the relaxed variant', () => {
  test('differs from the plain one by rounding only', () => {
    const b = new Builder()
    const x = b.input('x', [dim(1000)], 'f64')
    const y = b.add(b.mul(x, x), b.sub(b.exp(x), b.mul(x, b.constant(3))))
    const values = new Map([[x, new Random(5).normals(1000)]])
    const [plain] = runCompiled(b, [y], values, undefined, exact)
    const [relaxed] = runCompiled(b, [y], values, undefined, { ...exact, simd: 'relaxed' })
    relaxed!.forEach((value, i) => {
      expect(value).toBeWithinRelative(plain![i]!, 1e-14, 1e-14)
    })
  })
})
