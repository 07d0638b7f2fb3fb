import { applyKept, applyWithRule, Builder, gradient, type Node, repeatWhile } from '@gradus/graph'
import { dim, type TypedArray } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { parseLoops } from '../src/loop/parse.ts'
import { printLoops } from '../src/loop/print.ts'
import { verifyLoops } from '../src/loop/verify.ts'
import { lowerProgram } from '../src/lower/lower.ts'
import { runPasses } from '../src/pipeline.ts'
import { bits, exact, programOf, runCompiled, runInterpreted, runLoops, start } from './run.ts'

function expectSame(
  b: Builder,
  nodes: readonly Node[],
  values: ReadonlyMap<Node, TypedArray>,
): void {
  const expected = runInterpreted(nodes, values, undefined).map(bits)
  expect(runLoops(b, nodes, values, undefined).map(bits)).toEqual(expected)
  expect(runCompiled(b, nodes, values, undefined, exact).map(bits)).toEqual(expected)
  const loops = lowerProgram(runPasses(programOf(nodes), b), b)
  expect(verifyLoops(loops)).toEqual([])
  expect(printLoops(parseLoops(printLoops(loops)))).toBe(printLoops(loops))
}

describe('a loop with a condition', () => {
  /** Newton's method for the root of each element, until all are close. */
  function roots(b: Builder, a: Node): readonly Node[] {
    return repeatWhile(b, [a, b.constant(0, 'i32')], ([y, count]) => {
      const error = b.abs(b.sub(b.mul(y!, y!), a))
      const worst = b.apply('reduce_max', [error], { axes: [0] })
      const better = b.mul(b.add(y!, b.div(a, y!)), b.constant(0.5))
      return {
        carried: [better, b.add(count!, b.constant(1, 'i32'))],
        condition: b.gt(worst, b.constant(1e-9)),
      }
    })
  }

  test.each([1, 7, 100])('runs as in the interpreter, on %i elements', (size) => {
    const b = new Builder()
    const a = b.input('a', [dim(size)], 'f64')
    const data = Float64Array.from({ length: size }, (_, i) => i + 2)
    expectSame(b, roots(b, a), new Map([[a, data]]))
  })

  test('that does not hold leaves the values as they are', () => {
    const b = new Builder()
    const a = b.input('a', [dim(2)], 'f64')
    expectSame(b, roots(b, a), new Map([[a, Float64Array.of(1, 1)]]))
  })

  test('may be inside of another', () => {
    const b = new Builder()
    const a = b.input('a', [dim(3)], 'f64')
    const results = repeatWhile(b, [a], ([x]) => {
      const [root] = roots(b, x!)
      const total = b.apply('sum', [x!], { axes: [0] })
      return { carried: [root!], condition: b.gt(total, b.constant(3.5)) }
    })
    expectSame(b, results, new Map([[a, Float64Array.of(2, 3, 50)]]))
  })
})

describe('a function that is a node', () => {
  test('runs as in the interpreter, with a rule or not', () => {
    const b = new Builder()
    const x = b.input('x', [dim(5)], 'f64')
    const [kept] = applyKept(b, [x], ([value]) => [b.tanh(b.exp(value!))])
    const [ruled] = applyWithRule(
      b,
      [kept!],
      ([value]) => [b.mul(value!, value!)],
      (_, [cotangent]) => [b.mul(cotangent!, b.constant(0.5))],
    )
    const total = b.apply('sum', [ruled!], { axes: [0] })
    const nodes = [total, ...gradient(b, total, [x])]
    expectSame(b, nodes, new Map([[x, Float64Array.of(-1, 0, 0.5, 1, 2)]]))
  })

  test('takes the memory of its inner values for one layer at a time', () => {
    const pagesOf = (isKept: boolean): number => {
      const b = new Builder()
      const size = 20_000
      const [x, w] = [b.input('x', [dim(size)], 'f64'), b.input('w', [dim(size)], 'f64')]
      const work = (value: Node): Node => {
        let inner = value
        for (let i = 0; i < 4; i++) inner = b.tanh(b.mul(inner, w))
        return inner
      }
      let y: Node = x
      for (let i = 0; i < 8; i++) {
        y = isKept ? applyKept(b, [y], ([value]) => [work(value!)])[0]! : work(y)
      }
      const total = b.apply('sum', [y], { axes: [0] })
      return start(programOf(gradient(b, total, [w])), b).compiled.pages
    }
    // Eight layers of four values are kept, or the eight inputs and the values of one layer.
    expect(pagesOf(true)).toBeLessThan(0.6 * pagesOf(false))
  })
})
