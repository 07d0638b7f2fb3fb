import { resolve } from 'node:path'
import { type Column, type NumberColumn, readCsv } from '@gradus/data'
import { type Diagnostic, diagnostic, Source, suggest } from '@gradus/diagnostics'
import { type CurveFitOptions, curveFit, type LossName } from '@gradus/optim'
import { type Expr, freeVariables, nodesOf, sym } from '@gradus/symbolic'
import { Option } from 'commander'
import type { Call, GlobalOptions } from '../call.ts'
import { type ExitCode, wrongUsage } from '../exit-codes.ts'
import { readBytes } from '../files/model-file.ts'
import { fitJson, printFit } from '../report/fit.ts'
import { exitCodeOf, solveInSlices } from '../solve.ts'
import { type AddCommand, examples } from './add-command.ts'
import { type KnownNames, type ReadFormula, readFormula, refuse, requireUsed } from './formula.ts'
import { parseCount } from './parse-flags.ts'
import {
  collectRanges,
  collectValues,
  parseNumber,
  parsePositive,
  type Ranges,
  type Values,
} from './parse-values.ts'

interface FitFlags extends GlobalOptions {
  readonly model?: string
  readonly y: string
  readonly start?: Values
  readonly sigma?: string
  readonly bounds?: Ranges
  readonly loss?: LossName
  readonly lossScale?: number
  readonly level: number
  readonly iterations?: number
  readonly missing?: 'error' | 'drop'
  readonly trace?: true
}

/** `gradus fit`: a formula fitted to the columns of a file. */
export const addFit: AddCommand = (program, open, end) => {
  program
    .command('fit')
    .summary('fit a formula to data')
    .description('Fits the parameters of a formula to the columns of a CSV file, by least squares.')
    .argument('<FILE>', 'a CSV file whose first row names its columns')
    .option('--model <FORMULA>', 'over columns and parameters')
    .option(
      '--start <VALUES>',
      'the parameters and where they begin, such as b1=500,b2=1e-4',
      collectValues,
    )
    .option('--y <FORMULA>', 'what the model describes: a column or a formula of columns', 'y')
    .option('--sigma <FORMULA>', 'the standard deviation of each row, a column or a formula')
    .option('--bounds <RANGES>', 'where parameters stay, such as b1=0..,b2=0..1', collectRanges)
    .addOption(
      new Option('--loss <NAME>', 'how residuals count')
        .choices(['linear', 'huber', 'soft-l1', 'cauchy', 'arctan'])
        .default('linear'),
    )
    .option('--loss-scale <NUMBER>', 'residuals above this count less', parsePositive)
    .option('--level <SHARE>', 'of the confidence intervals', parseLevel, 0.95)
    .option('--iterations <N>', 'end after so many', parseCount)
    .addOption(new Option('--missing <WHAT>', 'rows with missing cells').choices(['error', 'drop']))
    .option('--trace', 'show every iteration')
    .addHelpText(
      'before',
      examples(
        'gradus fit growth.csv --model "b1*(1-exp(-b2*x))" --start b1=500,b2=1e-4',
        'gradus fit diabetes.csv --y target --model "a+b*bmi" --start a=0,b=0',
        'gradus fit decay.csv --y "log(count)" --model "c-k*t" --start c=1,k=1 --level 0.99',
      ),
    )
    .action(async (file: string, _, command) => {
      const flags = command.optsWithGlobals() as FitFlags
      end(await run(open(flags), file, flags))
    })
}

function parseLevel(text: string): number {
  const level = parseNumber(text)
  if (level > 0 && level < 1) return level
  throw wrongUsage('A confidence level lies between 0 and 1.', 'For example: --level 0.95')
}

