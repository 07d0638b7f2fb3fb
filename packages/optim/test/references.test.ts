import { compile, grad, type NestedArray, type Tensor, tensor } from '@gradus/tensor'
import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import * as optim from '../src/index.ts'
import { applyUpdates, type GradientTransform } from '../src/index.ts'

interface References {
  readonly problem: Readonly<Record<'X' | 'Y', number[][]>> & { readonly start: NestedArray[] }
  readonly runs: readonly {
    readonly name: string
    readonly options: Readonly<Record<string, number>>
    readonly points: readonly (readonly NestedArray[])[]
  }[]
}

const text = readRepositoryFile('fixtures/optim/optimizer-references.json')
const { problem, runs } = JSON.parse(text) as References
const [X, Y] = [tensor(problem.X), tensor(problem.Y)]

type Point = readonly [w: Tensor, b: Tensor, s: Tensor]

/** Half the mean over four rows of ‖(XW)s + b - Y‖². */
function loss([w, b, s]: Point): Tensor {
  const error = X.matmul(w).mul(s).add(b).sub(Y)
  return error
    .mul(error)
    .sum()
    .mul(1 / 8)
}

type Maker = (options: Readonly<Record<string, number>>) => GradientTransform
const yogiOf: Maker = ({ corrected, ...options }) =>
  optim.yogi({ ...options, biasCorrection: Boolean(corrected) })
const special: Readonly<Record<string, Maker>> = {
  yogi: yogiOf,
  'yogi corrected': yogiOf,
  lookahead: ({ lr, ...options }) => optim.lookahead(optim.sgd({ lr: lr! }), options),
  sam: ({ lr, ...options }) => optim.sam(optim.sgd({ lr: lr! }), options),
}

function flat(values: unknown): readonly number[] {
  return [values].flat(5) as number[]
}

describe('rules that PyTorch lacks', () => {
  it.each(runs)('$name agrees with its paper, written once more', ({ name, options, points }) => {
    const make = special[name] ?? (optim as unknown as Readonly<Record<string, Maker>>)[name]!
    const optimizer = make(options)
    const step = compile((at: Point, state: optim.State) => {
      const { updates, state: next } = optimizer.update(grad(loss)(at), state, at)
      return { at: applyUpdates(at, updates), state: next }
    })
    const start = problem.start.map((part) => tensor(part as never)) as unknown as Point
    let now = { at: start, state: optimizer.init(start) }
    const calls = name === 'sam' ? 2 : 1
    for (const [i, point] of points.entries()) {
      for (let call = 0; call < calls; call++) now = step(now.at, now.state) as typeof now
      const wanted = flat(point)
      const found = now.at.flatMap((value) => [...value.data()])
      for (const [j, x] of found.entries()) {
        expect(x, `step ${i + 1}`).toBeWithinRelative(wanted[j]!, 1e-9, 1e-12)
      }
    }
  })
})
