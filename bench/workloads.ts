// Times the workloads of training steps, inside `step(n)` and in f32:
//   W1 linear regression, 150 rows, gradient descent
//   W5 network 2-16-16-1 with tanh, 32 rows, Adam
//   W6 network 784-128-10 with relu and softmax cross-entropy, 64 rows, Adam
// and how long it takes from the text of a model to its first step.
//
// Run: node --conditions=@gradus/source bench/workloads.ts
import { Builder, gradient, type Node } from '../packages/graph/src/index.ts'
import { type Dim, dim, uniformBlock } from '../packages/ops/src/index.ts'
import {
  adam,
  flattenState,
  type GradientTransform,
  mapState,
  sgd,
} from '../packages/optim/src/index.ts'
import {
  type Program,
  type ProgramBuffer,
  type Session,
  wasmBackend,
} from '../packages/runtime/src/index.ts'
import { loadModel, train } from '../packages/training/src/index.ts'

const draw = uniformBlock([1, 2], 0, 0)

/** Collects the nodes of one workload and the buffers that feed them. */
class Workload {
  readonly builder = new Builder()
  readonly parameters: Node[] = []
  readonly starts = new Map<string, ArrayLike<number>>()
  readonly #buffers: ProgramBuffer[] = []

  data(name: string, sizes: readonly number[], value: (i: number) => number): Node {
    const shape = sizes.map((size): Dim => dim(size))
    this.#add({ name, shape, dtype: 'f32', isConstant: true }, value)
    return this.builder.input(name, shape, 'f32')
  }

  parameter(name: string, sizes: readonly number[], scale: number): Node {
    const shape = sizes.map((size): Dim => dim(size))
    this.#add({ name, shape, dtype: 'f32' }, (i) => (draw(i)[0] - 0.5) * scale)
    const node = this.builder.parameter(name, shape, 'f32')
    this.parameters.push(node)
    return node
  }

  /** `act(x @ W + b)`. */
  dense(x: Node, name: string, outputs: number): Node {
    const inputs = x.shape[1]!.size
    const W = this.parameter(`${name}.W`, [inputs, outputs], 2 * Math.sqrt(6 / (inputs + outputs)))
    const b = this.parameter(`${name}.b`, [outputs], 0)
    const product = this.builder.apply('contract', [x, W], {
      left: [0, 1],
      right: [1, 2],
      out: [0, 2],
    })
    const spread = this.builder.apply('broadcast', [b], { shape: product.shape, into: [1] })
    return this.builder.add(product, spread)
  }

  session(loss: Node, optimizer: GradientTransform): Session {
    const { builder, parameters } = this
    const gradients = gradient(builder, loss, parameters)
    const initial = optimizer.init(builder, parameters)
    const state = mapState(initial, (path, { shape, dtype }) => {
      this.#buffers.push({ name: `state/${path}`, shape, dtype })
      return builder.input(`state/${path}`, shape, dtype)
    })
    const next = optimizer.update(builder, gradients, state, parameters)
    const moved = parameters.map((node, i) => builder.add(node, next.updates[i]!))
    const program: Program = {
      buffers: this.#buffers,
      entries: [],
      step: {
        name: 'step',
        writes: [
          ...parameters.map((node, i) => ({
            buffer: (node.attributes as { readonly name: string }).name,
            node: moved[i]!,
          })),
          ...Array.from(flattenState(next.state), ([path, node]) => ({
            buffer: `state/${path}`,
            node,
          })),
        ],
        series: [{ name: 'loss', node: loss }],
      },
    }
    const session = wasmBackend.start(program, builder)
    for (const [name, values] of this.starts) session.write(name, values)
    session.prepare()
    return session
  }

  #add(buffer: ProgramBuffer, value: (i: number) => number): void {
    const count = buffer.shape.reduce((product, { size }) => product * size, 1)
    this.#buffers.push(buffer)
    this.starts.set(
      buffer.name,
      Array.from({ length: count }, (_, i) => value(i)),
    )
  }
}

function meanOf(builder: Builder, x: Node): Node {
  const count = x.shape.reduce((product, { size }) => product * size, 1)
  const total = builder.apply('sum', [x], { axes: [...x.shape.keys()] })
  return builder.div(total, builder.constant(count, 'f32'))
}

