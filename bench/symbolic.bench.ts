// Symbolic work side by side with mathjs, nerdamer, algebrite, Compute Engine and SymPy: in
// one run, in which the engines take turns, each in a process of its own. Times are those of
// the processor, the best of some in a process that has done the same before; of Gradus the
// first too. A time limit holds for all engines alike. Prints a Markdown table; takes less than
// four minutes on two processors that do nothing else.
//
// Run: npm install --no-package-lock --prefix bench   (once, for the peers)
//      node --conditions=@gradus/source bench/symbolic.bench.ts [rounds]
import { type Contestant, findContestants } from './symbolic/contestant.ts'
import { type Count, type Score, score } from './symbolic/correctness.ts'
import { measurePrinted, type PrintedSize } from './symbolic/printed-size.ts'
import { type Task, tasks } from './symbolic/tasks.ts'

/** The first and the best figures of one engine; none where it fails or would take too long. */
type Figures = Map<Task, number[]>

// What takes longer is left out, in milliseconds of the processor: timings, single formulas.
const limit = 2000
const shortLimit = 500
const rounds = Number(process.argv[2] ?? 1)

const { contestants, missing } = findContestants()
const figures = new Map<Contestant, Figures>(contestants.map((each) => [each, new Map()]))
const failures = new Map<Contestant, Map<Task, string>>(
  contestants.map((each) => [each, new Map()]),
)
for (let round = 0; round < rounds; round++) {
  for (const task of tasks) for (const each of contestants) await measure(task, each)
  process.stderr.write(`round ${round + 1} of ${rounds}\n`)
}
// What is counted here is not timed, so that engines need not take turns.
const judged = await Promise.all(contestants.map(judge))
report()

async function judge(contestant: Contestant): Promise<readonly [Score, PrintedSize]> {
  const found = [
    await score(contestant, shortLimit),
    await measurePrinted(contestant, 2 * limit),
  ] as const
  contestant.stop()
  return found
}

async function measure(task: Task, contestant: Contestant): Promise<void> {
  const [known, failed] = [figures.get(contestant)!, failures.get(contestant)!]
  if (failed.has(task)) return
  if (isTooLong(task, known)) {
    failed.set(task, `longer than ${limit / 1000} s, by an easier one`)
    return
  }
  const answer = await contestant.ask(task.request, limit)
  if ('error' in answer) failed.set(task, answer.error)
  else known.set(task, [...(known.get(task) ?? []), ...(answer as readonly number[])])
}

function isTooLong({ after }: Task, known: Figures): boolean {
  if (!after) return false
  const easier = [...known].find(([task]) => task.name === after[0])?.[1] ?? []
  return easier.length === 0 || Math.min(...easier) * after[1] > limit
}

function best(task: Task, values: readonly number[] = []): number {
  if (values.length === 0) return Number.NaN
  return task.unit === 'ms' ? Math.min(...values) : Math.max(...values)
}

function report(): void {
  const head = ['', 'goal', 'first time', ...contestants.map(({ name }) => name)]
  const [gradus] = contestants
  const timings = tasks.map((task) => {
    const [first] = figures.get(gradus!)!.get(task) ?? []
    const values = contestants.map((each) => best(task, figures.get(each)!.get(task)))
    return [`${task.name} (${task.unit})`, task.goal, write(first), ...values.map(write)]
  })
  const rows = [
    ...timings,
    countRow('right value, gradient, Hessian', 'all', ({ plain }) => plain),
    countRow('… with the class stability', '', ({ all }) => all),
    countRow('right at hard points', '≥ 90 %', ({ hard }) => hard),
    sizeRow('printed size of 40 derivatives', '≤ 540', ({ printed }) => printed),
    sizeRow('… after sharing', '≤ 390', ({ shared }) => shared),
  ]
  const table = [head, head.map(() => '---'), ...rows]
  console.log(table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
  for (const [{ name }, failed] of failures) {
    for (const [task, reason] of failed) console.log(`${name}, ${task.name}: ${reason}`)
  }
  if (missing.length > 0) console.log(`not installed: ${missing.join(', ')}`)
}

function countRow(name: string, goal: string, choose: (each: Score) => Count): string[] {
  return [
    name,
    goal,
    '',
    ...judged.map(([each]) => choose(each)).map(({ right, of }) => `${right} of ${of}`),
  ]
}

function sizeRow(name: string, goal: string, choose: (each: PrintedSize) => number): string[] {
  return [
    name,
    goal,
    '',
    ...judged.map(([, each]) => choose(each)).map((size) => (size > 0 ? String(size) : '–')),
  ]
}

function write(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
