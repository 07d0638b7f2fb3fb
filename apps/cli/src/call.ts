import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileTrouble } from './exit-codes.ts'
import { findMain, type Project, readProject } from './files/project.ts'
import { openTerminal, type Terminal } from './terminal/terminal.ts'

/** The flags that every command has. */
export interface GlobalOptions {
  readonly quiet?: true
  readonly verbose?: true
  readonly json?: true
  readonly plain?: true
  readonly color: boolean
  readonly cwd?: string
  readonly config?: string
}

/** One call of the command: where it runs and where it writes. */
export interface Call {
  readonly terminal: Terminal
  readonly folder: string
  readonly project: Project
  readonly isQuiet: boolean
  readonly isVerbose: boolean
  readonly isJson: boolean
  /** Says something beside the result, unless asked to be quiet. */
  say(text: string): void
}

/** Opens the terminal and reads the project. */
export function openCall(options: GlobalOptions): Call {
  const { color, cwd = '.', config, quiet = false, verbose = false } = options
  const { json = false, plain = false } = options
  const terminal = openTerminal({ color, plain })
  const folder = resolve(cwd)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw fileTrouble(`I cannot find a folder ${cwd}.`)
  }
  return {
    terminal,
    folder,
    project: readProject(folder, config),
    isQuiet: quiet,
    isVerbose: verbose,
    isJson: json,
    say: (text) => {
      if (!quiet) terminal.talk.print(text)
    },
  }
}

/** The model that a command is about: the named one, else the main one of the folder. */
export function modelName({ folder, project }: Call, named: string | undefined): string {
  return named ?? findMain(folder, project)
}
