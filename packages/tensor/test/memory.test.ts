import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compile, random, type Tensor, tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that are in use after all garbage is gone: objects, and the memory of arrays. */
function bytesInUse(): number {
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Bytes that stay behind a run, once code and caches have settled. */
function growthOf(run: () => void): number {
  run()
  const before = bytesInUse()
  run()
  return bytesInUse() - before
}

/** Far less than the millions of tensors that a run makes would take. */
const NOTHING = 2_000_000

describe('memory', () => {
  test('does not grow in a million steps on small tensors', () => {
    let x: Tensor = tensor([1, 2, 3])
    const run = (): void => {
      for (let i = 0; i < 250_000; i++) x = x.mul(0.999).add(0.001)
    }
    expect(growthOf(run)).toBeLessThan(NOTHING)
    expect(x.sum().item()).toBeCloseTo(3, 6)
  })

  test('does not grow while a compiled function is called, or functions are traced', () => {
    const f = compile((x: Tensor, y: Tensor) => x.mul(y).sum())
    const [x, y] = [random.key(0).normal([100]), random.key(1).normal([100])]
    const run = (): void => {
      for (let i = 0; i < 20_000; i++) f(x, y)
      for (let i = 0; i < 20; i++) compile((one: Tensor) => one.add(i))(x)
    }
    expect(growthOf(run)).toBeLessThan(NOTHING)
  })

  test('of single steps is that of their results', () => {
    const x = tensor([1, 2, 3])
    const before = bytesInUse()
    const kept = Array.from({ length: 1000 }, (_, i) => x.add(i))
    // Three numbers of 8 bytes, and what an array and a few objects take.
    expect((bytesInUse() - before) / kept.length).toBeLessThan(2000)
  })
})
