import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseExpression, toPython } from '../../packages/symbolic/src/index.ts'
import { evaluationLimit, type Fitter, type Minimizer } from './contestant.ts'
import { writePython } from './problems.ts'

const worker = fileURLToPath(new URL('scipy_worker.py', import.meta.url))

function ask<T>(request: object): T {
  const options = { input: JSON.stringify(request), maxBuffer: 2 ** 28, encoding: 'utf8' } as const
  const { stdout, stderr, status } = spawnSync('python3', [worker], options)
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as T
}

/** Whether Python and SciPy are there. */
export function hasScipy(): boolean {
  return spawnSync('python3', ['-c', 'import scipy']).status === 0
}

/** A method of `scipy.optimize.minimize`, with exact derivatives. */
export function scipy(method: string, knows: Minimizer['knows']): Minimizer {
  return {
    name: `SciPy, ${method}`,
    knows,
    solve: (tasks) =>
      ask<(ReturnType<Minimizer['solve']>[number] | null)[]>({
        kind: 'minimum',
        method,
        limit: evaluationLimit,
        tasks: tasks.map((task) => ({ x0: task.x0, python: writePython(task) })),
      }).map((outcome) => outcome ?? undefined),
  }
}

export const scipyGlobal: Minimizer = {
  name: 'SciPy, differential_evolution',
  knows: 'values',
  solve: (tasks, seeds = 1) =>
    ask({
      kind: 'global',
      seeds,
      tasks: tasks.map((task) => ({
        x0: task.x0,
        bounds: task.bounds,
        python: writePython(task),
      })),
    }),
}

/** `scipy.optimize.curve_fit`, with its own differences. */
export const scipyFit: Fitter = {
  name: 'SciPy, curve_fit',
  fit: (tasks) =>
    ask<(number[] | null)[]>({
      kind: 'fit',
      tasks: tasks.map((task) => ({
        ...task,
        python: toPython(parseExpression(task.model), [...task.params, ...task.xvars]),
      })),
    }).map((found) => found ?? undefined),
}
