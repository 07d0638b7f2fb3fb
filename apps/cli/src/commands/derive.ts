import { renderJson, suggest } from '@gradus/diagnostics'
import {
  differentiate,
  type Expr,
  freeVariables,
  gradient,
  hessian,
  sym,
  toC,
  toJavaScript,
  toLatex,
  toPython,
  toText,
  tryParseExpression,
} from '@gradus/symbolic'
import { Option } from 'commander'
import type { Call, GlobalOptions } from '../call.ts'
import { type ExitCode, exitCodes, wrongUsage } from '../exit-codes.ts'
import { printDiagnostics } from '../report/diagnostics.ts'
import { type AddCommand, examples } from './add-command.ts'
import { parseCount } from './parse-flags.ts'

interface DeriveOptions extends GlobalOptions {
  readonly wrt?: readonly string[]
  readonly order: number
  readonly as: Form
}

type Form = 'text' | 'latex' | keyof typeof languages

/** One derivative: the variables it is taken by, in order, and its formula. */
interface Derivative {
  readonly wrt: readonly string[]
  readonly formula: Expr
}

const languages = { js: toJavaScript, python: toPython, c: toC } as const

/** `gradus derive`: the derivatives of a formula as formulas or as code. */
export const addDerive: AddCommand = (program, open, end) => {
  program
    .command('derive')
    .summary('print the derivatives of a formula')
    .description('Prints the derivatives of a formula, as a formula or as a function in code.')
    .argument('<FORMULA>', 'such as "x^2*y"; one that begins with a minus comes after --')
    .option('--wrt <NAMES>', 'by these variables (all of the formula unless told)', collectNames)
    .option('--order <N>', '2 for second derivatives, and so on', parseCount, 1)
    .addOption(
      new Option('--as <FORM>', 'how to print')
        .choices(['text', 'latex', ...Object.keys(languages)])
        .default('text'),
    )
    .addHelpText(
      'before',
      examples(
        'gradus derive "x^2*y"',
        'gradus derive "x^2*y" --wrt x,y --order 2',
        'gradus derive "exp(-k*t)" --wrt t --as latex',
        'gradus derive --as python -- "-log(1 - x)"',
      ),
    )
    .action((formula: string, _, command) => {
      const options = command.optsWithGlobals() as DeriveOptions
      end(derive(open(options), formula, options))
    })
}

function collectNames(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((name) => name.trim())]
}

function derive(call: Call, text: string, options: DeriveOptions): ExitCode {
  refuseModel(text)
  const { expression, diagnostics } = tryParseExpression(text)
  if (!expression) {
    if (call.isJson) {
      const found = diagnostics.map(renderJson)
      call.terminal.out.print(JSON.stringify({ schema: 1, formula: text, diagnostics: found }))
    } else printDiagnostics(call.terminal.talk, diagnostics)
    return exitCodes.problems
  }
  const known = variablesAsTyped(text, expression)
  const variables = chooseVariables(call, known, options)
  const derivatives = listDerivatives(expression, variables, options.order)
  const parameters = [...known, ...variables.filter((name) => !known.includes(name))]
  if (call.isJson) printJson(call, text, derivatives, parameters, options)
  else print(call, derivatives, parameters, options)
  return exitCodes.ok
}

function refuseModel(text: string): void {
  if (text !== '-' && !text.endsWith('.gd')) return
  throw wrongUsage(
    'derive takes a formula, not a model.',
    `The gradient of a model is shown by: gradus graph ${text} --stage grad`,
  )
}

/** The variables in the order of the text; a formula itself has its parts in another order. */
function variablesAsTyped(text: string, expr: Expr): readonly string[] {
  const words: readonly string[] = text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []
  const place = (name: string): number => words.indexOf(name)
  return freeVariables(expr).sort((a, b) => place(a) - place(b))
}

