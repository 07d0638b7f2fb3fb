import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The examples of the repository. */
export const examples: string = join(root, 'examples')

/** The arguments that make Node.js run the command from its sources. */
export const fromSources: readonly string[] = [
  '--conditions=@gradus/source',
  '--disable-warning=ExperimentalWarning',
  join(root, 'apps', 'cli', 'src', 'main.ts'),
]

/** What a finished command left behind. */
export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How to call the command. */
export interface CallOptions {
  readonly cwd?: string
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the command without a terminal. */
export function start(args: readonly string[], options: CallOptions = {}): ChildProcess {
  const { PATH = '' } = process.env
  return spawn(process.execPath, [...fromSources, ...args], {
    cwd: options.cwd ?? root,
    env: { PATH, LANG: 'C.UTF-8', ...options.env },
    stdio: 'pipe',
  })
}

/** Runs the command to its end. */
export function gradus(args: readonly string[], options: CallOptions = {}): Promise<Finished> {
  const child = start(args, options)
  child.stdin?.end(options.input ?? '')
  return finish(child)
}

/** Waits for a command and collects what it writes. */
export function finish(child: ChildProcess): Promise<Finished> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

/** Makes a folder with files in it, and gives its path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-cli-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** A model that trains in a moment. */
export const parabola = `param w = 10
minimize (w - 3)^2
train { optimizer: sgd(lr: 0.1), steps: 50 }
test "it gets there" after train { expect w ~= 3 within 0.01 }
`

/** A call of a command, and what it is expected to leave behind. */
export interface CallCase {
  readonly title: string
  readonly args: readonly string[]
  readonly exitCode: number
  readonly out?: RegExp
  readonly talk?: RegExp
}

/** Runs each case as a test of its own; a stream that no pattern is given for stays empty. */
export function testCalls(
  command: string,
  cases: readonly CallCase[],
  options: CallOptions = {},
): void {
  for (const { title, args, exitCode, out = /^$/, talk = /^$/ } of cases) {
    it(title, async () => {
      const ended = await gradus([command, ...args], options)
      expect(ended.stdout).toMatch(out)
      expect(ended.stderr).toMatch(talk)
      expect(ended.exitCode).toBe(exitCode)
    })
  }
}
