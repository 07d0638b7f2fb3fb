import { type Expr, type Step, sym, toLatex, toText } from '@gradus/symbolic'
import type { Wrapped } from '../terminal/labelled.ts'
import { layOutTable } from '../terminal/table.ts'
import { indent, wrap, wrapFormula } from '../terminal/wrap.ts'

/** One derivative: the variables it is taken by, in order, its formula, and how it is found. */
export interface Derivative {
  readonly wrt: readonly string[]
  readonly formula: Expr
  readonly steps?: readonly Step[]
}

/** Second derivatives by some variables: row by row, both triangles. */
export interface Hessian {
  readonly variables: readonly string[]
  readonly rows: readonly (readonly Expr[])[]
}

/** ` ∂/∂x = 2*x*y`; long ones take several lines where somebody looks at them. */
export function printDerivative(
  { wrt, formula }: Derivative,
  style: Wrapped,
  isTerminal: boolean,
): readonly string[] {
  const name = nameOf(wrt, style)
  const [text, indented] = [toText(formula), name.length + 4]
  const lines = isTerminal ? wrapFormula(text, style.width - indented) : [text]
  return lines.map((line, i) =>
    i === 0 ? ` ${style.paint('strong', name)} = ${line}` : indent(line, indented),
  )
}

/**
 * A Hessian as a table with the variables beside and above it; `undefined` where it is too
 * wide for that.
 */
export function printHessian(
  { variables, rows }: Hessian,
  style: Wrapped,
): readonly string[] | undefined {
  const sign = style.isUnicode ? '∂' : 'd'
  const head = { heading: '', cells: variables.map((name) => `${sign}${name}`) }
  const columns = variables.map((name, j) => ({
    heading: `${sign}${name}`,
    cells: rows.map((row) => toText(row[j]!)),
  }))
  const faint = (text: string): string => style.paint('faint', text)
  const plain = layOutTable([head, ...columns], (text) => text)
  if (plain.some((line) => line.length + 3 > style.width)) return undefined
  const table = layOutTable([{ ...head, paint: faint }, ...columns], faint)
  return [` ${style.paint('strong', 'Hessian')}`, ...table.map((line) => `   ${line}`)]
}

/** The steps to a derivative: a rule, what it says, and what it makes of a part. */
export function printSteps({ wrt, steps = [] }: Derivative, style: Wrapped): readonly string[] {
  const lines = [` ${style.paint('strong', `Steps to ${nameOf(wrt, style)}`)}`]
  for (const [i, { rule, text, before, after }] of steps.entries()) {
    const number = String(i + 1).padStart(3)
    lines.push('', ` ${style.paint('faint', number)}  ${style.paint('accent', rule)}`)
    const prose = wrapSentence(text, style.width - margin).map((line) => style.paint('faint', line))
    lines.push(...[...prose, ...equation(before, after, style.width - margin)].map(pad))
  }
  return lines
}

const margin = 6

// `n = 2` stays on one line.
function wrapSentence(text: string, width: number): readonly string[] {
  return wrap(text.replaceAll(' = ', '\0=\0'), width).map((line) => line.replaceAll('\0', ' '))
}

function pad(line: string): string {
  return indent(line, margin)
}

/** `before = after` on one line where it fits, else with the second side below. */
function equation(before: string, after: string, width: number): readonly string[] {
  const whole = `${before} = ${after}`
  if (whole.length <= width) return [whole]
  const below = wrapFormula(after, width - 4)
  const right = below.map((line, i) => (i === 0 ? `  = ${line}` : indent(line, 4)))
  return [...wrapFormula(before, width), ...right]
}

/** The steps in LaTeX, aligned at their equality signs. */
export function latexSteps({ steps = [] }: Derivative): readonly string[] {
  const rows = steps.map(
    ({ rule, latex }) => `  ${latex.before} &= ${latex.after} && \\text{${rule}}`,
  )
  return ['\\begin{align*}', rows.join(' \\\\\n'), '\\end{align*}']
}

/** A Hessian in LaTeX. */
export function latexHessian({ rows }: Hessian): string {
  const entries = rows.map((row) => row.map(toLatex).join(' & ')).join(' \\\\ ')
  return `\\nabla^{2} f = \\begin{pmatrix} ${entries} \\end{pmatrix}`
}

/** `\frac{\partial^{2}}{\partial x \partial y}`. */
export function latexNameOf(wrt: readonly string[]): string {
  const raise = (power: number): string => (power === 1 ? '' : `^{${power}}`)
  const below = countRuns(wrt).map(
    ([name, power]) => `\\partial ${toLatex(sym(name))}${raise(power)}`,
  )
  return `\\frac{\\partial${raise(wrt.length)}}{${below.join(' ')}}`
}

/** `∂/∂x`, `∂²/∂x∂y`, `∂³/∂x³`. */
function nameOf(wrt: readonly string[], { isUnicode }: Wrapped): string {
  const sign = isUnicode ? '∂' : 'd'
  const raise = (power: number): string => {
    if (power === 1) return ''
    return isUnicode ? superscript(power) : `^${power}`
  }
  const below = countRuns(wrt).map(([name, power]) => `${sign}${name}${raise(power)}`)
  return `${sign}${raise(wrt.length)}/${below.join(isUnicode ? '' : ' ')}`
}

function superscript(power: number): string {
  return [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit))).join('')
}

function countRuns(names: readonly string[]): readonly (readonly [name: string, count: number])[] {
  return [...new Set(names)].map((name) => [name, names.filter((each) => each === name).length])
}