async function run(call: Call, file: string, flags: FitFlags): Promise<ExitCode> {
  const { model, start } = flags
  if (model === undefined) throw wrongUsage('Say what to fit.', 'For example: --model "a+b*x"')
  if (!start) throw wrongUsage('Say where the parameters begin.', 'For example: --start a=1,b=1')
  const table = readTable(call, file, flags)
  if (table.diagnostics) return refuse(call, { file, model }, table.diagnostics)
  const formulas = readFormulas(model, flags, { file, columns: table.columns, start })
  const used = new Set(
    formulas.flatMap(({ expression }) => (expression ? freeVariables(expression) : [])),
  )
  const diagnostics = [
    ...formulas.flatMap((formula) => formula.diagnostics),
    ...problemsOfColumns(table, used),
  ]
  if (diagnostics.length > 0) return refuse(call, { file, model }, diagnostics)
  const [fitted, response, sigma] = formulas.map(({ expression }) => expression)
  requireNoConstant(fitted!, [...Object.keys(start), ...table.columns.map(({ name }) => name)])
  requireUsed(Object.keys(start), [fitted!], '--start', 'the model does not use')
  const data = dropMissing(dataOf(table.columns, used, file), flags)
  const options = { ...optionsOf(flags), response: response!, ...(sigma && { sigma }) }
  const result = await solveInSlices(call, (slice) =>
    fitOrRefuse(() => curveFit(fitted!, data, start, { ...options, ...slice })),
  )
  const shown = { file, model, flags, data, result, at: axisOf(fitted!, data) }
  if (call.isJson) call.terminal.out.print(JSON.stringify(fitJson(shown)))
  else printFit(call.terminal, shown)
  return exitCodeOf(result)
}

/** Refuses numbers of formulas, such as e, that are meant for a column or a parameter. */
function requireNoConstant(model: Expr, names: readonly string[]): void {
  const constants = nodesOf([model]).filter(({ kind }) => kind === 'constant')
  const meant = names.find((name) => constants.some(({ label }) => label === name))
  if (meant === undefined) return
  throw wrongUsage(
    `${meant} is a number in formulas, and a name that was given.`,
    `In backticks it is the name: \`${meant}\``,
  )
}

interface ReadTable {
  readonly columns: readonly Column[]
  /** The names of columns in which nothing is wrong but missing cells. */
  readonly gaps?: ReadonlySet<string>
  readonly diagnostics?: readonly Diagnostic[]
}

/** The columns of the file; bad cells matter only in columns that are used. */
function readTable({ folder }: Call, file: string, { missing = 'error' }: FitFlags): ReadTable {
  const bytes = readBytes(file, resolve(folder, file))
  const { table, diagnostics } = readCsv(bytes, { file })
  if (!table) return { columns: [], diagnostics }
  // Only cells that are missing in columns that are used cost their rows; others are bad still.
  const lenient = readCsv(bytes, { file, missing: 'drop' }).table?.columns ?? []
  if (missing === 'error') {
    const isGap = (column: Column, i: number): boolean =>
      column.kind === 'number' && lenient[i]?.kind === 'number' && !lenient[i].bad
    return {
      columns: table.columns,
      gaps: new Set(table.columns.filter(isGap).map(({ name }) => name)),
    }
  }
  return { columns: table.columns.map((column, i) => withBadOf(column, lenient[i])) }
}

function withBadOf(column: Column, lenient: Column | undefined): Column {
  if (column.kind !== 'number' || lenient?.kind !== 'number') return column
  const { bad: _, ...rest } = column
  return { ...rest, ...(lenient.bad && { bad: lenient.bad }) }
}

/** Leaves out the rows in which a number is missing. */
function dropMissing(
  data: Readonly<Record<string, Float64Array>>,
  { missing }: FitFlags,
): Record<string, Float64Array> {
  if (missing !== 'drop') return { ...data }
  const columns = Object.values(data)
  const isWhole = (_: number, row: number): boolean =>
    columns.every((column) => !Number.isNaN(column[row]))
  const entries = Object.entries(data).map(([name, column]) => [name, column.filter(isWhole)])
  return Object.fromEntries(entries)
}

