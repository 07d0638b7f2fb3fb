import { asksOf, formulaOf, type Line, math, text, write, writeDerivative } from './explain/line.ts'
import { applyRule, type Setting } from './explain/rules.ts'
import type { Expr } from './expr.ts'
import { sym, whole } from './leaves.ts'
import { toLatex } from './print/latex.ts'
import { toText } from './print/plain.ts'
import { simplify } from './simplify/index.ts'
import { nodesOf } from './traverse.ts'

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
 * however often it stands there.
 */
export function explain(expr: Expr, variable: string): Step[] {
  const setting = settingOf(expr, variable)
  const lines = new Map<Expr, Line>()
  const steps: Step[] = []
  const pending = [expr]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (lines.has(node)) continue
    const applied = applyRule(setting, node)
    lines.set(node, applied.after)
    steps.push({
      rule: applied.rule,
      text: applied.text,
      before: writeDerivative(text, variable, node),
      after: write(text, variable, applied.after),
      latex: {
        before: writeDerivative(math, variable, node),
        after: write(math, variable, applied.after),
      },
    })
    pending.push(...asksOf(applied.after).toReversed())
  }
  return [...steps, ...lastSteps(steps, derivativeFrom(lines, expr))]
}

function settingOf(expr: Expr, variable: string): Setting {
  const x = sym(variable)
  const known = new Map<Expr, boolean>()
  const find = (part: Expr): void => {
    for (const node of nodesOf([part])) {
      if (known.has(node)) continue
      known.set(node, node === x || node.operands.some((operand) => known.get(operand)))
    }
  }
  find(expr)
  const varies = (part: Expr): boolean => {
    // Rules put parts together anew: a product of some factors, an exponent times a logarithm.
    if (!known.has(part)) find(part)
    return known.get(part)!
  }
  return { variable: x, varies }
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

function lastSteps(steps: readonly Step[], derivative: Expr): readonly Step[] {
  const last: Step[] = []
  const found = toText(derivative)
  if (steps[0]!.after !== found) {
    const { before, latex } = steps[0]!
    last.push({
      rule: 'put together',
      text: 'Put the derivatives of the parts in their places.',
      before,
      after: found,
      latex: { before: latex.before, after: toLatex(derivative) },
    })
  }
  const simpler = simplify(derivative)
  if (simpler !== derivative) {
    last.push({
      rule: 'simplify',
      text: 'The same, written more briefly.',
      before: found,
      after: toText(simpler),
      latex: { before: toLatex(derivative), after: toLatex(simpler) },
    })
  }
  return last
}
