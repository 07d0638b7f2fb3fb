import { InternalError } from '@gradus/diagnostics'
import { Command, CommanderError } from 'commander'
import { openCall } from './call.ts'
import { examples } from './commands/add-command.ts'
import { addCheck } from './commands/check.ts'
import { addDerive } from './commands/derive.ts'
import { addExplain } from './commands/explain.ts'
import { addFit } from './commands/fit.ts'
import { addGraph } from './commands/graph.ts'
import { addMinimize } from './commands/minimize.ts'
import { addRun } from './commands/run.ts'
import { addTest } from './commands/test.ts'
import { CommandError, type ExitCode, exitCodes } from './exit-codes.ts'
import { endWhenNobodyReads, openTerminal } from './terminal/terminal.ts'
import { readVersion } from './version.ts'

/** Runs the command and sets the exit code of the process. */
export async function runCli(args: readonly string[]): Promise<void> {
  endWhenNobodyReads()
  process.exitCode = await execute(args)
}

async function execute(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok
  const program = describeProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUsage
    }
    return reportFailure(error, args)
  }
}

/** Says what ended the command; anything but a {@link CommandError} is our own mistake. */
function reportFailure(error: unknown, args: readonly string[]): ExitCode {
  const { talk } = openTerminal({ color: !args.includes('--no-color') })
  if (error instanceof CommandError) {
    talk.print(`${talk.paint('bad', 'error:')} ${error.message}`)
    if (error.hint) talk.print(`  ${error.hint}`)
    return error.exitCode
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const isKnown = error instanceof InternalError
  const remark = isKnown ? '' : ' this is a mistake in Gradus, not in your model; please report:'
  talk.print(`${talk.paint('bad', 'error[E9999]:')}${remark}\n${stack}`)
  return exitCodes.problems
}

function describeProgram(end: (code: ExitCode) => void): Command {
  const program = new Command('gradus')
    .description('Trains models that are written as mathematics, in .gd files.')
    .usage('COMMAND [FILES] [FLAGS]')
    .helpOption('-h, --help', 'show what a command does')
    .version(readVersion(), '--version', 'show the version')
    .option('-q, --quiet', 'print results only')
    .option('-v, --verbose', 'print more')
    .option('--json', 'print JSON, for other programs')
    .option('--plain', 'draw with ASCII only, and animate nothing')
    .option('--no-color', 'print without colours')
    .option('--cwd <DIR>', 'run in another folder')
    .option('--config <FILE>', 'read this instead of gradus.json')
    .addHelpText(
      'before',
      examples(
        'gradus run 05-mlp.gd            train a model, and see what it came to',
        'gradus check --fix              find mistakes, and mend the plain ones',
        'gradus test models -t gradient  run the tests that have it in their titles',
        'gradus explain E0302            read what a code means',
      ),
    )
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
  for (const add of [
    addRun,
    addCheck,
    addTest,
    addGraph,
    addDerive,
    addMinimize,
    addFit,
    addExplain,
  ]) {
    add(program, openCall, end)
  }
  return program
}
