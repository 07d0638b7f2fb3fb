import type { Command } from 'commander'
import type { Call, GlobalOptions } from '../call.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Adds one command to the program: its arguments, its flags, and what it does. */
export type AddCommand = (
  program: Command,
  open: (options: GlobalOptions) => Call,
  end: (code: ExitCode) => void,
) => void

/** Examples for the help of a command, shown before its flags. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}

/** Says what to do with a formula like `-x^2`, which is taken for an option. */
export function adviseOnMinus(command: Command): Command {
  return command.configureOutput({
    outputError: (text, write) => {
      const isFormula = /^error: unknown option '-[^-]/.test(text)
      const advice = `  A formula that begins with a minus comes after --: gradus ${command.name()} -- "-x^2" (flags stand before --)\n`
      write(isFormula ? text + advice : text)
    },
  })
}
