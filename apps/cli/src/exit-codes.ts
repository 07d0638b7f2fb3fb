/** How the command ends; scripts rely on these numbers. */
export const exitCodes = {
  ok: 0,
  /** Errors in a model, failing tests, gradients that disagree. */
  problems: 1,
  wrongUsage: 2,
  /** The run itself failed: it diverged. */
  runFailed: 3,
  /** A file cannot be read or written. */
  fileTrouble: 4,
  interrupted: 130,
} as const

/** One of the numbers that a shell sees. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with one plain sentence and, where there is one, what to do. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  readonly hint: string | undefined

  constructor(exitCode: ExitCode, message: string, hint?: string) {
    super(message)
    this.exitCode = exitCode
    this.hint = hint
  }
}

/** The command was called in a way that it does not understand. */
export function wrongUsage(message: string, hint?: string): CommandError {
  return new CommandError(exitCodes.wrongUsage, message, hint)
}

/** A file cannot be read or written. */
export function fileTrouble(message: string, hint?: string): CommandError {
  return new CommandError(exitCodes.fileTrouble, message, hint)
}
