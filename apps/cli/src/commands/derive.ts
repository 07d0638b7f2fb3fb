import { renderJson, suggest } from '@gradus/diagnostics'
import {
  differentiate,
  type Expr,
  explain,
  freeVariables,
  gradient,
  hessian,
  type Step,
  simplify,
  sym,
  toC,
  toJavaScript,
  toLatex,
  toMathML,
  toPython,
  toText,
  tryParseExpression,
} from '@gradus/symbolic'
import { Option } from 'commander'
import type { Call, GlobalOptions } from '../call.ts'
import { type ExitCode, exitCodes, wrongUsage } from '../exit-codes.ts'
import {
  type Derivative,
  type Hessian,
  latexHessian,
  latexNameOf,
  latexSteps,
  printDerivative,
  printHessian,
  printSteps,
} from '../report/derivatives.ts'
import { printDiagnostics } from '../report/diagnostics.ts'
import { type AddCommand, adviseOnMinus, examples } from './add-command.ts'
import { parseCount } from './parse-flags.ts'

interface DeriveOptions extends GlobalOptions {
  readonly wrt?: readonly string[]
  readonly order: number
  readonly as: Form
  readonly steps?: true
}

type Form = keyof typeof notations | keyof typeof languages

const notations = { text: toText, latex: toLatex, mathml: toMathML } as const
const languages = { js: toJavaScript, python: toPython, c: toC } as const

/** `gradus derive`: the derivatives of a formula as formulas or as code. */
export const addDerive: AddCommand = (program, open, end) => {
  adviseOnMinus(program.command('derive'))
    .summary('print the derivatives of a formula')
    .description('Prints the derivatives of a formula, as a formula or as a function in code.')
    .argument('<FORMULA>', 'such as "x^2*y"; one that begins with a minus comes after --')
    .option('--wrt <NAMES>', 'by these variables (all of the formula unless told)', collectNames)
    .option('--order <N>', '2 for second derivatives, and so on', parseCount, 1)
    .addOption(
      new Option('--as <FORM>', 'how to print')
        .choices([...Object.keys(notations), ...Object.keys(languages)])
        .default('text'),
    )
    .option('--steps', 'show the rules that lead there')
    .addHelpText(
      'before',
      examples(
        'gradus derive "x^2*y"',
        'gradus derive "x^2*y" --wrt x,y --order 2',
        'gradus derive "x*sin(x)" --steps',
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
  if (options.steps && isLanguage(options.as)) {
    throw wrongUsage('Steps are formulas, not code.', 'Leave out --as, or ask for --as latex.')
  }
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
  const found = listDerivatives(expression, variables, options)
  const parameters = [...known, ...variables.filter((name) => !known.includes(name))]
  if (call.isJson) printJson(call, text, found.derivatives, parameters, options)
  else if (isLanguage(options.as)) {
    const entries = found.derivatives.map(({ wrt }) => wrt.join(' '))
    if (found.hessian) call.say(` The results are the derivatives by ${entries.join(', ')}.`)
    call.terminal.out.write(writeCode(options.as, found.derivatives, parameters))
  } else print(call, found, options)
  return exitCodes.ok
}

function isLanguage(form: Form): form is keyof typeof languages {
  return Object.hasOwn(languages, form)
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

interface Found {
  /** The gradient, the upper triangle of the Hessian, or one derivative of higher order. */
  readonly derivatives: readonly Derivative[]
  readonly hessian?: Hessian
}

function listDerivatives(
  expr: Expr,
  variables: readonly string[],
  { order, steps, as }: DeriveOptions,
): Found {
  // Code keeps the form in which derivatives share the most; people read the shortest one.
  const shown = (formula: Expr): Expr => (isLanguage(as) ? formula : simplify(formula))
  const finish = (wrt: readonly string[], formula: Expr): Derivative =>
    steps ? withSteps(expr, wrt) : { wrt, formula: shown(formula) }
  const [first = ''] = variables
  if (order === 1) {
    const slopes = gradient(expr, variables)
    return { derivatives: variables.map((name, i) => finish([name], slopes[i]!)) }
  }
  if (variables.length === 1) {
    const wrt = new Array<string>(order).fill(first)
    return { derivatives: [finish(wrt, differentiate(expr, first, order))] }
  }
  const rows = hessian(expr, variables)
  const derivatives = variables.flatMap((row, i) =>
    variables.slice(i).map((column, j) => finish([row, column], rows[i]![i + j]!)),
  )
  return { derivatives, hessian: { variables, rows: rows.map((row) => row.map(shown)) } }
}

/** A derivative in the form that its steps end with. */
function withSteps(expr: Expr, wrt: readonly string[]): Derivative {
  const steps: Step[] = []
  let formula = expr
  for (const name of wrt) {
    const found = explain(formula, name)
    steps.push(...found)
    // A result too long for a line is not written in full there.
    formula =
      tryParseExpression(found.at(-1)!.after).expression ?? simplify(differentiate(formula, name))
  }
  return { wrt, formula, steps }
}

function print(call: Call, found: Found, { as, steps }: DeriveOptions): void {
  const { out } = call.terminal
  if (as === 'latex') printLatex(call, found)
  else if (as === 'mathml') {
    for (const { formula } of found.derivatives) out.print(toMathML(formula))
  } else printText(call, found, steps === true)
}

function printText(call: Call, found: Found, hasSteps: boolean): void {
  const { out, isUnicode } = call.terminal
  const style = { width: out.width, paint: out.paint, isUnicode }
  if (hasSteps) {
    for (const each of found.derivatives) {
      for (const line of printSteps(each, style)) out.print(line)
      out.print('')
    }
  }
  const table = found.hessian && printHessian(found.hessian, style)
  const lines =
    table ?? found.derivatives.flatMap((each) => printDerivative(each, style, out.isTerminal))
  for (const line of lines) out.print(line)
}

function printLatex({ terminal: { out } }: Call, { derivatives, hessian }: Found): void {
  for (const each of derivatives) {
    if (each.steps) for (const line of latexSteps(each)) out.print(line)
  }
  const [only] = derivatives
  if (hessian) out.print(latexHessian(hessian))
  else if (derivatives.length === 1) out.print(toLatex(only!.formula))
  else {
    for (const { wrt, formula } of derivatives) {
      out.print(`${latexNameOf(wrt)} = ${toLatex(formula)}`)
    }
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
  const write = isLanguage(as) ? toText : notations[as]
  const rows = derivatives.map(({ wrt, formula, steps }) => ({
    wrt,
    formula: write(formula),
    ...(steps && { steps }),
  }))
  const code = isLanguage(as) ? { code: writeCode(as, derivatives, parameters) } : {}
  const result = { schema: 1, formula: text, order, as, derivatives: rows, ...code }
  terminal.out.print(JSON.stringify(result))
}
