import {
  curveFit,
  type Method,
  type MinimizeOptions,
  minimize,
} from '../../packages/optim/src/index.ts'
import { evaluationLimit, type Fitter, type Minimizer, type Outcome } from './contestant.ts'
import { compile, type MinimumTask } from './problems.ts'

/** Gradus with what is known of the objective, and a method if not the default one. */
export function gradus(knows: Minimizer['knows'], method?: Method): Minimizer {
  return {
    name: method ? `gradus, ${method}` : 'gradus',
    knows,
    solve: (tasks) => tasks.map((task) => solve(task, knows, { ...(method && { method }) })),
  }
}

/** Each task with five seeds, from values in its bounds. */
export const gradusGlobal: Minimizer = {
  name: 'gradus, differential-evolution',
  knows: 'values',
  solve: (tasks, seeds = 1) =>
    tasks.flatMap((task) =>
      Array.from({ length: seeds }, (_, seed) =>
        solve(task, 'values', {
          method: 'differential-evolution',
          bounds: task.bounds!,
          maxEvaluations: 5000,
          seed,
        }),
      ),
    ),
}

function solve(
  task: MinimumTask,
  knows: Minimizer['knows'],
  options: MinimizeOptions<number[]>,
): Outcome {
  const { value, gradient, hessian } = compile(task)
  const functions = {
    value,
    ...(knows !== 'values' && { gradient }),
    ...(knows === 'Hessians' && { hessian }),
  }
  const run = () =>
    minimize(functions, [...task.x0], { maxEvaluations: evaluationLimit, ...options })
  run()
  const before = process.cpuUsage()
  const result = run()
  const time = process.cpuUsage(before).user / 1000
  const { converged: isClaimed, evaluations } = result
  return { value: result.value, isClaimed, evaluations: evaluations.value, time }
}

/** The model is a text. */
export const gradusFit: Fitter = {
  name: 'gradus',
  fit: (tasks) =>
    tasks.flatMap(({ model, response, params, xvars, x, y, start1, start2 }) =>
      [start1, start2].map((starts) => {
        const columns = { ...Object.fromEntries(xvars.map((name, i) => [name, x[i]!])), y }
        const start = Object.fromEntries(params.map((name, i) => [name, starts[i]!]))
        return Object.values(curveFit(model, columns, start, { response }).parameters)
      }),
    ),
}
