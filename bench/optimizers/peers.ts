import { createRequire } from 'node:module'
import { compileFunction, parseExpression } from '../../packages/symbolic/src/index.ts'
import {
  evaluationLimit,
  type Fitter,
  type Minimizer,
  type Outcome,
  TooMany,
} from './contestant.ts'
import { compile, type FitTask, type MinimumTask } from './problems.ts'

// Peers are installed apart from the workspace, and may be missing.
const require = createRequire(import.meta.url)

type Value = (x: number[]) => number
type Gradient = (x: number[]) => number[]

interface Fmin {
  nelderMead(value: Value, start: number[]): { readonly fx: number }
  conjugateGradient(
    value: (x: number[], slopes: number[]) => number,
    start: number[],
  ): { readonly fx: number }
}

interface Numeric {
  uncmin(
    value: Value,
    start: number[],
    tolerance: number | undefined,
    gradient: Gradient,
  ): { readonly f: number; readonly message: string }
}

interface OptimizationJs {
  minimize_L_BFGS(value: Value, gradient: Gradient, start: number[]): { readonly fncvalue: number }
  minimize_Powell(value: Value, start: number[]): { readonly fncvalue: number }
}

interface Marquardt {
  levenbergMarquardt(
    data: { readonly x: readonly number[]; readonly y: readonly number[] },
    model: (parameters: number[]) => (x: number) => number,
    options: object,
  ): { readonly parameterValues: number[] }
}

/** A run of a peer on counted functions: the value, and what it says of it. */
type Run = (
  value: Value,
  gradient: Gradient,
  start: number[],
) => Pick<Outcome, 'value' | 'isClaimed'>

interface Peer {
  readonly module: string
  readonly method: string
  readonly knows: Minimizer['knows']
  readonly run: (library: never) => Run
}

const peers: readonly Peer[] = [
  {
    module: 'fmin',
    method: 'conjugateGradient',
    knows: 'gradients',
    run: (fmin: Fmin) => (value, gradient, start) => {
      const both = (x: number[], slopes: number[]): number => {
        gradient(x).forEach((slope, i) => {
          slopes[i] = slope
        })
        return value(x)
      }
      return { value: fmin.conjugateGradient(both, start).fx }
    },
  },
  {
    module: 'fmin',
    method: 'nelderMead',
    knows: 'values',
    run: (fmin: Fmin) => (value, _, start) => ({ value: fmin.nelderMead(value, start).fx }),
  },
  {
    module: 'numeric',
    method: 'uncmin',
    knows: 'gradients',
    run: (numeric: Numeric) => (value, gradient, start) => {
      const { f, message } = numeric.uncmin(value, start, undefined, gradient)
      return { value: f, isClaimed: message === 'Newton step smaller than tol' }
    },
  },
  {
    module: 'optimization-js',
    method: 'L_BFGS',
    knows: 'gradients',
    run: (library: OptimizationJs) => (value, gradient, start) => ({
      value: library.minimize_L_BFGS(value, gradient, start).fncvalue,
    }),
  },
  {
    module: 'optimization-js',
    method: 'Powell',
    knows: 'values',
    run: (library: OptimizationJs) => (value, _, start) => ({
      value: library.minimize_Powell(value, start).fncvalue,
    }),
  },
]

/** The minimizers of the peers that are installed, and the names of those that are not. */
export function findMinimizers(): {
  readonly found: readonly Minimizer[]
  readonly missing: readonly string[]
} {
  const installed = peers.filter(({ module }) => isInstalled(module))
  const missing = peers.filter((peer) => !installed.includes(peer)).map(({ module }) => module)
  return { found: installed.map(minimizerOf), missing: [...new Set(missing)] }
}

function isInstalled(module: string): boolean {
  try {
    require.resolve(module)
    return true
  } catch {
    return false
  }
}

/** A library that is installed; fmin says that it is a module, but registers itself globally. */
function load(module: string): never {
  const found: unknown = require(module)
  return (module === 'fmin' ? (globalThis as { fmin?: unknown }).fmin : found) as never
}

function minimizerOf({ module, method, knows, run }: Peer): Minimizer {
  const solve = run(load(module))
  return {
    name: `${module}, ${method}`,
    knows,
    solve: (tasks) =>
      tasks.map((task) => {
        attempt(task, solve)
        return attempt(task, solve)
      }),
  }
}

/** One run; the first of two is to warm up. */
function attempt(task: MinimumTask, solve: Run): Outcome | undefined {
  const { value, gradient } = compile(task)
  let evaluations = 0
  const counted = (x: number[]): number => {
    if (++evaluations > evaluationLimit) throw new TooMany()
    return value(x)
  }
  const before = process.cpuUsage()
  try {
    const found = solve(counted, gradient, [...task.x0])
    return { ...found, evaluations, time: process.cpuUsage(before).user / 1000 }
  } catch {
    return undefined
  }
}

/** Differences as small as rounding lets them be, and patience. */
const tuned = (start: readonly number[]): object => ({
  gradientDifference: start.map((entry) => 1e-6 * Math.abs(entry)),
  centralDifference: true,
  maxIterations: 1000,
  errorTolerance: 1e-30,
  improvementThreshold: 1e-15,
})

/** With its defaults, and with options for more digits. */
export function findFitters(): readonly Fitter[] {
  const module = 'ml-levenberg-marquardt'
  if (!isInstalled(module)) return []
  const { levenbergMarquardt }: Marquardt = load(module)
  return [
    fitterOf(module, levenbergMarquardt, () => ({})),
    fitterOf(`${module}, tuned`, levenbergMarquardt, tuned),
  ]
}

function fitterOf(
  name: string,
  solve: Marquardt['levenbergMarquardt'],
  optionsAt: (start: readonly number[]) => object,
): Fitter {
  const fit = (task: FitTask, start: readonly number[]): number[] | undefined => {
    const { model, params, xvars, x, y } = task
    const run = compileFunction(parseExpression(model), [...params, ...xvars])
    // Its models are functions of one number: the row, which all columns are read at.
    const at = (parameters: number[]) => (row: number) =>
      run(Float64Array.of(...parameters, ...x.map((column) => column[row]!)))
    const data = { x: y.map((_, row) => row), y: responses(task) }
    try {
      return solve(data, at, { initialValues: start, ...optionsAt(start) }).parameterValues
    } catch {
      return undefined
    }
  }
  const starts = (task: FitTask) => [task.start1, task.start2].map((start) => fit(task, start))
  return { name, fit: (tasks) => tasks.flatMap(starts) }
}

function responses({ response, y }: FitTask): readonly number[] {
  const read = compileFunction(parseExpression(response), ['y'])
  return y.map((entry) => read([entry]))
}
