// One block of a transformer learns to continue a text that is read backwards in its second half.
//
//   node --conditions=@gradus/source examples/typescript/transformer.ts
//
// A text is 32 random letters, and then the same ones in the opposite order. Who has read the
// first half can foretell the second; the block has to find out where to look for each letter.
import { adam, applyUpdates, type State } from '@gradus/optim'
import {
  attention,
  compile,
  concat,
  crossEntropy,
  gelu,
  type Key,
  layerNorm,
  ones,
  random,
  reverse,
  split,
  type Tensor,
  take,
  tensor,
  valueAndGrad,
  zeros,
} from '@gradus/tensor'

const letters = 16
const half = 32
const length = 2 * half
const batch = 8
const width = 64
const heads = 4
const f32 = { dtype: 'f32' } as const
const key = random.key(5)
const optimizer = adam({ lr: 0.003 })

/** What a layer norm learns; both `[width]`. */
interface Norm {
  readonly scale: Tensor
  readonly offset: Tensor
}

export interface Parameters {
  /** What each letter and each place mean, `[letters, width]` and `[length, width]`. */
  readonly letter: Tensor
  readonly place: Tensor
  readonly norms: readonly [Norm, Norm, Norm]
  /** Queries, keys and values side by side, `[width, 3 * width]`, and how they are mixed. */
  readonly attend: Tensor
  readonly mix: Tensor
  /** A network for each place by itself, four times as wide inside. */
  readonly widen: Tensor
  readonly narrow: Tensor
  readonly output: Tensor
}

/** Everything that a step changes. */
export interface Training {
  readonly step: Tensor
  readonly parameters: Parameters
  readonly state: State
}

export function start(): Training {
  const draw = (name: number, rows: number, columns: number): Tensor =>
    key.fold(name).normal([rows, columns], { ...f32, deviation: 1 / Math.sqrt(width) })
  const norm = (): Norm => ({ scale: ones([width], f32), offset: zeros([width], f32) })
  const parameters: Parameters = {
    letter: draw(0, letters, width),
    place: draw(1, length, width),
    norms: [norm(), norm(), norm()],
    attend: draw(2, width, 3 * width),
    mix: draw(3, width, width),
    widen: draw(4, width, 4 * width),
    narrow: draw(5, 4 * width, width),
    output: draw(6, width, letters),
  }
  return { step: tensor(0), parameters, state: optimizer.init(parameters) }
}

/** What each place sees of those up to it: `[batch, length, width]` in and out. */
function look({ attend, mix }: Parameters, x: Tensor): Tensor {
  const sizes = x.shape
  const [queries, keys, values] = split(x.matmul(attend), 3, -1)
  const byHead = (y: Tensor): Tensor =>
    y.reshape([batch, length, heads, width / heads]).transpose([0, 2, 1, 3])
  const seen = attention(byHead(queries), byHead(keys), byHead(values), { causal: true })
  return seen.transpose([0, 2, 1, 3]).reshape(sizes).matmul(mix)
}

/** Scores for the letter after each one that was read, `[batch, length, letters]`. */
function read(parameters: Parameters, text: Tensor): Tensor {
  const { letter, place, norms, widen, narrow, output } = parameters
  const [first, second, last] = norms
  let x = take(letter, text).add(place)
  x = x.add(look(parameters, layerNorm(x, first)))
  x = x.add(gelu(layerNorm(x, second).matmul(widen)).matmul(narrow))
  return layerNorm(x, last).matmul(output)
}

/** Letters and their mirror image, `[batch, length]`. The same key gives the same texts. */
function write(from: Key): Tensor {
  const there = from.integers([batch, half], 0, letters)
  return concat([there, reverse(there, 1)], 1)
}

/** Scores for the second half of some texts, and its letters. */
function foretell(parameters: Parameters, text: Tensor): readonly [Tensor, Tensor] {
  return [read(parameters, text).slice(half - 1, -1, 1), text.slice(half, length, 1)]
}

function loss(parameters: Parameters, text: Tensor): Tensor {
  return crossEntropy(...foretell(parameters, text))
}

/** One step of training on new texts, and the loss before it. */
export function step({ step, parameters, state }: Training): [Training, Tensor] {
  const [value, slopes] = valueAndGrad(loss)(parameters, write(key.fold(1000).fold(step)))
  const { updates, state: next } = optimizer.update(slopes, state, parameters)
  return [{ step: step.add(1), parameters: applyUpdates(parameters, updates), state: next }, value]
}

/** The share of letters that are foretold correctly in new texts. */
export function accuracy(parameters: Parameters, trial: Tensor): Tensor {
  const [scores, actual] = foretell(parameters, write(key.fold(2000).fold(trial)))
  return scores.argmax(-1).eq(actual).mean()
}

/** Trains for some steps. `donate` lets the new weights take the place of the old in memory. */
export function train(steps: number, report: (line: string) => void): number {
  const compiled = compile(step, { donate: 0 })
  let training = start()
  for (let i = 0; i <= steps; i++) {
    const [next, value] = compiled(training)
    training = next
    if (i % 100 === 0) report(`step ${String(i).padStart(4)}  loss ${value.item().toFixed(4)}`)
  }
  const share = compile(accuracy)(training.parameters, 0).item()
  report(`foretells ${(100 * share).toFixed(1)} % of the letters of new texts`)
  return share
}

if (import.meta.main) train(600, console.log)
