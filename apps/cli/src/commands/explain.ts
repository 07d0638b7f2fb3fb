import { type Code, catalog, nearest, suggest } from '@gradus/diagnostics'
import { exampleFiles, explainCode, type Occasion, type Page } from '@gradus/diagnostics/explain'
import { loadModel, memoryHost } from '@gradus/training'
import type { Call, GlobalOptions } from '../call.ts'
import { type ExitCode, exitCodes, wrongUsage } from '../exit-codes.ts'
import { printDiagnostics } from '../report/diagnostics.ts'
import { indent, wrap } from '../terminal/wrap.ts'
import { type AddCommand, examples } from './add-command.ts'
import { explainWord, nearWord } from './explain-word.ts'

interface ExplainOptions extends GlobalOptions {
  readonly list?: true
}

/** `gradus explain CODE`: the page of a code, offline. */
export const addExplain: AddCommand = (program, open, end) => {
  program
    .command('explain')
    .summary('say what a code or a word means')
    .description(
      'Prints the page of a code: why it is reported, a program that shows it, the fix. ' +
        'Of a word of the language, how it is called and what it does.',
    )
    .argument('[CODE]', 'such as E0302, or a word such as adam')
    .option('--list', 'list all codes')
    .addHelpText(
      'before',
      examples('gradus explain E0302', 'gradus explain cosine', 'gradus explain --list'),
    )
    .action((code: string | undefined, _, command) => {
      const options = command.optsWithGlobals() as ExplainOptions
      const call = open(options)
      end(options.list ? listCodes(call) : explain(call, code))
    })
}

function listCodes({ terminal: { out }, isJson }: Call): ExitCode {
  const rows = Object.entries(catalog)
  if (isJson) {
    const codes = rows.map(([code, row]) => ({ code, ...row }))
    out.print(JSON.stringify({ schema: 1, codes }))
    return exitCodes.ok
  }
  for (const [code, { severity, message }] of rows) {
    const tone = severity === 'error' ? 'bad' : 'warning'
    out.print(`${out.paint(tone, code)}  ${message}`)
  }
  return exitCodes.ok
}

function explain(call: Call, asked: string | undefined): ExitCode {
  if (asked === undefined) throw wrongUsage('Name a code, such as E0302, or give --list.')
  const code = asked.toUpperCase()
  const page = explainCode(code)
  if (!page && explainWord(call, asked)) return exitCodes.ok
  if (!page) throw noPage(asked, code)
  if (call.isJson) printJson(call, code as Code, page)
  else printPage(call, code as Code, page)
  return exitCodes.ok
}

function noPage(asked: string, code: string): Error {
  if (/^[EWT]\d/.test(code)) return wrongUsage(`There is no code ${asked}.`, hintFor(code))
  const near = nearWord(asked)
  const hint = near ? `Did you mean ${near}?` : 'gradus explain --list shows all codes.'
  return wrongUsage(`There is no code and no word ${asked}.`, hint)
}

function hintFor(code: string): string {
  const near = suggest(code, Object.keys(catalog))
  const family = Object.keys(catalog).filter((each) => each.startsWith(code))
  if (code.length > 1 && family.length > 0) return `There are ${family.slice(0, 8).join(', ')}.`
  return near ? `Did you mean ${nearest(code, [near])}?` : 'gradus explain --list shows them all.'
}

function printJson({ terminal }: Call, code: Code, page: Page): void {
  const { name, severity, message, fix } = catalog[code]
  const row = { schema: 1, code, name, severity, message, fix }
  terminal.out.print(JSON.stringify({ ...row, ...page, doc: `errors/${code}` }))
}

function printPage(call: Call, code: Code, page: Page): void {
  const { out } = call.terminal
  const { name, severity, message } = catalog[code]
  const width = Math.min(out.width, 84) - 2
  out.print(`${out.paint(severity === 'error' ? 'bad' : 'warning', code)} ${name}`)
  out.print(`${out.paint('strong', message.replaceAll(/\{(\w+)\}/g, '…'))}\n`)
  for (const line of wrap(page.text, width)) out.print(line)
  if (page.bad) printExample(call, 'This model shows it:', page.bad)
  if (page.bad && page.occasion === 'check') printReport(call, code, page)
  if (page.good) printExample(call, 'Set right:', page.good)
  const occasion = occasions[page.occasion]
  if (occasion) out.print(`\n${out.paint('faint', occasion)}`)
}

function printExample({ terminal: { out } }: Call, title: string, text: string): void {
  out.print(`\n${out.paint('accent', title)}\n`)
  const width = out.width - 5
  // One example is about depth, and thousands of characters wide.
  const clipped = text.replace(/^.*$/gm, (line) =>
    line.length > Math.max(width, 110) ? `${line.slice(0, width)}…` : line,
  )
  out.write(indent(clipped, 4))
}

/** Prints what the example is reported with, as this version reports it. */
function printReport({ terminal: { out } }: Call, code: Code, page: Page): void {
  const host = memoryHost({ ...exampleFiles, ...page.files })
  const { diagnostics } = loadModel(page.bad ?? '', { host })
  const reported = diagnostics.filter((found) => found.code === code).slice(0, 1)
  if (reported.length > 0) out.print('')
  const indented = { ...out, print: (text: string) => out.print(indent(text.trimEnd(), 4)) }
  printDiagnostics(indented, reported)
}

const occasions: Readonly<Record<Occasion, string>> = {
  check: '',
  data: 'Reported when a data file is read.',
  run: 'Reported while a model runs.',
  test: 'Reported while tests run.',
  resume: 'Reported when a run is resumed.',
  build: 'Reported when a model is built or exported.',
  later: 'Reserved: this version does not report it.',
}
