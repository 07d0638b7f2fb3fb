import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findPeers } from './peers.ts'
import type { Answer, Request } from './request.ts'

const patience = 20_000
// To start a process anew takes longer than to wait a little for a late answer.
const mercy = 2
const warmUp: Request = {
  kind: 'derive all',
  formulas: ['x^2*sin(x)/2', 'exp(-x)*log(x + 1)', 'sqrt(x^2 + 1)'].map((text) => [text, 'x']),
}

/** An engine in a process of its own, which is started anew when it takes too long. */
export class Contestant {
  readonly name: string
  readonly #command: readonly string[]
  #process: ChildProcess | undefined
  #lines: Interface | undefined

  constructor(name: string, command: readonly string[]) {
    this.name = name
    this.#command = command
  }

  /** Its answer; an error where it fails, or takes longer than `limit` milliseconds. */
  async ask(request: Request, limit: number): Promise<Answer | { readonly error: string }> {
    if (!this.#process) await this.#start()
    const start = processorTime(this.#process!)
    const line = this.#nextLine(mercy * limit)
    this.#process?.stdin?.write(`${JSON.stringify(request)}\n`)
    const text = await line
    if (text === undefined) this.stop()
    else if (processorTime(this.#process!) - start <= limit) return JSON.parse(text) as Answer
    return { error: `longer than ${limit / 1000} s` }
  }

  stop(): void {
    this.#lines?.close()
    this.#process?.kill('SIGKILL')
    this.#process = undefined
  }

  async #start(): Promise<void> {
    const [command, ...args] = this.#command
    this.#process = spawn(command!, args, { stdio: ['pipe', 'pipe', 'ignore'] })
    this.#lines = createInterface({ input: this.#process.stdout! })
    await this.#nextLine(patience)
    // The first work of a process is to translate its code, which is not what is measured.
    this.#process?.stdin?.write(`${JSON.stringify(warmUp)}\n`)
    await this.#nextLine(patience)
  }

  /** The next line of output; `undefined` where none comes in time, or the process ends. */
  #nextLine(limit: number): Promise<string | undefined> {
    const [process, lines] = [this.#process!, this.#lines!]
    const start = processorTime(process)
    return new Promise((resolve) => {
      const end = (text?: string): void => {
        clearInterval(timer)
        lines.off('line', end).off('close', end)
        resolve(typeof text === 'string' ? text : undefined)
      }
      const timer = setInterval(() => {
        if (processorTime(process) - start > limit) end()
      }, 20)
      lines.once('line', end).once('close', end)
    })
  }
}

// Milliseconds of processor time of another process where the system shows it, in hundredths
// of a second; of the clock elsewhere. A busy machine shall not make engines fail.
function processorTime({ pid }: ChildProcess): number {
  try {
    const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const [user, system] = after.split(' ').slice(11, 13).map(Number) as [number, number]
    return (user + system) * 10
  } catch {
    return performance.now()
  }
}

/** Gradus, the peers that are installed, and the names of those that are not. */
export function findContestants(): {
  readonly contestants: readonly Contestant[]
  readonly missing: readonly string[]
} {
  const { found, missing } = findPeers()
  const script = fileURLToPath(new URL('worker.ts', import.meta.url))
  const contestants = ['gradus', ...found].map((name) => {
    const flags = ['--conditions=@gradus/source', '--stack-size=3900', script, name]
    return new Contestant(name, [process.execPath, ...flags])
  })
  if (spawnSync('python3', ['-c', 'import sympy, scipy']).status !== 0) missing.push('sympy')
  else {
    const worker = fileURLToPath(new URL('sympy_worker.py', import.meta.url))
    contestants.push(new Contestant('sympy', ['python3', worker]))
  }
  return { contestants, missing }
}
