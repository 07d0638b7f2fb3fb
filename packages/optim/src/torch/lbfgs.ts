import { type Tensor, tensor, valueAndGrad } from '@gradus/tensor'
import { flatten } from '../tree.ts'
import { checkTorch } from './rules.ts'
import { findWolfePoint, type LinePoint } from './strong-wolfe.ts'

/** What `torch.LBFGS` takes. */
export interface LBFGSOptions {
  readonly lr?: number
  /** Iterations in one step. */
  readonly max_iter?: number
  /** Evaluations in one step; a quarter more than iterations unless given. */
  readonly max_eval?: number
  readonly tolerance_grad?: number
  readonly tolerance_change?: number
  readonly history_size?: number
  readonly line_search_fn?: 'strong_wolfe' | null
  /** How many more points a line search tries after its first: 25, or what is left of `max_eval`. */
  readonly max_ls?: number | 'max_eval'
}

/** What one step remembers for the next; plain data, which JSON holds. */
export interface LBFGSState {
  readonly iterations: number
  readonly evaluations: number
  /** The last direction and the length of the step along it. */
  readonly direction: readonly number[]
  readonly length: number
  /** Differences of gradients and of points, the oldest first, and 1 / (y · s) of each pair. */
  readonly changes: readonly (readonly number[])[]
  readonly steps: readonly (readonly number[])[]
  readonly inverses: readonly number[]
  /** The scale of the first inverse Hessian. */
  readonly scale: number
  readonly gradient: readonly number[]
}

/** The objective of a step: a function of tensors, or its value and gradient together. */
export type Closure<P> =
  | ((parameters: P) => Tensor)
  | { readonly valueAndGradient: (parameters: P) => { value: Tensor | number; gradient: unknown } }

/** What a step of `torch.LBFGS` gives. */
export interface LBFGSStep<P> {
  readonly parameters: P
  readonly state: LBFGSState
  /** The objective before the step. */
  readonly value: number
  /** How many times the objective was evaluated in this step. */
  readonly evaluations: number
}

/** L-BFGS as PyTorch steps it: a step evaluates the objective several times. */
export interface LBFGSStepper {
  init(parameters: unknown): LBFGSState
  /** Parameters are a tree of f64 tensors or numbers. */
  step<P>(closure: Closure<P>, state: LBFGSState, parameters: P): LBFGSStep<P>
}

type Vector = readonly number[]

/**
 * `torch.optim.LBFGS`: limited-memory BFGS without safeguards beside those of PyTorch. Its step
 * needs the objective, so it is no transformation. To minimise a function, `minimize` with the
 * method `lbfgs` is safer: this rule goes uphill where its line search fails.
 *
 * A line search tries up to 25 points after its first, whatever `max_eval` is, as in PyTorch for
 * long; 2.13 gives it what is left of `max_eval`, which is `max_ls: 'max_eval'` here.
 *
 * Source: Nocedal, "Updating quasi-Newton matrices with limited storage" (1980), in the form
 * of Schmidt's minFunc that PyTorch has.
 */
export function LBFGS(options: LBFGSOptions = {}): LBFGSStepper {
  checkTorch('LBFGS', options, [
    'lr',
    'max_iter',
    'max_eval',
    'tolerance_grad',
    'tolerance_change',
    'history_size',
    'line_search_fn',
    'max_ls',
  ])
  const { max_iter = 20 } = options
  const settings: Settings = {
    lr: 1,
    max_eval: Math.floor((max_iter * 5) / 4),
    tolerance_grad: 1e-7,
    tolerance_change: 1e-9,
    history_size: 100,
    line_search_fn: null,
    max_ls: 25,
    ...options,
    max_iter,
  }
  return {
    init: () => ({
      iterations: 0,
      evaluations: 0,
      direction: [],
      length: 0,
      changes: [],
      steps: [],
      inverses: [],
      scale: 1,
      gradient: [],
    }),
    step: (closure, state, parameters) => {
      const evaluate = evaluator(closure, parameters)
      const { restore, leaves } = flatten(parameters)
      const start = leaves.flatMap((leaf) => [...leaf.data()])
      const { x, ...result } = run(settings, evaluate, state, start)
      return { ...result, parameters: restore(split(x, leaves)) as typeof parameters }
    },
  }
}

type Settings = Required<LBFGSOptions>

interface Evaluation {
  readonly value: number
  readonly gradient: Vector
}

function evaluator<P>(closure: Closure<P>, like: P): (x: Vector) => Evaluation {
  const { restore, leaves } = flatten(like)
  const both =
    typeof closure === 'function'
      ? (at: P) => {
          const derived = valueAndGrad(closure as (x: Tensor) => Tensor)
          const [value, gradient] = derived(at as never)
          return { value, gradient }
        }
      : closure.valueAndGradient
  return (x) => {
    const { value, gradient } = both(restore(split(x, leaves)) as P)
    return {
      value: typeof value === 'number' ? value : (value.item() as number),
      gradient: flatten(gradient).leaves.flatMap((leaf) => [...leaf.data()]),
    }
  }
}