/** What the fit finds wrong with numbers, such as deviations of 0, is a mistake of the flags. */
function fitOrRefuse<T>(fit: () => T): T {
  try {
    return fit()
  } catch (error) {
    if (error instanceof RangeError) throw wrongUsage(`${error.message}.`)
    throw error
  }
}

interface FitNames {
  readonly file: string
  readonly columns: readonly Column[]
  readonly start: Values
}

/** The model, the response and the standard deviations, if they are given. */
function readFormulas(
  model: string,
  { y, sigma }: FitFlags,
  { file, columns, start }: FitNames,
): readonly ReadFormula[] {
  const parameters = Object.keys(start)
  const names = columns.map(({ name }) => name)
  const both = parameters.find((name) => names.includes(name))
  if (both !== undefined) {
    throw wrongUsage(
      `${both} is a column of ${file} and a parameter.`,
      'Give the parameter another name.',
    )
  }
  const listed = names.join(', ')
  const ofModel: KnownNames = {
    names: [...parameters, ...names],
    help: () => `the columns are ${listed}; parameters are those of --start`,
  }
  const ofColumns: KnownNames = { names, help: () => `the columns are ${listed}` }
  return [
    readFormula(model, '--model', ofModel),
    readColumn(y, '--y', ofColumns),
    ...(sigma === undefined ? [] : [readColumn(sigma, '--sigma', ofColumns)]),
  ]
}

/** A formula over columns; a column of another file is what people mean most often. */
function readColumn(text: string, flag: string, known: KnownNames): ReadFormula {
  // A column may have a name that formulas read as a number, such as e, or with spaces in it.
  if (known.names.includes(text)) return { text, expression: sym(text), diagnostics: [] }
  const formula = readFormula(text, flag, known)
  const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)
  if (!isName || formula.expression) return formula
  const near = suggest(text, known.names)
  const source = new Source(flag, text)
  const label = near && `did you mean \`${near}\`?`
  const details = { label, help: known.help(text) }
  const span = { start: 0, end: text.length }
  return { text, diagnostics: [diagnostic('E0201', source, span, { name: text }, details)] }
}

function problemsOfColumns(
  { columns, gaps }: ReadTable,
  used: ReadonlySet<string>,
): readonly Diagnostic[] {
  return columns.flatMap((column) => {
    const bad = column.kind === 'number' && used.has(column.name) ? column.bad : undefined
    if (!bad) return []
    const help = '`--missing drop` leaves out rows with missing cells'
    return [gaps?.has(column.name) ? { ...bad.diagnostic, help } : bad.diagnostic]
  })
}

function dataOf(
  columns: readonly Column[],
  used: ReadonlySet<string>,
  file: string,
): Record<string, Float64Array> {
  const needed = columns.filter(({ name }) => used.has(name))
  const text = needed.find(({ kind }) => kind === 'text')
  if (text) {
    const known = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name)
    throw wrongUsage(
      `The column ${text.name} of ${file} holds labels, not numbers.`,
      known.length > 0 ? `Columns of numbers: ${known.join(', ')}.` : 'No column holds numbers.',
    )
  }
  const numbers = needed as readonly NumberColumn[]
  return Object.fromEntries(numbers.map(({ name, values }) => [name, values]))
}

function optionsOf(flags: FitFlags): CurveFitOptions<Values> {
  const { bounds, loss, lossScale, iterations } = flags
  return {
    trace: true,
    ...(bounds && { bounds }),
    ...(loss && { loss }),
    ...(lossScale !== undefined && { lossScale }),
    ...(iterations !== undefined && { maxIterations: iterations }),
  }
}

/** The column to draw over: the only one that the model uses. */
function axisOf(model: Expr, data: Readonly<Record<string, Float64Array>>): string | undefined {
  const names = freeVariables(model).filter((name) => Object.hasOwn(data, name))
  return names.length === 1 ? names[0] : undefined
}
