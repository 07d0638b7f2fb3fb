// A convolutional network of the LeNet family learns to read digits.
//
//   node --conditions=@gradus/source examples/typescript/lenet.ts
//
// The digits are drawn here: glyphs of 5 × 7 dots, three times as large, at every place of a
// 28 × 28 picture where they fit. No two pictures are the same, because each has its own noise.
import { adam, applyUpdates, type State } from '@gradus/optim'
import {
  broadcastTo,
  compile,
  conv2d,
  crossEntropy,
  type Key,
  maxPool,
  pad,
  random,
  stack,
  type Tensor,
  take,
  tensor,
  valueAndGrad,
  zeros,
} from '@gradus/tensor'

const batch = 32
const noise = 0.4
const f32 = { dtype: 'f32' } as const
const key = random.key(3)
const optimizer = adam({ lr: 0.002 })

const glyphs = `
01110 00100 01110 11111 00010 11111 00110 11111 01110 01110
10001 01100 10001 00010 00110 10000 01000 00001 10001 10001
10011 00100 00001 00100 01010 11110 10000 00010 10001 10001
10101 00100 00010 00010 10010 00001 11110 00100 01110 01111
11001 00100 00100 00001 11111 00001 10001 01000 10001 00001
10001 00100 01000 10001 00010 10001 10001 01000 10001 00010
01110 01110 11111 01110 00010 01110 01110 01000 01110 01100`

/** The digits at every place, `[places, digits, 28, 28]`, and how many places there are. */
function drawDigits(): Tensor {
  const dots = glyphs.replace(/\s/g, '').split('').map(Number)
  const small = tensor(dots, { shape: [7, 1, 10, 5, 1], dtype: 'f32' })
  const large = broadcastTo(small, [7, 3, 10, 5, 3]).reshape([21, 10, 15]).transpose([1, 0, 2])
  const places: Tensor[] = []
  for (let top = 0; top <= 28 - 21; top++) {
    for (let left = 0; left <= 28 - 15; left++) {
      places.push(pad(large, [[0, 0], [top, 7 - top], [left, 13 - left]])) // biome-ignore format: one line
    }
  }
  return stack(places)
}

const digits = drawDigits()

interface Pictures {
  /** `[count, 1, 28, 28]`, one channel. */
  readonly pixels: Tensor
  /** `[count]`, i32: what is on them. */
  readonly labels: Tensor
}

/** Random digits at random places under noise. The same key gives the same pictures. */
function photograph(from: Key, count: number): Pictures {
  const [places, kinds] = digits.shape as [number, number]
  const labels = from.fold(0).integers([count], 0, kinds)
  const chosen = from.fold(1).integers([count], 0, places).mul(kinds).add(labels)
  const clean = take(digits.reshape([-1, 1, 28, 28]), chosen)
  return {
    pixels: clean.add(from.fold(2).normal(clean.shape, { ...f32, deviation: noise })),
    labels,
  }
}

/** Filters and biases of two convolutions, and weights of the classes. */
export interface Parameters {
  readonly filters: readonly Tensor[]
  readonly biases: readonly Tensor[]
  readonly weights: Tensor
  readonly offset: Tensor
}

/** Everything that a step changes. */
export interface Training {
  readonly step: Tensor
  readonly parameters: Parameters
  readonly state: State
}

/** Random weights, smaller where more of them are summed (He et al. 2015). */
export function start(): Training {
  const draw = (name: number, sizes: number[], summed: number): Tensor =>
    key.fold(name).normal(sizes, { ...f32, deviation: Math.sqrt(2 / summed) })
  const parameters = {
    filters: [draw(0, [8, 1, 5, 5], 25), draw(1, [16, 8, 5, 5], 200)],
    biases: [zeros([8, 1, 1], f32), zeros([16, 1, 1], f32)],
    weights: draw(2, [16 * 4 * 4, 10], 1000),
    offset: zeros([10], f32),
  }
  return { step: tensor(0), parameters, state: optimizer.init(parameters) }
}

/** Scores of the ten digits for each picture, `[count, 10]`. */
function look({ filters, biases, weights, offset }: Parameters, pixels: Tensor): Tensor {
  let seen = pixels
  for (const [i, filter] of filters.entries()) {
    seen = maxPool(conv2d(seen, filter).add(biases[i]!).relu(), 2)
  }
  return seen.reshape([pixels.shape[0]!, -1]).matmul(weights).add(offset)
}

function loss(parameters: Parameters, { pixels, labels }: Pictures): Tensor {
  return crossEntropy(look(parameters, pixels), labels)
}

/** One step of training on pictures that nobody has seen, and the loss before it. */
export function step({ step, parameters, state }: Training): [Training, Tensor] {
  const pictures = photograph(key.fold(1000).fold(step), batch)
  const [value, slopes] = valueAndGrad(loss)(parameters, pictures)
  const { updates, state: next } = optimizer.update(slopes, state, parameters)
  return [{ step: step.add(1), parameters: applyUpdates(parameters, updates), state: next }, value]
}

/** The share of a thousand new pictures that are read correctly. */
export function accuracy(parameters: Parameters, trial: Tensor): Tensor {
  const { pixels, labels } = photograph(key.fold(2000).fold(trial), 1000)
  return look(parameters, pixels).argmax(-1).eq(labels).mean()
}

/** Trains for some steps. `donate` lets the new weights take the place of the old in memory. */
export function train(steps: number, report: (line: string) => void): number {
  const compiled = compile(step, { donate: 0 })
  let training = start()
  for (let i = 0; i <= steps; i++) {
    const [next, value] = compiled(training)
    training = next
    if (i % 50 === 0) report(`step ${String(i).padStart(4)}  loss ${value.item().toFixed(4)}`)
  }
  const share = compile(accuracy)(training.parameters, 0).item()
  report(`reads ${(100 * share).toFixed(1)} % of new pictures`)
  return share
}

if (import.meta.main) train(400, console.log)
