import type { Request } from './request.ts'
import { armPosition, formulas, names, nestedSines, rosenbrock, swell } from './workloads.ts'

/** One row of the table: something to do, measured in milliseconds or calls a second. */
export interface Task {
  readonly name: string
  readonly unit: 'ms' | 'M/s'
  /** The goal of the design, in words. */
  readonly goal: string
  readonly request: Request
  /** An easier task, and how much more this one takes: skipped where that is too long. */
  readonly after?: readonly [name: string, factor: number]
}

/** The tasks in the order in which they are run; an easier one before a harder one. */
export const tasks: readonly Task[] = [
  {
    name: 'parse and derive 200 formulas',
    unit: 'ms',
    goal: '≤ 30',
    request: { kind: 'derive all', formulas },
  },
  gradientTask(10, '≤ 1'),
  gradientTask(100, '≤ 6', ['Rosenbrock gradient, N = 10', 10]),
  gradientTask(1000, '≤ 60', ['Rosenbrock gradient, N = 100', 10]),
  gradientTask(10_000, '≤ 1000', ['Rosenbrock gradient, N = 1000', 10]),
  hessianTask(10, ''),
  hessianTask(100, '≤ 25', ['Rosenbrock Hessian, N = 10', 10]),
  swellTask(4, ''),
  swellTask(12, '≤ 2', ['second derivative of a swell, 4 times', 100]),
  sinesTask(3, ''),
  sinesTask(10, '≤ 150', ['derivative 3 of seven nested sines, compiled', 10]),
  {
    name: 'compiled gradient, Rosenbrock-10',
    unit: 'M/s',
    goal: '≥ 18',
    request: { kind: 'speed', texts: [rosenbrock(10)], variables: names('x', 10) },
  },
  {
    name: 'compiled Jacobian, 6-DOF arm',
    unit: 'M/s',
    goal: '≥ 7',
    request: { kind: 'speed', texts: armPosition(), variables: names('q', 6) },
  },
]

function gradientTask(n: number, goal: string, after?: Task['after']): Task {
  return {
    name: `Rosenbrock gradient, N = ${n}`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    request: { kind: 'gradient', text: rosenbrock(n), variables: names('x', n) },
  }
}

function hessianTask(n: number, goal: string, after?: Task['after']): Task {
  return {
    name: `Rosenbrock Hessian, N = ${n}`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    request: { kind: 'hessian', text: rosenbrock(n), variables: names('x', n) },
  }
}

function swellTask(times: number, goal: string, after?: Task['after']): Task {
  return {
    name: `second derivative of a swell, ${times} times`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    request: { kind: 'derivative', text: swell(times), order: 2, isCompiled: false },
  }
}

function sinesTask(order: number, goal: string, after?: Task['after']): Task {
  return {
    name: `derivative ${order} of seven nested sines, compiled`,
    unit: 'ms',
    goal,
    ...(after && { after }),
    request: { kind: 'derivative', text: nestedSines(7), order, isCompiled: true },
  }
}
