// Milliseconds of one solve, the median over the problems of Moré, Garbow and Hillstrom, for
// each way to write an objective: the targets of `minimize` are 0.2 ms for `lbfgs` and 0.5 ms
// for `trust-region`.
//
// Standard start, defaults but for the method, exact derivatives, a warm process. Processor
// time of this process, the best of several windows, so that other work on the machine shows
// as little as it can. What the objective itself costs is part of it, and shown beside it.
//
// Run: node --conditions=@gradus/source bench/time-per-solve.ts [method] [style]
import { readFileSync } from 'node:fs'
import { type Method, minimize } from '../packages/optim/src/index.ts'
import {
  compileFunction,
  gradient,
  hessian,
  parseExpression,
} from '../packages/symbolic/src/index.ts'

const warmTurns = 50
const warmMs = 40
const windows = 3
// The engine compiles again and again as it meets the problems: the last turns are the warm ones.
const passes = 4
const windowMs = 3

/** `undefined` is the default, which takes the trust region where it is given Hessians. */
const methods = ['lbfgs', 'bfgs', 'trust-region', undefined] as const
type Choice = (typeof methods)[number]

interface Task {
  readonly id: string
  readonly set: 'mgh' | 'classical'
  readonly n: number
  readonly x0: readonly number[]
  readonly objective: string
}

function read(name: string): readonly Task[] {
  const text = readFileSync(new URL(`../fixtures/optim/${name}.json`, import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly problems: readonly Task[] }).problems
}

const fixtures = read('mgh').filter(({ set }) => set === 'mgh')
const tasks = [...fixtures, ...read('mgh-more').filter(({ set }) => set === 'mgh')]

type Point = ArrayLike<number>

/** The functions of a task; they leave what they return to the caller. */
interface Functions {
  readonly value: (x: Point) => number
  readonly gradient: (x: Point) => Float64Array
  /** The value, and the gradient after it. */
  readonly both: (x: Point) => Float64Array
  readonly hessian: (x: Point) => Float64Array
}

const compiled = new Map<Task, Functions>()

function compile(task: Task): Functions {
  const known = compiled.get(task)
  if (known) return known
  const { n, objective } = task
  const names = namesOf(n)
  const formula = parseExpression(objective)
  const slopes = gradient(formula, names)
  const first = compileFunction(slopes, names)
  const both = compileFunction([formula, ...slopes], names)
  const second = compileFunction(hessian(formula, names).flat(), names)
  const made: Functions = {
    value: compileFunction(formula, names),
    gradient: (x) => first(x, new Float64Array(n)),
    both: (x) => both(x, new Float64Array(n + 1)),
    hessian: (x) => second(x, new Float64Array(n * n)),
  }
  compiled.set(task, made)
  return made
}

function namesOf(n: number): readonly string[] {
  return Array.from({ length: n }, (_, i) => `x${i + 1}`)
}

type Solve = () => ReturnType<typeof minimize<readonly number[]>>
type Style = (task: Task, choice: { readonly method?: Method }, isSecond: boolean) => Solve

/** Ways to write an objective; the functions of the first three are compiled already. */
const styles: Readonly<Record<string, Style>> = {
  'plain arrays': (task, choice, isSecond) => {
    const { value, gradient, hessian } = compile(task)
    const first = (x: Point): number[] => toArray(gradient(x))
    const second = (x: Point): number[][] => rowsOf(hessian(x), task.n).map(toArray)
    const given = { ...choice, gradient: first, ...(isSecond && { hessian: second }) }
    return () => minimize(value, task.x0, given)
  },
  'typed arrays': (task, choice, isSecond) => {
    const { value, gradient, hessian } = compile(task)
    const second = (x: Point): Float64Array[] => rowsOf(hessian(x), task.n)
    const given = { ...choice, gradient, ...(isSecond && { hessian: second }) }
    return () => minimize(value, task.x0, given)
  },
  'one call for both': (task, choice, isSecond) => {
    const { value, both, hessian } = compile(task)
    const valueAndGradient = (x: Point) => {
      const found = both(x)
      return { value: found[0]!, gradient: found.subarray(1) }
    }
    const second = (x: Point): Float64Array[] => rowsOf(hessian(x), task.n)
    const objective = { value, valueAndGradient, ...(isSecond && { hessian: second }) }
    return () => minimize(objective, task.x0, choice)
  },
  expression: (task, choice) => {
    const formula = parseExpression(task.objective)
    const variables = namesOf(task.n)
    return () => minimize(formula, task.x0, { ...choice, variables })
  },
  text: (task, choice) => {
    const variables = namesOf(task.n)
    return () => minimize(task.objective, task.x0, { ...choice, variables })
  },
}

function rowsOf(matrix: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => matrix.subarray(i * n, (i + 1) * n))
}

function toArray(numbers: Float64Array): number[] {
  const array: number[] = []
  for (let i = 0; i < numbers.length; i++) array.push(numbers[i]!)
  return array
}

/** Processor milliseconds of one call, the best of the windows. */
function timeOf(run: () => void): number {
  const begun = processorMs()
  let turns = 0
  while (turns < warmTurns && processorMs() - begun < warmMs) {
    run()
    turns++
  }
  // To look at the clock takes some microseconds, which is much for the shortest solves.
  const calls = Math.ceil((windowMs * turns) / (processorMs() - begun))
  let best = Number.POSITIVE_INFINITY
  for (let window = 0; window < windows; window++) {
    const before = processorMs()
    for (let i = 0; i < calls; i++) run()
    best = Math.min(best, (processorMs() - before) / calls)
  }
  return best
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** What the calls of a solve cost by themselves, in the cheapest style. */
function timeOfCalls(task: Task, { x, evaluations }: ReturnType<Solve>): number {
  const { value, gradient, hessian } = compile(task)
  return timeOf(() => {
    for (let k = 0; k < evaluations.value; k++) value(x)
    for (let k = 0; k < evaluations.gradient; k++) gradient(x)
    for (let k = 0; k < evaluations.hessian; k++) hessian(x)
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Solves all tasks in one style, and prints a line. */
function measure(method: Choice, style: string): void {
  const choice = method ? { method } : {}
  const isSecond = !method || method === 'trust-region'
  const solves = tasks.map((task) => styles[style]!(task, choice, isSecond))
  const results = solves.map((solve) => solve())
  const times = results.map(() => Number.POSITIVE_INFINITY)
  for (let pass = 0; pass < passes; pass++) {
    solves.forEach((solve, i) => {
      times[i] = Math.min(times[i]!, timeOf(solve))
    })
  }
  const own = results.map((result, i) => timeOfCalls(tasks[i]!, result))
  const [all, first, calls] = [times, times.slice(0, fixtures.length), own].map((each) =>
    median(each).toFixed(3),
  )
  const total = (kind: 'value' | 'gradient' | 'hessian'): string =>
    String(results.reduce((sum, { evaluations }) => sum + evaluations[kind], 0)).padStart(6)
  const counts = [total('value'), total('gradient'), total('hessian')].join('')
  const name = (method ?? 'default').padEnd(14) + style.padEnd(19)
  console.log(`${name}${all} ${first} ${calls} ${counts}`)
}

const [onlyMethod = '', onlyStyle = ''] = process.argv.slice(2)
console.log(
  `median ms of ${tasks.length} problems, of the ${fixtures.length} in mgh.json, of the calls alone; ` +
    'calls of values, gradients, Hessians in all',
)
for (const method of methods) {
  if (onlyMethod && (method ?? 'default') !== onlyMethod) continue
  for (const style of Object.keys(styles)) if (style.includes(onlyStyle)) measure(method, style)
}
