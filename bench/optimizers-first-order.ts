// First-order optimizers, nanoseconds for each parameter of one step:
// `node --conditions=@gradus/source bench/optimizers-first-order.ts [filter]`.
// Processor time of this thread, which counts in large ticks: the best of a few long windows,
// so that other work on the machine shows as little as it can. Compiled steps get gradients as
// an argument, and give their parameters and state up, as a training loop does.
import * as optim from '../packages/optim/src/index.ts'
import { compile, type Tensor, tensor } from '../packages/tensor/src/index.ts'

const COUNT = 100_000
const WINDOWS = 8
const WINDOW_MS = 250

type Dtype = 'f32' | 'f64'

interface Case {
  readonly name: string
  readonly optimizer: optim.GradientTransform
  readonly tensors?: number
  readonly dtype?: Dtype
  readonly shape?: readonly number[]
}

const cases: readonly Case[] = [
  { name: 'sgd', optimizer: optim.sgd({ lr: 1e-3 }) },
  { name: 'sgd, momentum', optimizer: optim.sgd({ lr: 1e-3, momentum: 0.9 }) },
  { name: 'adam', optimizer: optim.adam() },
  { name: 'adam, 100 tensors', optimizer: optim.adam(), tensors: 100 },
  { name: 'adam, f64', optimizer: optim.adam(), dtype: 'f64' },
  { name: 'adamw', optimizer: optim.adamw() },
  { name: 'nadam', optimizer: optim.nadam() },
  { name: 'lion', optimizer: optim.lion() },
  { name: 'rmsprop', optimizer: optim.rmsprop() },
  { name: 'adabelief', optimizer: optim.adabelief({ eps: 1e-8 }) },
  { name: 'adan', optimizer: optim.adan() },
  { name: 'lamb', optimizer: optim.lamb() },
  { name: 'prodigy', optimizer: optim.prodigy() },
  { name: 'muon [250, 400]', optimizer: optim.muon(), shape: [250, 400] },
]

function makeTensors({ tensors = 1, dtype = 'f32', shape }: Case, scale: number): Tensor[] {
  const size = COUNT / tensors
  return Array.from({ length: tensors }, (_, t) => {
    const data = Float64Array.from({ length: size }, (__, i) => scale * Math.sin(i + t + 1))
    const flat = tensor(data, { dtype })
    return shape ? flat.reshape(shape) : flat
  })
}

/** Processor microseconds of one call, the best of the windows. */
function timeOf(run: () => void): number {
  for (let i = 0; i < 20; i++) run()
  let best = Number.POSITIVE_INFINITY
  for (let window = 0; window < WINDOWS; window++) {
    const begun = process.threadCpuUsage().user
    const until = performance.now() + WINDOW_MS
    let calls = 0
    while (performance.now() < until) {
      run()
      calls++
    }
    best = Math.min(best, (process.threadCpuUsage().user - begun) / calls)
  }
  return best
}

function measure(test: Case): { readonly compiled: number; readonly eager: number } {
  const { optimizer } = test
  const gradients = makeTensors(test, 0.1)
  const step = (at: Tensor[], state: optim.State, g: Tensor[]) => {
    const { updates, state: next } = optimizer.update(g, state, at)
    return { at: optim.applyUpdates(at, updates), state: next }
  }
  const run = compile(step, { donate: [0, 1] })
  let at = makeTensors(test, 1)
  let state = optimizer.init(at)
  const compiled = timeOf(() => {
    const next = run(at, state, gradients)
    at = next.at
    state = next.state as optim.State
  })
  const begun = { at: makeTensors(test, 1), state: optimizer.init(makeTensors(test, 1)) }
  const eager = timeOf(() => void step(begun.at, begun.state, gradients))
  return { compiled, eager }
}

const [filter = ''] = process.argv.slice(2)
for (const test of cases.filter(({ name }) => name.includes(filter))) {
  const { compiled, eager } = measure(test)
  const figures = [compiled, eager].map((time) => ((time * 1000) / COUNT).toFixed(2).padStart(8))
  console.log(`${test.name.padEnd(20)}${figures[0]} ns compiled ${figures[1]} ns at once`)
}
