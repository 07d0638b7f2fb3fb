// First-order optimizers, nanoseconds for each parameter of one step, for one tensor and for a
// hundred of the same size together:
// `node --conditions=@gradus/source bench/optimizers-first-order.ts [--eager] [filter]`.
// Processor time of this thread, which counts in large ticks: the best of a few windows, one and
// a hundred in turn, so that other work on the machine shows as little as it can. Compiled steps
// get gradients as an argument, and give their parameters and state up, as a training loop does;
// "given anew" has other gradients at each call, which are copied. The traffic is what a step
// has to read and write: gradients, parameters and state, in bytes for each parameter.
import * as optim from '../packages/optim/src/index.ts'
import { compile, type Tensor, tensor } from '../packages/tensor/src/index.ts'

const COUNT = 100_000
const MANY = 100
const WINDOWS = 6
const WINDOW_MS = 120

type Dtype = 'f32' | 'f64'

interface Case {
  readonly optimizer: optim.GradientTransform
  readonly dtype?: Dtype
  /** For rules over rows and columns: the shape of one tensor, and of each of a hundred. */
  readonly isMatrix?: true
}

const cases: Readonly<Record<string, Case>> = {
  sgd: { optimizer: optim.sgd({ lr: 1e-3 }) },
  'sgd, momentum': { optimizer: optim.sgd({ lr: 1e-3, momentum: 0.9 }) },
  momentum: { optimizer: optim.momentum({ lr: 1e-3 }) },
  heavyBall: { optimizer: optim.heavyBall({ lr: 1e-3 }) },
  averagedMomentum: { optimizer: optim.averagedMomentum({ lr: 1e-3 }) },
  nesterov: { optimizer: optim.nesterov({ lr: 1e-3 }) },
  quasiHyperbolic: { optimizer: optim.quasiHyperbolic({ lr: 1e-3 }) },
  signSgd: { optimizer: optim.signSgd({ lr: 1e-3 }) },
  asgd: { optimizer: optim.asgd({ lr: 1e-3 }) },
  rprop: { optimizer: optim.rprop() },
  adagrad: { optimizer: optim.adagrad() },
  adadelta: { optimizer: optim.adadelta() },
  rmsprop: { optimizer: optim.rmsprop() },
  adam: { optimizer: optim.adam() },
  'adam, f64': { optimizer: optim.adam(), dtype: 'f64' },
  adamw: { optimizer: optim.adamw() },
  amsgrad: { optimizer: optim.amsgrad() },
  adamax: { optimizer: optim.adamax() },
  nadam: { optimizer: optim.nadam() },
  radam: { optimizer: optim.radam() },
  adabelief: { optimizer: optim.adabelief({ eps: 1e-8 }) },
  yogi: { optimizer: optim.yogi() },
  adan: { optimizer: optim.adan() },
  adopt: { optimizer: optim.adopt() },
  lion: { optimizer: optim.lion() },
  lamb: { optimizer: optim.lamb() },
  lars: { optimizer: optim.lars({ lr: 1e-3 }) },
  adafactor: { optimizer: optim.adafactor(), isMatrix: true },
  sophia: { optimizer: optim.sophia() },
  muon: { optimizer: optim.muon(), isMatrix: true },
  shampoo: { optimizer: optim.shampoo(), isMatrix: true },
  soap: { optimizer: optim.soap(), isMatrix: true },
  prodigy: { optimizer: optim.prodigy() },
  dAdaptation: { optimizer: optim.dAdaptation() },
  scheduleFree: { optimizer: optim.scheduleFree({ lr: 1e-3 }) },
  scheduleFreeAdamw: { optimizer: optim.scheduleFreeAdamw() },
  lookahead: { optimizer: optim.lookahead(optim.sgd({ lr: 1e-3 })) },
  sam: { optimizer: optim.sam(optim.sgd({ lr: 1e-3 })) },
  lbfgs: { optimizer: optim.lbfgs() },
}

