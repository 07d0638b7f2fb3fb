// Three layers of gated recurrent units learn to repeat what they heard eight moments ago.
//
//   node --conditions=@gradus/source examples/typescript/gru.ts
//
// The network hears one of four symbols at a time, and at each moment has to say the one that
// came eight moments earlier. It sees no past: whatever it needs later it has to carry along.
import { adam, applyUpdates, chain, clipByGlobalNorm, type State } from '@gradus/optim'
import {
  compile,
  crossEntropy,
  type Key,
  oneHot,
  random,
  scan,
  split,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
} from '@gradus/tensor'

const symbols = 4
const delay = 8
const length = 24
const batch = 32
const width = 32
const f32 = { dtype: 'f32' } as const

/** Weights for what comes in and for what is carried along; three gates side by side. */
interface Unit {
  readonly input: Tensor
  readonly hidden: Tensor
  readonly bias: Tensor
}

export interface Parameters {
  readonly units: readonly Unit[]
  readonly output: Tensor
}

/** Everything that a step changes. A plain object: save it, print it, compare it. */
export interface Training {
  readonly step: Tensor
  readonly parameters: Parameters
  readonly state: State
}

const key = random.key(7)
const optimizer = chain(clipByGlobalNorm(1), adam({ lr: 0.01 }))

/** Random weights, about as large as keeps signals neither growing nor fading. */
export function start(): Training {
  const draw = (name: number, sizes: [number, number]): Tensor =>
    key.fold(name).normal(sizes, { ...f32, deviation: 1 / Math.sqrt(sizes[0]) })
  const unit = (number: number, inputs: number): Unit => ({
    input: draw(2 * number, [inputs, 3 * width]),
    hidden: draw(2 * number + 1, [width, 3 * width]),
    bias: zeros([3 * width], f32),
  })
  const parameters = {
    units: [unit(0, symbols), unit(1, width), unit(2, width)],
    output: draw(100, [width, symbols]),
  }
  return { step: tensor(0), parameters, state: optimizer.init(parameters) }
}

/** What one unit carries on, from what it hears and what it carried: both `[batch, …]`. */
function recur(unit: Unit, heard: Tensor, carried: Tensor): Tensor {
  const [resetIn, keepIn, newIn] = split(heard.matmul(unit.input).add(unit.bias), 3, -1)
  const [resetOld, keepOld, newOld] = split(carried.matmul(unit.hidden), 3, -1)
  const reset = resetIn.add(resetOld).sigmoid()
  const keep = keepIn.add(keepOld).sigmoid()
  const candidate = newIn.add(reset.mul(newOld)).tanh()
  return candidate.add(keep.mul(carried.sub(candidate)))
}

/** Scores for each symbol at each moment, `[length, batch, symbols]`. */
function listen({ units, output }: Parameters, said: Tensor): Tensor {
  const silence = units.map(() => zeros([batch, width], f32))
  // `scan` walks along the first axis. The loop stays a loop, also in its gradient, so the
  // compiled step is as small for a thousand moments as for ten.
  const [, tops] = scan(
    (carried: readonly Tensor[], heard: Tensor) => {
      let signal = heard
      const next = units.map((unit, i) => {
        signal = recur(unit, signal, carried[i]!)
        return signal
      })
      return [next, signal]
    },
    silence,
    oneHot(said, symbols, f32),
  )
  return tops.matmul(output)
}

/** Symbols that nobody has heard before, `[length, batch]`: a key gives the same ones again. */
function say(from: Key): Tensor {
  return from.integers([length, batch], 0, symbols)
}

function loss(parameters: Parameters, said: Tensor): Tensor {
  return crossEntropy(listen(parameters, said).slice(delay), said.slice(0, -delay))
}

/** One step of training, and the loss before it. New symbols come from the number of the step. */
export function step({ step, parameters, state }: Training): [Training, Tensor] {
  const said = say(key.fold(1000).fold(step))
  const [value, slopes] = valueAndGrad(loss)(parameters, said)
  const { updates, state: next } = optimizer.update(slopes, state, parameters)
  return [{ step: step.add(1), parameters: applyUpdates(parameters, updates), state: next }, value]
}

/** The share of symbols that are repeated correctly, of some that were not trained on. */
export function accuracy(parameters: Parameters, trial: Tensor): Tensor {
  const said = say(key.fold(2000).fold(trial))
  const repeated = listen(parameters, said).argmax(-1)
  return repeated.slice(delay).eq(said.slice(0, -delay)).mean()
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
  report(`repeats ${(100 * share).toFixed(1)} % of new symbols`)
  return share
}

if (import.meta.main) train(600, console.log)
