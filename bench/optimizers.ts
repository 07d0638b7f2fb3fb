// Solvers side by side with fmin, numeric, optimization-js, ml-levenberg-marquardt and SciPy,
// all with their defaults: problems solved, minima claimed that are none, evaluations, time of
// the processor, digits of fits. Writes bench/results/optimizers.json, which a page of the
// site is made from. Takes about two minutes.
//
// Run: npm install --no-package-lock --prefix bench   (once, for the peers)
//      node --conditions=@gradus/source bench/optimizers.ts && node tools/generate.ts
import { writeFileSync } from 'node:fs'
import type { Fitter, Minimizer, Outcome } from './optimizers/contestant.ts'
import { gradus, gradusFit, gradusGlobal } from './optimizers/gradus.ts'
import { findFitters, findMinimizers } from './optimizers/peers.ts'
import {
  compile,
  digitsOf,
  fitTasks,
  globalTasks,
  isSolved,
  localTasks,
  type MinimumTask,
} from './optimizers/problems.ts'
import { hasScipy, scipy, scipyFit, scipyGlobal } from './optimizers/scipy.ts'

const seeds = 5
const { found: peers, missing } = findMinimizers()
const isThere = hasScipy()
const locals: readonly Minimizer[] = [
  gradus('Hessians'),
  gradus('gradients'),
  gradus('gradients', 'lbfgs'),
  gradus('values'),
  ...peers,
  ...(isThere
    ? [
        scipy('trust-exact', 'Hessians'),
        scipy('BFGS', 'gradients'),
        scipy('L-BFGS-B', 'gradients'),
        scipy('CG', 'gradients'),
        scipy('Nelder-Mead', 'values'),
      ]
    : []),
]

const outcomes = locals.map((each) => {
  process.stderr.write(`${each.name}\n`)
  return each.solve(localTasks)
})
const results = {
  date: new Date().toISOString().slice(0, 10),
  missing: isThere ? missing : [...missing, 'SciPy'],
  local: { problems: localTasks.length, rows: locals.map(localRow) },
  fits: {
    runs: 2 * fitTasks.length,
    rows: [gradusFit, ...findFitters(), ...(isThere ? [scipyFit] : [])].map(fitRow),
  },
  global: {
    runs: seeds * globalTasks.length,
    rows: [gradusGlobal, ...(isThere ? [scipyGlobal] : [])].map(globalRow),
  },
}
const path = new URL('results/optimizers.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`)
console.log(JSON.stringify(results, null, 2))

function isRight(task: MinimumTask, outcome: Outcome | undefined): boolean {
  return outcome !== undefined && isSolved(task, outcome.value, compile(task).value(task.x0))
}

function localRow({ name, knows }: Minimizer, at: number) {
  const all = outcomes[at]!
  const right = localTasks.map((task, i) => isRight(task, all[i]))
  const claims = all.some((outcome) => outcome?.isClaimed !== undefined)
  const wrong = all.filter((outcome, i) => outcome?.isClaimed && !right[i])
  const times = all.flatMap((outcome, i) => (outcome && right[i] ? [outcome.time] : []))
  const calls = all.flatMap((outcome, i) => (outcome && right[i] ? [outcome.evaluations] : []))
  return {
    name,
    knows,
    solved: right.filter(Boolean).length,
    ...(claims && { wrong: wrong.length }),
    evaluations: median(calls),
    time: Number(median(times).toPrecision(2)),
  }
}

function fitRow({ name, fit }: Fitter) {
  const digits = fit(fitTasks).map((found, i) =>
    found ? digitsOf(fitTasks[Math.floor(i / 2)]!, found) : 0,
  )
  const atLeast = (least: number): number => digits.filter((each) => each >= least).length
  return { name, four: atLeast(4), six: atLeast(6), ten: atLeast(10) }
}

function globalRow({ name, solve }: Minimizer) {
  const all = solve(globalTasks, seeds)
  const isFound = (outcome: Outcome | undefined, i: number): boolean =>
    isRight(globalTasks[Math.floor(i / seeds)]!, outcome)
  return { name, found: all.filter(isFound).length }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
