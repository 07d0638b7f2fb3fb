import {
  asksOf,
  derivativeOf,
  formula,
  formulaOf,
  type Line,
  latexNotation,
  type Notation,
  textNotation,
  write,
} from './explain/line.ts'
import { applyRule, type Setting } from './explain/rules.ts'
import type { Expr } from './expr.ts'
import { sym, whole } from './leaves.ts'
import { foldRemembered } from './remembered-fold.ts'
import { simplify } from './simplify/index.ts'
import { foldExprs } from './traverse.ts'

/** One step of a derivation: a rule, what it was applied to, and what came of it. */
export interface Step {
  /** The names of the rules: "product rule", "power rule, chain rule". */
  readonly rule: string
  readonly before: string
  readonly after: string
  /** The rule in a sentence. */
  readonly text: string
  /** `before` and `after` in LaTeX, for math mode. */
  readonly latex: { readonly before: string; readonly after: string }
}

/**
 * How a derivative is found, step by step from the whole formula to its parts, as one
 * writes it on a blackboard. `d/dx[u]` stands for a derivative that a later step finds. The
 * last steps put the parts together and tidy up. Each part of the formula is derived once,
 * however often it stands there. Inside a line, parts of more than 2000 characters are
 * written as `…`, so that all steps together are as long as the formula is large; the result
 * is written in full where it has no more than 20 000 parts.
 */
export function explain(expr: Expr, variable: string): Step[] {
  const notations = notationsOf(variable, mostCharacters)
  const setting = settingOf(variable, (part) => notations.text.write(part).body)
  const lines = new Map<Expr, Line>()
  const steps: Step[] = []
  const pending = [expr]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (lines.has(node)) continue
    const { rule, text, after } = applyRule(setting, node)
    lines.set(node, after)
    steps.push(stepOf(notations, rule, text, derivativeOf(node), after))
    pending.push(...asksOf(after).toReversed())
  }
  const derivative = derivativeFrom(lines, expr)
  const inFull = treeSize(derivative) <= mostNodes ? notationsOf(variable) : notations
  return [...steps, ...lastSteps(inFull, expr, derivative, lines.get(expr)!)]
}

// More than a page of text: nobody reads it, and parts of a deep formula would each fill one.
const mostCharacters = 2000
// A result of no more parts is written in full.
const mostNodes = 20_000

function treeSize(expr: Expr): number {
  return foldExprs<number>([expr], (_, sizes) => sizes.reduce((a, b) => a + b, 1))[0]!
}

/** A formula in both notations that a step has. */
interface Notations {
  readonly text: Notation
  readonly math: Notation
}

function notationsOf(variable: string, most = Infinity): Notations {
  return { text: textNotation(sym(variable), most), math: latexNotation(sym(variable), most) }
}

function stepOf(
  { text, math }: Notations,
  rule: string,
  sentence: string,
  before: Line,
  after: Line,
): Step {
  return {
    rule,
    text: sentence,
    before: write(text, before),
    after: write(text, after),
    latex: { before: write(math, before), after: write(math, after) },
  }
}

function settingOf(variable: string, writePart: (part: Expr) => string): Setting {
  const x = sym(variable)
  const known = new Map<Expr, boolean>()
  const visit = (node: Expr, operands: readonly boolean[]): boolean =>
    node === x || operands.includes(true)
  return { variable: x, varies: (part) => foldRemembered(part, known, visit), write: writePart }
}

/** The derivative of the whole from the lines of its parts, in the form that the rules gave it. */
function derivativeFrom(lines: ReadonlyMap<Expr, Line>, expr: Expr): Expr {
  const known = new Map<Expr, Expr>()
  const pending = [expr]
  for (let node = pending.at(-1); node; node = pending.at(-1)) {
    const line = lines.get(node)!
    const missing = asksOf(line).filter((asked) => !known.has(asked))
    if (missing.length > 0) pending.push(...missing)
    else {
      pending.pop()
      known.set(
        node,
        formulaOf(line, (asked) => known.get(asked) ?? whole(0)),
      )
    }
  }
  return known.get(expr)!
}

function lastSteps(
  notations: Notations,
  expr: Expr,
  derivative: Expr,
  first: Line,
): readonly Step[] {
  const last: Step[] = []
  const found = formula(derivative)
  if (write(notations.text, first) !== write(notations.text, found)) {
    const text = 'Put the derivatives of the parts in their places.'
    last.push(stepOf(notations, 'put together', text, derivativeOf(expr), found))
  }
  const simpler = simplify(derivative)
  if (simpler !== derivative) {
    const text = 'The same, written more briefly.'
    last.push(stepOf(notations, 'simplify', text, found, formula(simpler)))
  }
  return last
}