function squaredError(builder: Builder, prediction: Node, target: Node): Node {
  const error = builder.sub(prediction, target)
  return meanOf(builder, builder.mul(error, error))
}

function w1(): Session {
  const work = new Workload()
  const { builder } = work
  const x = work.data('x', [150], (i) => draw(i)[0])
  const y = work.data('y', [150], (i) => 3.2 * draw(i)[0] + 0.1 * (draw(i)[1] - 0.5))
  const w = work.parameter('w', [], 20)
  return work.session(squaredError(builder, builder.mul(x, w), y), sgd({ lr: 0.1 }))
}

function w5(): Session {
  const work = new Workload()
  const { builder } = work
  const x = work.data('x', [32, 2], (i) => draw(i)[0] - 0.5)
  const y = work.data('y', [32, 1], (i) => draw(i)[1])
  const first = builder.tanh(work.dense(x, 'a', 16))
  const second = builder.tanh(work.dense(first, 'b', 16))
  return work.session(squaredError(builder, work.dense(second, 'c', 1), y), adam({ lr: 0.001 }))
}

function w6(): Session {
  const work = new Workload()
  const { builder } = work
  const x = work.data('x', [64, 784], (i) => draw(i)[0])
  const y = work.data('y', [64, 10], (i) => Number(Math.floor(i / 10) % 10 === i % 10))
  const scores = work.dense(builder.relu(work.dense(x, 'a', 128)), 'b', 10)
  const spread = (row: Node): Node =>
    builder.apply('broadcast', [row], { shape: scores.shape, into: [0] })
  const max = builder.stop_gradient(builder.apply('reduce_max', [scores], { axes: [1] }))
  const shifted = builder.sub(scores, spread(max))
  const total = builder.apply('sum', [builder.exp(shifted)], { axes: [1] })
  const picked = builder.apply('sum', [builder.mul(shifted, y)], { axes: [1] })
  return work.session(meanOf(builder, builder.sub(builder.log(total), picked)), adam({ lr: 0.001 }))
}

/** The best and the median time of a step over windows of about 30 ms, after a warm-up. */
function time(session: Session): { readonly best: number; readonly median: number } {
  const warm = performance.now()
  let steps = 1
  let chunk = 1
  while (performance.now() - warm < 500) {
    const begin = performance.now()
    session.step(chunk)
    if (performance.now() - begin < 10) chunk = Math.min(4096, chunk * 2)
  }
  const windows: number[] = []
  for (let round = 0; round < 30; round++) {
    const begin = performance.now()
    steps = 0
    while (performance.now() - begin < 30) steps += session.step(chunk).steps
    windows.push(((performance.now() - begin) * 1000) / steps)
  }
  windows.sort((a, b) => a - b)
  return { best: windows[0]!, median: windows[15]! }
}

/** Milliseconds from the text of W1 to the end of its first step, in a loaded process. */
async function timeFirstStep(): Promise<{ readonly best: number; readonly median: number }> {
  const times: number[] = []
  for (let round = 0; round < 40; round++) {
    // Another constant each time, so that nothing can be remembered from the last round.
    const text = `dim n = 150
data x: [n] = uniform(0, 1)
data y: [n] = 3.2 * x + normal(0, 0.${round + 10})
param w = ${round + 1}
minimize mean((w * x - y)^2)
train { optimizer: sgd(lr: 0.1), steps: 1, precision: f32 }
`
    const begin = performance.now()
    await train(loadModel(text))
    times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  return { best: times[0]!, median: times[20]! }
}

const workloads = { W1: w1, W5: w5, W6: w6 }
for (const [name, make] of Object.entries(workloads)) {
  const begin = performance.now()
  const session = make()
  const compiled = performance.now() - begin
  const { best, median } = time(session)
  const loss = session.step(1).series.get('loss')?.[0]
  console.log(
    `${name}  best ${best.toFixed(3)} µs  median ${median.toFixed(3)} µs a step` +
      `  (built and compiled in ${compiled.toFixed(1)} ms, loss ${loss?.toPrecision(4)})`,
  )
}
const first = await timeFirstStep()
console.log(
  `text to first step of W1: best ${first.best.toFixed(1)} ms, median ${first.median.toFixed(1)} ms`,
)