function split(x: Vector, like: readonly Tensor[]): readonly Tensor[] {
  let taken = 0
  return like.map((leaf) => {
    const part = x.slice(taken, taken + leaf.size)
    taken += leaf.size
    return tensor([...part], { dtype: leaf.dtype }).reshape(leaf.shape)
  })
}

/** One step: up to `max_iter` iterations from a point. */
function run(
  settings: Settings,
  evaluate: (x: Vector) => Evaluation,
  state: LBFGSState,
  start: Vector,
): { x: Vector; state: LBFGSState; value: number; evaluations: number } {
  const { max_iter, max_eval, tolerance_grad, tolerance_change } = settings
  const first = evaluate(start)
  let [x, at, now, used] = [start, first, state, 1]
  if (largest(at.gradient) > tolerance_grad) {
    for (let n = 1; n <= max_iter; n++) {
      const turned = turn(now, at.gradient, settings)
      now = { ...turned, iterations: now.iterations + 1, gradient: at.gradient }
      const slope = dot(at.gradient, now.direction)
      if (slope > -tolerance_change) break
      const before = at.value
      const moved = move(
        settings,
        evaluate,
        { x, at, slope, direction: now.direction },
        { length: now.length, isLast: n === max_iter, left: max_eval - used },
      )
      x = along(x, moved.length, now.direction)
      at = { value: moved.value, gradient: moved.gradient }
      now = { ...now, length: moved.length }
      used += moved.evaluations
      if (used >= max_eval || largest(at.gradient) <= tolerance_grad) break
      if (largest(now.direction) * Math.abs(moved.length) <= tolerance_change) break
      if (Math.abs(at.value - before) < tolerance_change) break
    }
  }
  now = { ...now, evaluations: now.evaluations + used }
  return { x, state: now, value: first.value, evaluations: used }
}

interface Place {
  readonly x: Vector
  readonly at: Evaluation
  readonly slope: number
  readonly direction: Vector
}

function move(
  { line_search_fn, tolerance_change, max_ls }: Settings,
  evaluate: (x: Vector) => Evaluation,
  { x, at, slope, direction }: Place,
  { length, isLast, left }: { length: number; isLast: boolean; left: number },
): LinePoint & { evaluations: number } {
  if (line_search_fn === null) {
    // PyTorch leaves out the evaluation after the last iteration of a step.
    if (isLast) return { ...at, length, slope, evaluations: 0 }
    return { ...evaluate(along(x, length, direction)), length, slope, evaluations: 1 }
  }
  const evaluateAt = (t: number): LinePoint => {
    const found = evaluate(along(x, t, direction))
    return { ...found, length: t, slope: dot(found.gradient, direction) }
  }
  return findWolfePoint(evaluateAt, { ...at, length: 0, slope }, length, {
    isShort: (bracket) => bracket * largest(direction) < tolerance_change,
    most: max_ls === 'max_eval' ? left : max_ls,
  })
}

/** The next direction and first length, after the last pair is taken into the history. */
function turn(state: LBFGSState, gradient: Vector, { lr, history_size }: Settings): LBFGSState {
  if (state.iterations === 0) {
    const sum = gradient.reduce((total, g) => total + Math.abs(g), 0)
    return { ...state, direction: gradient.map((g) => -g), length: Math.min(1, 1 / sum) * lr }
  }
  const known = remember(state, gradient, history_size)
  return { ...known, direction: multiply(known, gradient), length: lr }
}

function remember(state: LBFGSState, gradient: Vector, size: number): LBFGSState {
  const change = gradient.map((g, i) => g - state.gradient[i]!)
  const step = state.direction.map((d) => d * state.length)
  const product = dot(change, step)
  if (!(product > 1e-10)) return state
  const kept = <E>(list: readonly E[], entry: E): readonly E[] => [...list, entry].slice(-size)
  return {
    ...state,
    changes: kept(state.changes, change),
    steps: kept(state.steps, step),
    inverses: kept(state.inverses, 1 / product),
    scale: product / dot(change, change),
  }
}

/** The approximate inverse Hessian times minus the gradient, by two loops. */
function multiply({ changes, steps, inverses, scale }: LBFGSState, gradient: Vector): Vector {
  let q: Vector = gradient.map((g) => -g)
  const shares: number[] = []
  for (let i = steps.length - 1; i >= 0; i--) {
    shares[i] = dot(steps[i]!, q) * inverses[i]!
    q = along(q, -shares[i]!, changes[i]!)
  }
  let r: Vector = q.map((each) => each * scale)
  for (let i = 0; i < steps.length; i++) {
    r = along(r, shares[i]! - dot(changes[i]!, r) * inverses[i]!, steps[i]!)
  }
  return r
}

function along(x: Vector, length: number, direction: Vector): Vector {
  return x.map((each, i) => each + length * direction[i]!)
}

function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, each, i) => sum + each * b[i]!, 0)
}

function largest(a: Vector): number {
  return a.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
}
