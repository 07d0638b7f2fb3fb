import type { Compiled, Engine } from './engine.ts'
import { armPosition, formulas, names, nestedSines, rosenbrock, swell } from './workloads.ts'

/** One row of the table: something to do, measured in milliseconds or calls a second. */
export interface Task {
  readonly name: string
  readonly unit: 'ms' | 'M/s'
  /** The goal of the design, in words. */
  readonly goal: string
  /** Does it once; gives the milliseconds, or millions of calls a second. */
  run(engine: Engine): number
  /** An easier task, and how much more this one takes: skipped where that is too long. */
  readonly after?: readonly [name: string, factor: number]
}

/** The tasks in the order in which they are run; an easier one before a harder one. */
export const tasks: readonly Task[] = [
  {
    name: 'parse and derive 200 formulas',
    unit: 'ms',
    goal: '≤ 30',
    run: (engine) =>
      time(() => {
        for (const [text, variable] of formulas) attempt(engine, text, variable)
      }),
  },
  gradientTask(10, '≤ 1'),
  gradientTask(100, '≤ 6', ['Rosenbrock gradient, N = 10', 100]),
  gradientTask(1000, '≤ 60', ['Rosenbrock gradient, N = 100', 100]),
  gradientTask(10_000, '≤ 1000', ['Rosenbrock gradient, N = 1000', 100]),
  hessianTask(10, ''),
  hessianTask(100, '≤ 25', ['Rosenbrock Hessian, N = 10', 1000]),
  swellTask(4, ''),
  swellTask(12, '≤ 2', ['second derivative of a swell, 4 times', 10_000]),
  sinesTask(3, ''),
  sinesTask(10, '≤ 150', ['derivative 3 of seven nested sines, compiled', 1000]),
  {
    name: 'compiled gradient, Rosenbrock-10',
    unit: 'M/s',
    goal: '≥ 18',
    run: (engine) => {
      const variables = names('x', 10)
      const slopes = engine.gradient(engine.parse(rosenbrock(10)), variables)
      return speed(engine.compile(slopes, variables), 10)
    },
  },
  {
    name: 'compiled Jacobian, 6-DOF arm',
    unit: 'M/s',
    goal: '≥ 7',
    run: (engine) => {
      const variables = names('q', 6)
      const rows = armPosition().map((text) => engine.gradient(engine.parse(text), variables))
      return speed(engine.compile(rows.flat(), variables), 6)
    },
  },
]

function gradientTask(n: number, goal: string, after?: Task['after']): Task {
  const text = rosenbrock(n)
  const variables = names('x', n)
  return {
    name: `Rosenbrock gradient, N = ${n}`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    run: (engine) => time(() => engine.gradient(engine.parse(text), variables)),
  }
}

function hessianTask(n: number, goal: string, after?: Task['after']): Task {
  const text = rosenbrock(n)
  const variables = names('x', n)
  return {
    name: `Rosenbrock Hessian, N = ${n}`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    run: (engine) => {
      const formula = engine.parse(text)
      return time(() => engine.hessian(formula, variables))
    },
  }
}

function swellTask(times: number, goal: string, after?: Task['after']): Task {
  const text = swell(times)
  return {
    name: `second derivative of a swell, ${times} times`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    run: (engine) => {
      const formula = engine.parse(text)
      return time(() => engine.derive(formula, 'x', 2))
    },
  }
}

function sinesTask(order: number, goal: string, after?: Task['after']): Task {
  return {
    name: `derivative ${order} of seven nested sines, compiled`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    run: (engine) =>
      time(() => {
        const derivative = engine.derive(engine.parse(nestedSines(7)), 'x', order)
        engine.compile([derivative], ['x'])(Float64Array.of(0.7))
      }),
  }
}

// A formula that an engine refuses counts with the time until it says so.
function attempt(engine: Engine, text: string, variable: string): void {
  try {
    engine.derive(engine.parse(text), variable, 1)
  } catch {
    return
  }
}

function time(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

// Windows of calls at moving points; one window is long enough for the clock.
function speed(compiled: Compiled, size: number): number {
  const values = Float64Array.from({ length: size }, (_, i) => 0.3 + 0.1 * i)
  let calls = 10
  for (;;) {
    const spent = time(() => {
      for (let i = 0; i < calls; i++) {
        values[0] = i / calls
        compiled(values)
      }
    })
    if (spent > 20) return calls / spent / 1000
    calls *= 4
  }
}
