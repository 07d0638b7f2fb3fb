import { type Diagnostic, renderJson } from '@gradus/diagnostics'
import { jsonNumber, runTests, type TestReport, type TestResult } from '@gradus/training'
import { Option } from 'commander'
import { type Call, type GlobalOptions, modelName } from '../call.ts'
import { type ExitCode, exitCodes, wrongUsage } from '../exit-codes.ts'
import { expandFolders } from '../files/model-file.ts'
import { type Interrupt, listenForInterrupt } from '../interrupt.ts'
import { hasErrors, printDiagnostics } from '../report/diagnostics.ts'
import { showSeconds } from '../terminal/numbers.ts'
import { watching } from '../watch.ts'
import { type AddCommand, examples } from './add-command.ts'
import { backendNames, chooseBackend, loadFile } from './load.ts'

interface TestOptions extends GlobalOptions {
  readonly title?: string
  readonly backend?: (typeof backendNames)[number]
  readonly watch?: true
}

/** What testing one file gave: a report, or the errors that kept it from running. */
interface TestedFile {
  readonly name: string
  readonly report: TestReport
  readonly errors: readonly Diagnostic[]
}

/** `gradus test`: runs the tests of models. */
export const addTest: AddCommand = (program, open, end) => {
  program
    .command('test')
    .summary('run the tests of models')
    .description('Runs the `test` blocks of models, training them where a test asks for it.')
    .argument('[FILES...]', 'models, folders of models, or - for standard input')
    .option('-t, --title <PATTERN>', 'only tests whose title holds this text')
    .addOption(new Option('--backend <NAME>', 'what computes').choices(backendNames))
    .addOption(new Option('--watch', 'test again whenever a file changes').conflicts('json'))
    .addHelpText('before', examples('gradus test', 'gradus test examples -t gradient'))
    .action(async (files: readonly string[], _, command) => {
      const options = command.optsWithGlobals() as TestOptions
      const call = open(options)
      const work = (): Promise<ExitCode> => test(call, files, options)
      end(await (options.watch ? watching(call, files, work) : work()))
    })
}

async function test(call: Call, named: readonly string[], options: TestOptions): Promise<ExitCode> {
  const names = expandFolders(named.length > 0 ? named : [modelName(call, undefined)], call.folder)
  if (names.length === 0) throw wrongUsage(`There is no .gd file in ${named.join(', ')}.`)
  const interrupt = listenForInterrupt(call)
  const tested: TestedFile[] = []
  for (const name of names) {
    if (interrupt.signal.aborted) break
    tested.push(await testFile(call, name, options, interrupt))
  }
  interrupt.release()
  const isEmpty = tested.every(({ report, errors }) => report.tests.length + errors.length === 0)
  if (isEmpty && options.title !== undefined && !interrupt.signal.aborted) {
    throw wrongUsage(`No test has "${options.title}" in its title.`)
  }
  if (call.isJson) printJson(call, tested)
  else printTotals(call, tested)
  if (interrupt.signal.aborted) return exitCodes.interrupted
  const hasFailed = tested.some(({ report, errors }) => report.failed > 0 || errors.length > 0)
  return hasFailed ? exitCodes.problems : exitCodes.ok
}

async function testFile(
  call: Call,
  given: string,
  { title: pattern, backend }: TestOptions,
  { signal }: Interrupt,
): Promise<TestedFile> {
  const { file, model } = await loadFile(call, given)
  const { name } = file
  const errors = model.diagnostics.filter(({ severity }) => severity === 'error')
  const { checked } = model
  const blockers = checked?.unavailable ? model.diagnostics : errors
  if (!checked || hasErrors(model.diagnostics) || checked.unavailable) {
    if (!call.isJson) {
      call.terminal.out.print(` ${name}`)
      printDiagnostics(call.terminal.out, blockers)
    }
    return { name, errors: blockers, report: { tests: [], passed: 0, failed: 0 } }
  }
  let isNamed = false
  const width = Math.min(60, Math.max(...checked.tests.map((each) => each.title.value.length)))
  const onTest = (result: TestResult): void => {
    if (call.isJson) return
    if (!isNamed) call.terminal.out.print(` ${name}`)
    isNamed = true
    printTest(call, result, width)
  }
  const report = await runTests(model, {
    ...(pattern !== undefined && { pattern }),
    ...chooseBackend(backend),
    signal,
    onTest,
  })
  return { name, report, errors: [] }
}

function printTest({ terminal }: Call, result: TestResult, titleWidth: number): void {
  const { title, passed, seconds, diagnostics } = result
  const { out, isUnicode } = terminal
  const mark = passed
    ? out.paint('good', isUnicode ? '✓' : 'ok')
    : out.paint('bad', isUnicode ? '✗' : 'failed')
  const time = out.paint('faint', showSeconds(seconds))
  out.print(`   ${mark} ${title.padEnd(titleWidth)} ${time}`)
  if (diagnostics.length > 0) out.print('')
  printDiagnostics(out, diagnostics)
}

function printTotals({ terminal, say }: Call, tested: readonly TestedFile[]): void {
  const { out } = terminal
  const passed = tested.reduce((sum, { report }) => sum + report.passed, 0)
  const failed = tested.reduce((sum, { report }) => sum + report.failed, 0)
  const broken = tested.filter(({ errors }) => errors.length > 0).length
  if (passed + failed + broken === 0) {
    say(' no tests')
    return
  }
  const failures = out.paint(failed > 0 ? 'bad' : 'faint', `${failed} failed`)
  const unread = broken > 0 ? `, ${out.paint('bad', `${broken} could not run`)}` : ''
  out.print(` ${passed} passed, ${failures}${unread}`)
}

function printJson({ terminal }: Call, tested: readonly TestedFile[]): void {
  const files = tested.map(({ name, report, errors }) => ({
    file: name,
    passed: report.passed,
    failed: report.failed,
    tests: report.tests.map((test) => ({
      ...test,
      diagnostics: test.diagnostics.map(renderJson),
    })),
    diagnostics: errors.map(renderJson),
  }))
  terminal.out.print(JSON.stringify({ schema: 1, files }, jsonNumber))
}
