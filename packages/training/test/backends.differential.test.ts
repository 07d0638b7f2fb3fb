import { listRepositoryFiles } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { type Backend, interpreterBackend, type RunResult, train } from '../src/index.ts'
import { loadRepositoryModel } from './repository-models.ts'

const examples = [
  ...listRepositoryFiles('examples', '.gd'),
  ...listRepositoryFiles('examples/seeds', '.gd'),
]

async function runsOf(
  path: string,
  steps: number,
  backend?: Backend,
): Promise<readonly RunResult[]> {
  const { runs } = await train(loadRepositoryModel(path), {
    overrides: { steps, precision: 'f64' },
    isDeterministic: true,
    ...(backend && { backend }),
  })
  return runs
}

/** The largest difference of parameters and losses, relative to the largest entry of each. */
function distance(a: RunResult, b: RunResult): number {
  const tensors = [a, b].map((run) => [run.losses, ...run.parameters.map(({ data }) => data)])
  let worst = 0
  for (const [i, left] of tensors[0]!.entries()) {
    const right = tensors[1]![i]!
    const size = Math.max(Number.MIN_VALUE, ...Array.from(left, Math.abs))
    for (const [k, x] of left.entries()) worst = Math.max(worst, Math.abs(x - right[k]!) / size)
  }
  return worst
}

describe('the interpreter and WebAssembly', () => {
  const limits: readonly (readonly [steps: number, limit: number])[] = [
    [1, 1e-12],
    [20, 1e-9],
  ]
  for (const [steps, limit] of limits) {
    it.each(examples)(`%s: agree after ${steps} steps to ${limit}`, async (path) => {
      const [wasm, oracle] = [
        await runsOf(path, steps),
        await runsOf(path, steps, interpreterBackend),
      ]
      expect(wasm.map((run) => run.steps)).toEqual(oracle.map((run) => run.steps))
      for (const [i, run] of wasm.entries()) expect(distance(run, oracle[i]!)).toBeLessThan(limit)
    })
  }

  it.each(examples)('%s: gives the same bits in two runs', async (path) => {
    const hashes = async (): Promise<string[]> =>
      (await runsOf(path, 20)).map((run) => run.weightsHash)
    expect(await hashes()).toEqual(await hashes())
  })
})
