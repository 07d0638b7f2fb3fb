import { statSync, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Call, modelName } from './call.ts'
import { CommandError, type ExitCode, exitCodes, wrongUsage } from './exit-codes.ts'

/** Editors write a file in several steps; what follows within this time is one change. */
const SETTLING_MILLISECONDS = 80

/**
 * Does the work of a command, and again whenever a model, its data or its settings change,
 * until Ctrl-C. What keeps one round from going well is said, and the next is waited for.
 *
 * @param names  Models and folders of models; what lies beside them is watched.
 */
export async function watching(
  call: Call,
  names: readonly string[],
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const changes = new Changes(foldersOf(call, names))
  try {
    for (;;) {
      changes.forget()
      if ((await attempt(call, work)) === exitCodes.interrupted) return exitCodes.interrupted
      call.say(call.terminal.talk.paint('faint', ' waiting for a change; Ctrl-C ends'))
      if ((await changes.next()) === 'interrupted') return exitCodes.interrupted
    }
  } finally {
    changes.end()
  }
}

async function attempt(call: Call, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const { talk } = call.terminal
    talk.print(`${talk.paint('bad', 'error:')} ${error.message}`)
    return error.exitCode
  }
}

function foldersOf(call: Call, names: readonly string[]): readonly string[] {
  if (names.includes('-')) throw wrongUsage('--watch needs files, and - is not one.')
  const given = names.length > 0 ? names : [modelName(call, undefined)]
  const paths = given.map((name) => resolve(call.folder, name))
  const isFolder = (path: string): boolean =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  return [...new Set(paths.map((path) => (isFolder(path) ? path : dirname(path))))]
}

/** The changes of files in some folders, and the wish to end. */
class Changes {
  readonly #watchers: readonly { close(): void }[]
  #hasChanged = false
  #wake: ((why: 'changed' | 'interrupted') => void) | undefined
  readonly #onSignal = (): void => this.#wake?.('interrupted')

  constructor(folders: readonly string[]) {
    this.#watchers = folders.map((folder) =>
      watch(folder, { recursive: true }, (_, name) => {
        if (name === null || !isWatched(name)) return
        this.#hasChanged = true
        this.#wake?.('changed')
      }),
    )
    process.on('SIGINT', this.#onSignal)
  }

  forget(): void {
    this.#hasChanged = false
  }

  async next(): Promise<'changed' | 'interrupted'> {
    const why = this.#hasChanged
      ? 'changed'
      : await new Promise<'changed' | 'interrupted'>((wake) => {
          this.#wake = wake
        })
    this.#wake = undefined
    if (why === 'changed') await new Promise((done) => setTimeout(done, SETTLING_MILLISECONDS))
    return why
  }

  end(): void {
    for (const watcher of this.#watchers) watcher.close()
    process.off('SIGINT', this.#onSignal)
  }
}

/** What models are made of; never what runs write, or what tools keep to themselves. */
function isWatched(name: string): boolean {
  return /\.(gd|csv|json)$/.test(name) && !/(^|[\\/])(\.|node_modules)/.test(name)
}
