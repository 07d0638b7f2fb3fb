import { jsonNumber, passNames, printStage, type Stage, stages } from '@gradus/training'
import { InvalidArgumentError, Option } from 'commander'
import type { Call, GlobalOptions } from '../call.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { isError, printDiagnostics } from '../report/diagnostics.ts'
import { type AddCommand, examples } from './add-command.ts'
import { demandBlock, demandNames, type LoadedFile, loadFile } from './load.ts'
import { parseSetting, type Settings } from './parse-flags.ts'

interface GraphOptions extends GlobalOptions {
  readonly stage: Stage
  readonly only?: string
  readonly set?: Settings
  readonly deterministic?: true
  readonly printAfter?: string
  readonly disablePass?: readonly string[]
}

/** The stages that show a text as it is, right or wrong. */
const syntaxStages: readonly Stage[] = ['tokens', 'cst', 'ast']

/** `gradus graph`: a model at any level between its text and its module. */
export const addGraph: AddCommand = (program, open, end) => {
  program
    .command('graph')
    .summary('print what a model becomes on its way to a program')
    .description('Prints a model at one stage, from its tokens to the WebAssembly that runs.')
    .argument('[FILE]', 'a model, or - for standard input')
    .addOption(new Option('--stage <STAGE>', 'which stage').choices(stages).default('graph'))
    .option('--only <NAME>', 'the train block of this name')
    .option(
      '--set <NAME=VALUE>',
      'another size of a dim, or another value (may be repeated)',
      parseSetting,
    )
    .option('--deterministic', 'the program that gives the same bits on every machine')
    .addOption(
      new Option('--print-after <PASS>', 'the program after a pass instead').choices(passNames),
    )
    .option('--disable-pass <PASSES>', 'leave out passes that can be left out', collectPasses)
    .addHelpText(
      'before',
      examples('gradus graph 02-booth.gd', 'gradus graph 02-booth.gd --stage grad'),
    )
    .action(async (name: string | undefined, _, command) => {
      const options = command.optsWithGlobals() as GraphOptions
      const call = open(options)
      end(graph(call, await loadFile(call, name, options.set), options))
    })
}

function collectPasses(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !passNames.includes(name))
  if (unknown === undefined) return [...before, ...names]
  throw new InvalidArgumentError(`Allowed passes are ${passNames.join(', ')}.`)
}

function graph(call: Call, { file, model }: LoadedFile, options: GraphOptions): ExitCode {
  const { stage, only, set, deterministic, printAfter, disablePass } = options
  const { out, talk } = call.terminal
  const { checked, diagnostics } = model
  const isSyntax = syntaxStages.includes(stage)
  const blockers = checked?.unavailable ? diagnostics : diagnostics.filter(isError)
  printDiagnostics(talk, blockers)
  if (!isSyntax && blockers.length > 0) return exitCodes.problems
  demandNames(model, set)
  demandBlock(model, only)
  const text = printStage(model, stage, {
    ...(only !== undefined && { block: only }),
    compiler: {
      ...(deterministic && { isDeterministic: true }),
      ...(disablePass && { disablePass }),
    },
    ...(printAfter !== undefined && { printAfter }),
  })
  if (text === undefined) return exitCodes.problems
  if (call.isJson) {
    out.print(JSON.stringify({ schema: 1, file: file.name, stage, text }, jsonNumber))
  } else out.write(text.endsWith('\n') ? text : `${text}\n`)
  return blockers.length > 0 ? exitCodes.problems : exitCodes.ok
}