function makeTensors({ dtype = 'f32', isMatrix }: Case, tensors: number, scale: number): Tensor[] {
  const shape = isMatrix ? (tensors === 1 ? [250, 400] : [25, 40]) : [COUNT / tensors]
  return Array.from({ length: tensors }, (_, t) => {
    const data = Float64Array.from({ length: COUNT / tensors }, (__, i) => {
      return scale * Math.sin(i + t + 1)
    })
    return tensor(data, { dtype }).reshape(shape)
  })
}

/** Something that is called again and again, and the best time of a call in microseconds. */
interface Timed {
  readonly run: () => void
  best: number
}

/** Processor microseconds of one call of each, the best of windows in turn. */
function time(all: readonly Timed[]): void {
  for (let window = 0; window < WINDOWS; window++) {
    for (const timed of all) {
      if (window === 0) for (let i = 0; i < 20; i++) timed.run()
      const begun = process.threadCpuUsage().user
      const until = performance.now() + WINDOW_MS
      let calls = 0
      while (performance.now() < until) {
        timed.run()
        calls++
      }
      timed.best = Math.min(timed.best, (process.threadCpuUsage().user - begun) / calls)
    }
  }
}

function timed(run: () => void): Timed {
  return { run, best: Number.POSITIVE_INFINITY }
}

interface Runs {
  readonly compiled: Timed
  readonly anew: Timed
  readonly eager: Timed
  /** Bytes for each parameter. */
  readonly traffic: number
}

function runsOf(test: Case, tensors: number): Runs {
  const { optimizer } = test
  const [gradients, others] = [makeTensors(test, tensors, 0.1), makeTensors(test, tensors, 0.2)]
  const step = (at: Tensor[], state: optim.State, g: Tensor[]) => {
    const { updates, state: next } = optimizer.update(g, state, at, { value: g[0]!.sum() })
    return { at: optim.applyUpdates(at, updates), state: next }
  }
  const run = compile(step, { donate: [0, 1] })
  let at = makeTensors(test, tensors, 1)
  const begun = { at, state: optimizer.init(at) }
  let { state } = begun
  let turn = false
  const take = (g: Tensor[]): void => {
    const next = run(at, state, g)
    at = next.at
    state = next.state as optim.State
  }
  const bytes = (leaves: readonly Tensor[]): number =>
    leaves.reduce((sum, { size, dtype }) => sum + size * (dtype === 'f64' ? 8 : 4), 0)
  const given = bytes(gradients)
  return {
    compiled: timed(() => take(gradients)),
    anew: timed(() => {
      turn = !turn
      take(turn ? gradients : others)
    }),
    eager: timed(() => void step(begun.at, begun.state, gradients)),
    traffic: (3 * given + 2 * bytes([...optim.flattenState(state).values()])) / COUNT,
  }
}

const given = process.argv.slice(2)
const isEager = given.includes('--eager')
const [filter = ''] = given.filter((text) => !text.startsWith('--'))
const columns = ['one', 'many', 'ratio', 'one anew', 'many anew', 'B', 'ns/B']
if (isEager) columns.push('at once', 'many')
console.log(`${''.padEnd(18)}${columns.map((name) => name.padStart(10)).join('')}`)
for (const [name, test] of Object.entries(cases)) {
  if (!name.includes(filter)) continue
  const [one, many] = [runsOf(test, 1), runsOf(test, MANY)]
  const runs = [one.compiled, many.compiled, one.anew, many.anew]
  if (isEager) runs.push(one.eager, many.eager)
  time(runs)
  const [first, second, ...rest] = runs.map(({ best }) => (best * 1000) / COUNT)
  const { traffic } = one
  const figures = [first!, second!, second! / first!, rest[0]!, rest[1]!, traffic, first! / traffic]
  const shown = [...figures, ...rest.slice(2)].map((figure) => figure.toFixed(2).padStart(10))
  console.log(`${name.padEnd(18)}${shown.join('')}`)
}
