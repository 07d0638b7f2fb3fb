import { applyFixes, type Diagnostic, renderJson, reportSarif, Source } from '@gradus/diagnostics'
import { type Model, printStage } from '@gradus/training'
import { Option } from 'commander'
import { type Call, type GlobalOptions, modelName } from '../call.ts'
import { type ExitCode, exitCodes, wrongUsage } from '../exit-codes.ts'
import { expandFolders, readModelFile } from '../files/model-file.ts'
import { writeWhole } from '../files/write-whole.ts'
import {
  collectCodes,
  countProblems,
  type DiagnosticFormat,
  hasErrors,
  type Judgement,
  judge,
  printDiagnostics,
  readJudgement,
} from '../report/diagnostics.ts'
import { describeModel } from '../report/model.ts'
import { plural } from '../terminal/numbers.ts'
import { indent } from '../terminal/wrap.ts'
import { readVersion } from '../version.ts'
import { watching } from '../watch.ts'
import { type AddCommand, examples } from './add-command.ts'
import { loadText } from './load.ts'

interface CheckOptions extends GlobalOptions {
  readonly fix?: boolean
  readonly format?: DiagnosticFormat | 'json' | 'sarif'
  readonly deny?: readonly string[]
  readonly allow?: readonly string[]
  readonly watch?: true
}

/** What checking one file gave. */
interface Checked {
  readonly name: string
  readonly model: Model
  readonly diagnostics: readonly Diagnostic[]
  readonly fixed: number
}

/** `gradus check`: everything short of running. */
export const addCheck: AddCommand = (program, open, end) => {
  const formats = ['human', 'short', 'json', 'github', 'sarif', 'plain']
  program
    .command('check')
    .summary('find the mistakes in models')
    .description('Reads models and their data and reports what is wrong, without running them.')
    .argument('[FILES...]', 'models, folders of models, or - for standard input')
    .option('--fix', 'apply the fixes that keep the meaning')
    .addOption(new Option('--format <FORMAT>', 'how to print').choices(formats))
    .option('--deny <CODES>', 'treat as errors: codes, or "warnings"', collectCodes)
    .option('--allow <CODES>', 'do not report these warnings', collectCodes)
    .addOption(new Option('--watch', 'check again whenever a file changes').conflicts('json'))
    .addHelpText(
      'before',
      examples(
        'gradus check',
        'gradus check churn.gd --fix',
        'gradus check models --deny warnings',
      ),
    )
    .action(async (files: readonly string[], _, command) => {
      const options = command.optsWithGlobals() as CheckOptions
      const call = open(options)
      const work = (): Promise<ExitCode> => check(call, files, options)
      end(await (options.watch ? watching(call, files, work) : work()))
    })
}

async function check(
  call: Call,
  named: readonly string[],
  options: CheckOptions,
): Promise<ExitCode> {
  const judgement = readJudgement(call.project, options)
  const names = expandFolders(named.length > 0 ? named : [modelName(call, undefined)], call.folder)
  if (names.length === 0) throw wrongUsage(`There is no .gd file in ${named.join(', ')}.`)
  const checked: Checked[] = []
  for (const name of names) checked.push(await checkFile(call, name, judgement, options))
  const format = call.isJson ? 'json' : (options.format ?? 'human')
  if (format === 'json') printJson(call, checked)
  else if (format === 'sarif') printSarif(call, checked)
  else for (const each of checked) printChecked(call, each, format)
  return checked.some(({ diagnostics }) => hasErrors(diagnostics))
    ? exitCodes.problems
    : exitCodes.ok
}

async function checkFile(
  call: Call,
  name: string,
  judgement: Judgement,
  { fix = false }: CheckOptions,
): Promise<Checked> {
  if (fix && name === '-') throw wrongUsage('--fix changes files, and - is not one.')
  const file = await readModelFile(name, call.folder)
  let model = loadText(file, file.source)
  let fixed = 0
  // A fix that collides with another waits for the next round; so few are left by then
  // that a bound matters only when two fixes undo each other.
  for (let round = 0; fix && !file.undecodable && round < 10; round++) {
    const { text, applied } = applyFixes(model.source, model.diagnostics, { only: 'safe' })
    if (applied.length === 0) break
    fixed += applied.length
    model = loadText(file, new Source(name, text))
  }
  if (fixed > 0) writeWhole(call.folder, name, model.source.text)
  return { name: file.name, model, fixed, diagnostics: judge(model.diagnostics, judgement) }
}

function printChecked(call: Call, each: Checked, format: DiagnosticFormat): void {
  const { out } = call.terminal
  const { name, model, diagnostics, fixed } = each
  printDiagnostics(out, diagnostics, format)
  if (fixed > 0) call.say(` fixed ${plural(fixed, 'problem')} in ${name}`)
  if (format !== 'human' || call.isQuiet) return
  const counts = countProblems(diagnostics)
  if (!hasErrors(diagnostics) && model.checked) {
    const mark = out.paint('good', call.terminal.isUnicode ? '✓' : 'ok')
    const facts = describeModel(model)
    out.print(` ${mark} ${name}   ${[...facts, ...(counts ? [counts] : [])].join(' · ')}`)
    if (call.isVerbose) out.write(indent(printStage(model, 'checked') ?? '', 3))
    return
  }
  const fixable = diagnostics.filter(({ fixes }) => fixes.some(isSafe)).length
  const hint = fixable > 0 ? ` (${fixable} can be fixed: gradus check --fix)` : ''
  out.print(` ${counts} in ${name}${hint}`)
}

function isSafe({ confidence }: { readonly confidence: string }): boolean {
  return confidence === 'safe'
}

function printSarif({ terminal }: Call, checked: readonly Checked[]): void {
  const diagnostics = checked.flatMap((each) => each.diagnostics)
  terminal.out.print(JSON.stringify(reportSarif(diagnostics, readVersion()), undefined, 2))
}

function printJson({ terminal }: Call, checked: readonly Checked[]): void {
  const files = checked.map(({ name, diagnostics, fixed }) => ({
    file: name,
    ok: !hasErrors(diagnostics),
    fixed,
  }))
  const diagnostics = checked.flatMap((each) => each.diagnostics.map(renderJson))
  terminal.out.print(JSON.stringify({ schema: 1, files, diagnostics }))
}
