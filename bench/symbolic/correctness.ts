import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Engine } from './engine.ts'
import { type Fixture, fixtures, formulas } from './workloads.ts'

/** How much of the fixtures an engine gets right. */
export interface Score {
  readonly name: string
  /** Formulas whose value, gradient and Hessian are right at all points; `stability` apart. */
  readonly right: number
  readonly of: number
  /** Points of the class `stability` that are right likewise. */
  readonly stable: number
  readonly ofStable: number
}

/**
 * Counts the right answers of one engine, in a thread of its own: what takes longer than
 * `patience` milliseconds counts as wrong.
 */
export async function score(name: string, patience: number): Promise<Score> {
  let worker = await startWorker(name)
  const points: boolean[][] = []
  for (const [index, fixture] of fixtures.entries()) {
    const answer = await ask(worker, index, patience)
    points.push(answer ?? fixture.points.map(() => false))
    if (answer) continue
    await worker.terminate()
    worker = await startWorker(name)
  }
  await worker.terminate()
  const isHard = fixtures.map(({ cls }) => cls === 'stability')
  const plain = points.filter((_, i) => !isHard[i])
  const hard = points.filter((_, i) => isHard[i]).flat()
  return {
    name,
    right: plain.filter((each) => each.every(Boolean)).length,
    of: plain.length,
    stable: hard.filter(Boolean).length,
    ofStable: hard.length,
  }
}

async function startWorker(name: string): Promise<Worker> {
  const worker = new Worker(new URL('correctness-worker.ts', import.meta.url), { workerData: name })
  await once(worker, 'message')
  return worker
}

/** Which points of a fixture are right; `undefined` where there is no answer in time. */
function ask(worker: Worker, index: number, patience: number): Promise<boolean[] | undefined> {
  return new Promise((resolve) => {
    const end = (answer?: boolean[]): void => {
      clearTimeout(timer)
      worker.removeAllListeners()
      resolve(answer)
    }
    const timer = setTimeout(end, patience)
    worker.once('message', end).once('error', () => end())
    worker.postMessage(index)
  })
}

/** Which points have the right value, gradient and Hessian. */
export function rightPoints(engine: Engine, fixture: Fixture): readonly boolean[] {
  const { expr, vars, points } = fixture
  try {
    const formula = engine.parse(expr)
    const slopes = engine.gradient(formula, vars)
    const compiled = engine.compile([formula, ...slopes, ...engine.hessian(formula, vars)], vars)
    return points.map((point, k) => {
      const expected = [fixture.value[k]!, ...fixture.gradient[k]!, ...fixture.hessian[k]!.flat()]
      const actual = compiled(Float64Array.from(point))
      return expected.every((value, i) => isRight(Number(actual[i]), value, expected[0]!))
    })
  } catch {
    return points.map(() => false)
  }
}

/** 1e-9 relative, or 1e-12 of the formula's own value. */
function isRight(actual: number, expected: number, value: number): boolean {
  const difference = Math.abs(actual - expected)
  const floor = 1e-12 * Math.max(1, Math.abs(value))
  return actual === expected || difference <= Math.max(1e-9 * Math.abs(expected), floor)
}

/** Operators and calls in the printed derivatives of 40 formulas; NaN where one fails. */
export function printedSize(engine: Engine): number {
  let size = 0
  const some = formulas.filter(([text]) => !/max|min|relu|sign|gamma|erf/.test(text))
  for (const [text, variable] of some.filter((_, i) => i % 3 === 0).slice(0, 40)) {
    try {
      const printed = engine.print(engine.derive(engine.parse(text), variable, 1))
      size += printed.match(/[-+*/^·]|[a-z]\w*\(/gi)?.length ?? 0
    } catch {
      return Number.NaN
    }
  }
  return size
}
