// Times the workloads of one process in steps inside `step(n)`, in f32 where nothing is said:
//   W1 linear regression, 150 rows, gradient descent
//   W2 gradient descent on Booth's function and on Rosenbrock's in two variables (f64)
//   W3 Rosenbrock's function of 1000 variables, value and gradient (f64)
//   W4 logistic regression, 10 000 rows of 100, gradient descent
//   W5 network 2-16-16-1 with tanh, 32 rows, Adam
//   W6 network 784-128-10 with relu and softmax cross-entropy, 64 rows, Adam
//   W7 network 256-512-512-10 with relu, 256 rows, gradient descent with momentum
//   W8 LeNet: 28×28, 5×5×8, pool, 5×5×16, pool, 10 classes, 32 rows, Adam
//   W11 sum(tanh(a x + b) c + d) over 2²⁰ numbers
// and how long it takes from the text of a model to its first step.
//
// Run: node --conditions=@gradus/source bench/workloads.ts [W1 W5 …]
import { conv2d, maxPool2d, type Node } from '../packages/graph/src/index.ts'
import { dim } from '../packages/ops/src/index.ts'
import { adam, sgd } from '../packages/optim/src/index.ts'
import type { Session } from '../packages/runtime/src/index.ts'
import { loadModel, train } from '../packages/training/src/index.ts'
import { draw, type Started, Workload } from './workload.ts'

function w1(): Started {
  const work = new Workload()
  const x = work.data('x', [150], (i) => draw(i)[0])
  const y = work.data('y', [150], (i) => 3.2 * draw(i)[0] + 0.1 * (draw(i)[1] - 0.5))
  const w = work.parameter('w', [], () => 5)
  return work.training(work.squaredError(work.builder.mul(x, w), y), sgd({ lr: 0.1 }))
}

function booth(): Started {
  const work = new Workload('f64')
  const { builder } = work
  const [x, y] = [work.parameter('x', [], () => 0), work.parameter('y', [], () => 0)]
  const double = (node: Node): Node => builder.mul(node, work.constant(2))
  const first = builder.sub(builder.add(x, double(y)), work.constant(7))
  const second = builder.sub(builder.add(double(x), y), work.constant(5))
  const loss = builder.add(builder.mul(first, first), builder.mul(second, second))
  return work.training(loss, sgd({ lr: 0.05 }))
}

/** `sum(100 (b - a²)² + (1 - a)²)` for neighbours a and b. */
function rosenbrock(work: Workload, a: Node, b: Node): Node {
  const { builder } = work
  const valley = builder.sub(b, builder.mul(a, a))
  const rest = builder.sub(work.constant(1), a)
  const steep = builder.mul(work.constant(100), builder.mul(valley, valley))
  return work.sum(builder.add(steep, builder.mul(rest, rest)))
}

function rosenbrock2(): Started {
  const work = new Workload('f64')
  const [x, y] = [work.parameter('x', [], () => -1.2), work.parameter('y', [], () => 1)]
  return work.training(rosenbrock(work, x, y), sgd({ lr: 0.001 }))
}

function w3(): Started {
  const work = new Workload('f64')
  const x = work.parameter('x', [1000], (i) => draw(i)[0])
  const slice = (start: number): Node =>
    work.builder.apply('slice', [x], { axis: 0, start, size: 999 })
  return work.evaluating(rosenbrock(work, slice(0), slice(1)), true)
}

function w4(): Started {
  const work = new Workload()
  const { builder } = work
  const x = work.data('x', [10_000, 100], (i) => draw(i)[0] - 0.5)
  const y = work.data('y', [10_000, 1], (i) => Number(draw(i * 100)[0] > 0.5))
  const score = work.dense(x, 'a', 1)
  const loss = work.mean(builder.sub(builder.softplus(score), builder.mul(score, y)))
  return work.training(loss, sgd({ lr: 0.1 }))
}

