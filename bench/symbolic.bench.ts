// Symbolic work side by side with mathjs, nerdamer, algebrite, Compute Engine and SymPy, in
// one run in which the engines take turns. Prints a Markdown table and writes
// bench/results-symbolic.json.
//
// Run: npm install --no-package-lock --prefix bench   (once, for the peers)
//      node --conditions=@gradus/source bench/symbolic.bench.ts [rounds]
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { printedSize, type Score, score } from './symbolic/correctness.ts'
import type { Engine } from './symbolic/engine.ts'
import { findPeers, loadEngine } from './symbolic/peers.ts'
import { runSympy } from './symbolic/sympy.ts'
import { type Task, tasks } from './symbolic/tasks.ts'

/** All figures of one engine for one task; empty where it fails or would take too long. */
type Figures = Map<Task, number[]>

/** A task that would take longer than this, going by an easier one, is left out. */
const patience = 3000
const rounds = Number(process.argv[2] ?? 5)

const { found, missing } = findPeers()
const engines = await Promise.all(['gradus', ...found].map(loadEngine))
const [gradus] = engines as [Engine, ...Engine[]]
const figures = new Map<string, Figures>(engines.map(({ name }) => [name, new Map()]))
const failures: string[] = []
for (let round = 0; round < rounds; round++) {
  for (const task of tasks) for (const engine of engines) measure(task, engine)
  process.stderr.write(`round ${round + 1} of ${rounds}\n`)
}
const scores: Score[] = []
for (const { name } of engines) scores.push(await score(name, patience / 3))
const sympy = runSympy()
if (!sympy) missing.push('sympy')
report()

function measure(task: Task, engine: Engine): void {
  const known = figures.get(engine.name)!
  const before = known.get(task) ?? []
  known.set(task, before)
  if (isTooLong(task, known)) return
  try {
    before.push(task.run(engine))
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    const failure = `${engine.name} fails at: ${task.name} (${reason})`
    if (!failures.includes(failure)) failures.push(failure)
  }
}

function isTooLong({ after, name }: Task, known: Figures): boolean {
  const own = [...known].find(([task]) => task.name === name)?.[1] ?? []
  if (own.some((value) => value > patience)) return true
  if (!after) return false
  const easier = [...known].find(([task]) => task.name === after[0])?.[1] ?? []
  return easier.length === 0 || Math.min(...easier) * after[1] > patience
}

function best(task: Task, values: readonly number[] = []): number {
  if (values.length === 0) return Number.NaN
  return task.unit === 'ms' ? Math.min(...values) : Math.max(...values)
}

function report(): void {
  const columns = [...engines.map(({ name }) => name), ...(sympy ? ['sympy'] : [])]
  const head = ['', 'goal', 'first time', ...columns]
  const rows = tasks.map((task) => {
    const own = figures.get(gradus.name)!.get(task)
    const values = columns.map((name) =>
      name === 'sympy' ? sympy?.[task.name] : best(task, figures.get(name)!.get(task)),
    )
    return [`${task.name} (${task.unit})`, task.goal, write(own?.[0]), ...values.map(write)]
  })
  const counts = [
    countRow('right value, gradient, Hessian', 'all', (each) => `${each.right} of ${each.of}`),
    countRow('right at hard points', '≥ 90 %', (each) => `${each.stable} of ${each.ofStable}`),
    ['printed size of 40 derivatives', '', '', ...engines.map((each) => write(printedSize(each)))],
  ]
  const table = [head, head.map(() => '---'), ...rows, ...counts]
  console.log(table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
  for (const failure of failures) console.log(failure)
  if (missing.length > 0) console.log(`not installed: ${missing.join(', ')}`)
  save()
}

function countRow(name: string, goal: string, count: (each: Score) => string): string[] {
  return [name, goal, '', ...scores.map(count)]
}

function write(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

function save(): void {
  const machine = { node: process.version, cpu: cpus()[0]?.model, rounds }
  const timings = tasks.map((task) => ({
    task: task.name,
    unit: task.unit,
    goal: task.goal,
    figures: {
      ...Object.fromEntries(engines.map(({ name }) => [name, figures.get(name)!.get(task)])),
      ...(sympy?.[task.name] !== undefined && { sympy: [sympy[task.name]] }),
    },
  }))
  const path = new URL('results-symbolic.json', import.meta.url)
  writeFileSync(
    path,
    `${JSON.stringify({ machine, timings, scores, failures, missing }, null, 1)}\n`,
  )
}
