import { queryObjects } from 'node:v8'
import { compile, grad, random, sum, Tensor, tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

/** Objects that are alive after all garbage is gone. */
function living(): Readonly<Record<string, number>> {
  const { Memory } = (globalThis as never as { readonly WebAssembly: { Memory: object } })
    .WebAssembly
  const kinds = { Tensor, ArrayBuffer, Float64Array, Memory }
  const counts = Object.entries(kinds).map(([name, kind]) => [
    name,
    queryObjects(kind as never, { format: 'count' }),
  ])
  return Object.fromEntries(counts)
}

// What the engine itself may still hold of the last steps: operands of a frame, inline caches.
// A leak of one object for each step would be hundreds of times as much.
const heldByEngine = 8

/** Whether no more objects are alive after a run than before, once it has run before. */
function expectNoneLeft(run: () => void): void {
  run()
  const before = living()
  run()
  const after = living()
  for (const [name, count] of Object.entries(after)) {
    expect(count - before[name]!, name).toBeLessThanOrEqual(heldByEngine)
  }
}

describe('buffers', () => {
  test('of eager steps are gone when the last of them is', () => {
    let x: Tensor = tensor([1, 2, 3])
    expectNoneLeft(() => {
      for (let i = 0; i < 50_000; i++) x = x.mul(0.999).add(0.001)
    })
  })

  test('of gradients, draws and compiled functions are gone with their functions', () => {
    const slope = grad((x: Tensor) => sum(x.mul(x)))
    expectNoneLeft(() => {
      for (let i = 0; i < 20; i++) {
        const f = compile((x: Tensor) => slope(x).add(random.key(i).normal([3])))
        f(tensor([1, 2, 3])).data()
      }
    })
  })

  test('of a trained state that is donated do not become more', () => {
    interface Training {
      readonly w: Tensor
      readonly velocity: Tensor
      readonly step: Tensor
    }
    const loss = (w: Tensor): Tensor => sum(w.sub(3).pow(2))
    const train = compile(
      ({ w, velocity, step }: Training): [Training, Tensor] => {
        const next = velocity.mul(0.9).add(grad(loss)(w))
        return [{ w: w.sub(next.mul(0.01)), velocity: next, step: step.add(1) }, loss(w)]
      },
      { donate: 0 },
    )
    let training: Training = {
      w: tensor([0, 1, 2]),
      velocity: tensor([0, 0, 0]),
      step: tensor(0),
    }
    let last = 0
    expectNoneLeft(() => {
      for (let i = 0; i < 10_000; i++) {
        const [next, value] = train(training)
        training = next
        last = value.item()
      }
    })
    expect(last).toBeLessThan(1e-9)
    expect(training.step.item()).toBe(20_000)
  })
})
