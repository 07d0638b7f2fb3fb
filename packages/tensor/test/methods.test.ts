import * as gradus from '@gradus/tensor'
import { methods, printGraph, Tensor, tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const x = tensor([
  [4, 1],
  [1, 3],
])
const calls: Readonly<Record<string, readonly unknown[]>> = {
  prod: [0],
  cumsum: [0, { reverse: true }],
  softmax: [-1],
  pad: [1],
  take: [[1, 0], 1],
  topK: [1],
  solve: [tensor([1, 2])],
  svd: [],
}
type Call = (...args: readonly unknown[]) => unknown

describe('methods', () => {
  test('are functions of the library', () => {
    const library: Readonly<Record<string, unknown>> = gradus
    expect(methods.filter((name) => typeof library[name] !== 'function')).toEqual([])
    const prototype = Tensor.prototype as unknown as Readonly<Record<string, unknown>>
    expect(methods.filter((name) => typeof prototype[name] !== 'function')).toEqual([])
  })

  test.each(Object.entries(calls))('%s is what the function gives', (name, args) => {
    const library = gradus as unknown as Readonly<Record<string, Call>>
    const method = (x as unknown as Readonly<Record<string, Call>>)[name]!
    const graphOf = (f: Call): string =>
      printGraph(gradus.makeGraph((one: Tensor) => f(one, ...args))(x))
    expect(graphOf((one, ...others) => method.call(one, ...others))).toBe(graphOf(library[name]!))
  })

  test('of several tensors start with the first', () => {
    const one = x as unknown as Readonly<Record<'concat' | 'stack', (...args: unknown[]) => Tensor>>
    expect(one.concat([x], 1).shape).toEqual([2, 4])
    expect(one.stack([x, x]).shape).toEqual([3, 2, 2])
  })
})