function w5(): Started {
  const work = new Workload()
  const { builder } = work
  const x = work.data('x', [32, 2], (i) => draw(i)[0] - 0.5)
  const y = work.data('y', [32, 1], (i) => draw(i)[1])
  const first = builder.tanh(work.dense(x, 'a', 16))
  const second = builder.tanh(work.dense(first, 'b', 16))
  return work.training(work.squaredError(work.dense(second, 'c', 1), y), adam({ lr: 0.001 }))
}

const oneHot = (i: number): number => Number(Math.floor(i / 10) % 10 === i % 10)

function w6(): Started {
  const work = new Workload()
  const x = work.data('x', [64, 784], (i) => draw(i)[0])
  const y = work.data('y', [64, 10], oneHot)
  const scores = work.dense(work.builder.relu(work.dense(x, 'a', 128)), 'b', 10)
  return work.training(work.crossEntropy(scores, y), adam({ lr: 0.001 }))
}

function w7(): Started {
  const work = new Workload()
  const { builder } = work
  const x = work.data('x', [256, 256], (i) => draw(i)[0])
  const y = work.data('y', [256, 10], oneHot)
  const first = builder.relu(work.dense(x, 'a', 512))
  const second = builder.relu(work.dense(first, 'b', 512))
  return work.training(
    work.crossEntropy(work.dense(second, 'c', 10), y),
    sgd({ lr: 0.01, momentum: 0.9 }),
  )
}

function w8(): Started {
  const work = new Workload()
  const { builder } = work
  const layer = (x: Node, name: string, channels: number, outputs: number): Node => {
    const scale = 2 / Math.sqrt(25 * channels)
    const filter = work.parameter(
      `${name}.filter`,
      [outputs, channels, 5, 5],
      (i) => (draw(i)[0] - 0.5) * scale,
    )
    const bias = work.parameter(`${name}.bias`, [outputs], () => 0)
    const seen = conv2d(builder, x, filter)
    const shift = builder.apply('broadcast', [bias], { shape: seen.shape, into: [1] })
    return maxPool2d(builder, builder.relu(builder.add(seen, shift)), { size: 2 })
  }
  const x = work.data('x', [32, 1, 28, 28], (i) => draw(i)[0])
  const y = work.data('y', [32, 10], oneHot)
  const pooled = layer(layer(x, 'a', 1, 8), 'b', 8, 16)
  const flat = builder.apply('reshape', [pooled], { shape: [dim(32), dim(256)] })
  return work.training(work.crossEntropy(work.dense(flat, 'c', 10), y), adam({ lr: 0.001 }))
}

function w11(): Started {
  const work = new Workload()
  const { builder } = work
  const x = work.parameter('x', [2 ** 20], (i) => draw(i)[0] * 4 - 2)
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name, i) => work.parameter(name, [], () => i + 1))
  const inner = builder.add(builder.mul(a!, x), b!)
  const value = work.sum(builder.add(builder.mul(builder.tanh(inner), c!), d!))
  return work.evaluating(value, false)
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

const workloads: Readonly<Record<string, () => Started>> = {
  W1: w1,
  'W2 Booth': booth,
  'W2 Rosenbrock': rosenbrock2,
  W3: w3,
  W4: w4,
  W5: w5,
  W6: w6,
  W7: w7,
  W8: w8,
  W11: w11,
}
const wanted = process.argv.slice(2)
const titles = ['workload', 'best µs', 'median µs', 'compiled in ms', 'loss']
const widths = [14, 11, 11, 14, 10]
const printRow = (cells: readonly string[]): void =>
  console.log(
    cells.map((cell, i) => (i > 0 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(' '),
  )

printRow(titles)
for (const [name, make] of Object.entries(workloads)) {
  if (wanted.length > 0 && !wanted.includes(name.split(' ')[0]!)) continue
  const { session, compiled } = make()
  const { best, median } = time(session)
  const loss = session.step(1).series.get('loss')?.[0]
  printRow([
    name,
    best.toFixed(3),
    median.toFixed(3),
    compiled.toFixed(1),
    `${loss?.toPrecision(4)}`,
  ])
}
if (wanted.length === 0) {
  const { best, median } = await timeFirstStep()
  console.log(
    `text to first step of W1: best ${best.toFixed(1)} ms, median ${median.toFixed(1)} ms`,
  )
}
