import { compile, flattenTree, type Tensor } from '@gradus/tensor'
import { expect, test } from 'vitest'
import * as gru from '../gru.ts'
import * as lenet from '../lenet.ts'
import * as transformer from '../transformer.ts'

/** Examples are alike: `start` makes what `step` changes, and `train` repeats it. */
interface Example {
  start(): object
  step(training: never): [object, Tensor]
  train(steps: number, report: (line: string) => void): number
}

/** Each example, with some steps of training and the share of new data that it then has right. */
export const examples: [title: string, example: Example, steps: number, share: number][] = [
  ['three layers of recurrent units', gru, 100, 0.6],
  ['LeNet', lenet, 100, 0.5],
  ['a block of a transformer', transformer, 100, 0.9],
]

/** Trains for some steps: the loss falls, and new data are judged better than by chance. */
export function testLearning(example: Example, steps: number, share: number): void {
  test('learns', () => {
    const lines: string[] = []
    const found = example.train(steps, (line) => lines.push(line))
    const losses = lines.flatMap((line) => line.match(/loss (.*)/)?.[1] ?? []).map(Number)
    expect(losses.length).toBeGreaterThan(1)
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2)
    expect(found).toBeGreaterThan(share)
  })
}

/** Takes one step without compiling, and the same one compiled. */
export function testCompiling({ start, step }: Example): void {
  test('takes the same step with and without compiling, to the bit', () => {
    const [next, loss] = step(start() as never)
    const [eager, compiled] = [
      elementsOf(next),
      elementsOf(compile(step, { deterministic: true })(start() as never)[0]),
    ]
    expect(compiled.length).toBe(eager.length)
    expect(eager.findIndex((element, i) => !Object.is(element, compiled[i]))).toBe(-1)
    // Where rules may change the graph, it rounds a little differently.
    const fast = compile(step)(start() as never)[1].item()
    expect(Math.abs(fast / loss.item() - 1)).toBeLessThan(1e-5)
  })
}

function elementsOf(tree: unknown): number[] {
  return flattenTree(tree).leaves.flatMap((leaf) => [...(leaf as Tensor).data()])
}