function chooseVariables(
  call: Call,
  known: readonly string[],
  { wrt, order }: DeriveOptions,
): readonly string[] {
  const variables = [...new Set(wrt ?? known)]
  const nameless = variables.find((name) => !isName(name))
  if (nameless !== undefined) throw wrongUsage(`"${nameless}" is not the name of a variable.`)
  if (variables.length === 0) {
    throw wrongUsage('The formula has no variables.', 'Name the one you mean: --wrt x')
  }
  if (order > 2 && variables.length > 1) {
    throw wrongUsage(`Derivatives of order ${order} are by one variable.`, 'Name it: --wrt x')
  }
  for (const name of variables) {
    if (known.includes(name)) continue
    const near = suggest(name, known)
    call.say(` The formula has no ${name}.${near ? ` Did you mean ${near}?` : ''}`)
  }
  return variables
}

function isName(text: string): boolean {
  return tryParseExpression(text).expression === sym(text)
}

/** The gradient, the upper triangle of the Hessian, or one derivative of higher order. */
function listDerivatives(
  expr: Expr,
  variables: readonly string[],
  order: number,
): readonly Derivative[] {
  if (order === 1) {
    const slopes = gradient(expr, variables)
    return variables.map((name, i) => ({ wrt: [name], formula: slopes[i]! }))
  }
  const [first = ''] = variables
  if (variables.length === 1) {
    const wrt = new Array<string>(order).fill(first)
    return [{ wrt, formula: differentiate(expr, first, order) }]
  }
  const matrix = hessian(expr, variables)
  return variables.flatMap((row, i) =>
    variables.slice(i).map((column, j) => ({ wrt: [row, column], formula: matrix[i]![i + j]! })),
  )
}

function print(
  { terminal: { out, isUnicode } }: Call,
  derivatives: readonly Derivative[],
  parameters: readonly string[],
  { as }: DeriveOptions,
): void {
  if (as !== 'text' && as !== 'latex') {
    out.write(writeCode(as, derivatives, parameters))
    return
  }
  for (const { wrt, formula } of derivatives) {
    if (as === 'text') {
      const label = out.paint('faint', nameOf(wrt, isUnicode ? '∂' : 'd', isUnicode))
      out.print(` ${label} = ${toText(formula)}`)
    } else if (derivatives.length === 1) out.print(toLatex(formula))
    else out.print(`${latexNameOf(wrt)} = ${toLatex(formula)}`)
  }
}

function writeCode(
  language: keyof typeof languages,
  derivatives: readonly Derivative[],
  parameters: readonly string[],
): string {
  const formulas = derivatives.map(({ formula }) => formula)
  return languages[language](formulas, parameters, { name: 'derivative' })
}

function printJson(
  { terminal }: Call,
  text: string,
  derivatives: readonly Derivative[],
  parameters: readonly string[],
  { as, order }: DeriveOptions,
): void {
  const write = as === 'latex' ? toLatex : toText
  const rows = derivatives.map(({ wrt, formula }) => ({ wrt, formula: write(formula) }))
  const code =
    as === 'text' || as === 'latex' ? {} : { code: writeCode(as, derivatives, parameters) }
  const result = { schema: 1, formula: text, order, as, derivatives: rows, ...code }
  terminal.out.print(JSON.stringify(result))
}

/** `∂/∂x`, `∂²/∂x∂y`, `∂³/∂x³`. */
function nameOf(wrt: readonly string[], sign: string, isUnicode: boolean): string {
  const raise = (power: number): string => {
    if (power === 1) return ''
    return isUnicode ? superscript(power) : `^${power}`
  }
  const below = countRuns(wrt).map(([name, power]) => `${sign}${name}${raise(power)}`)
  return `${sign}${raise(wrt.length)}/${below.join(isUnicode ? '' : ' ')}`
}

function latexNameOf(wrt: readonly string[]): string {
  const raise = (power: number): string => (power === 1 ? '' : `^{${power}}`)
  const below = countRuns(wrt).map(
    ([name, power]) => `\\partial ${toLatex(sym(name))}${raise(power)}`,
  )
  return `\\frac{\\partial${raise(wrt.length)}}{${below.join(' ')}}`
}

function superscript(power: number): string {
  return [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit))).join('')
}

function countRuns(names: readonly string[]): readonly (readonly [name: string, count: number])[] {
  return [...new Set(names)].map((name) => [name, names.filter((each) => each === name).length])
}
