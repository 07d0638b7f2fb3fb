import { type ElementwiseName, signatures } from '@gradus/ops'
import { run } from '../double.ts'
import type { Expr } from '../expr.ts'
import { constant, num, numberOf, whole } from '../leaves.ts'
import { compareNumerals, makeRational, toExactDouble } from '../number/numeral.ts'
import { arityOf, hasTrait } from '../op-table.ts'
import { intern, presentAll } from '../pool.ts'
import { exponential } from './exponential.ts'
import { compareExprs } from './order.ts'
import { power } from './power.ts'
import { negate, product } from './product.ts'
import { sum } from './sum.ts'

type Constructor = (...args: Expr[]) => Expr

// The ops that canonical form writes as sums, products and powers.
const constructors: ReadonlyMap<string, Constructor> = new Map<ElementwiseName, Constructor>([
  ['add', (...terms) => sum(terms)],
  ['sub', (a, b) => sum([a, negate(b)])],
  ['mul', (...factors) => product(factors)],
  ['div', (a, b) => product([a, power(b, whole(-1))])],
  ['neg', (a) => negate(a)],
  ['pow', (a, b) => power(a, b)],
  ['sqrt', (a) => power(a, half(1))],
  ['rsqrt', (a) => power(a, half(-1))],
  [exponential, (a) => power(constant('e'), a)],
  ['select', chooseBranch],
])

/**
 * An elementwise op of the table over formulas, in canonical form. Ops that are associative
 * take two arguments or more. Throws a TypeError for a wrong number of arguments, and for a
 * condition in the place of a value or the reverse.
 */
export function call(op: ElementwiseName, given: readonly Expr[]): Expr {
  const args = presentAll(given)
  const form = formOf(op)
  checkArguments(op, form, args)
  if (form.construct) return form.construct(...args)
  if (form.isJoining) return joinAll(op, args)
  const ordered = form.isCommutative ? args.toSorted(compareExprs) : args
  return fold(op, ordered) ?? intern('call', op, ordered)
}

/** What the table says about calls of an op. */
interface CallForm {
  readonly arity: number | 'any'
  /** Whether it takes more arguments too. */
  readonly isAssociative: boolean
  readonly isCommutative: boolean
  /** Whether it joins any number of arguments, in any order: `max`, `min`, logic. */
  readonly isJoining: boolean
  readonly isCondition: boolean
  /** Which arguments are conditions; the last entry holds for all that follow. */
  readonly wantsCondition: readonly boolean[]
  readonly construct: Constructor | undefined
}

const forms = new Map<ElementwiseName, CallForm>()

function formOf(op: ElementwiseName): CallForm {
  const known = forms.get(op)
  if (known) return known
  const [args = '', result] = signatures[op].split('>')
  const isAssociative = hasTrait(op, 'associative')
  const isCommutative = hasTrait(op, 'commutative')
  const form: CallForm = {
    arity: arityOf[op],
    isAssociative,
    isCommutative,
    isJoining: isAssociative && isCommutative,
    isCondition: result === 'm',
    wantsCondition: Array.from(args, (letter) => letter === 'm'),
    construct: constructors.get(op),
  }
  forms.set(op, form)
  return form
}

/** Whether a formula is a truth value: a comparison, or comparisons joined by logic. */
export function isCondition(expr: Expr): boolean {
  if (expr.kind === 'constant') return expr.label === 'true' || expr.label === 'false'
  return expr.kind === 'call' && formOf(expr.label).isCondition
}

function checkArguments(op: ElementwiseName, form: CallForm, args: readonly Expr[]): void {
  const { arity, isAssociative, wantsCondition } = form
  if (args.length !== arity && !(isAssociative && args.length >= 2)) {
    throw new TypeError(`${op} takes ${arity} arguments, not ${args.length}`)
  }
  for (let i = 0; i < args.length; i++) {
    const wanted = wantsCondition[Math.min(i, wantsCondition.length - 1)]
    if (isCondition(args[i]!) !== wanted) {
      throw new TypeError(`${op}: argument ${i + 1} is ${wanted ? 'not ' : ''}a condition`)
    }
  }
}

/** The arguments of nested calls of one associative op: `max(max(a, b), c)` has three. */
export function joinedArguments(expr: Expr): readonly Expr[] {
  if (expr.kind !== 'call' || !formOf(expr.label).isJoining) return expr.operands
  const { label } = expr
  const args: Expr[] = []
  let rest: Expr = expr
  // Canonical nesting is to the left, so a loop suffices.
  while (rest.kind === 'call' && rest.label === label) {
    args.push(rest.operands[1]!)
    rest = rest.operands[0]!
  }
  args.push(rest)
  return args.reverse()
}

// All such ops but sums and products are idempotent: a repetition says nothing new.
function joinAll(op: ElementwiseName, args: readonly Expr[]): Expr {
  const flat = args.flatMap((arg) =>
    arg.kind === 'call' && arg.label === op ? joinedArguments(arg) : [arg],
  )
  const apart: Expr[] = []
  for (const arg of [...new Set(flat)].sort(compareExprs)) {
    const last = apart.at(-1)
    const folded = last && fold(op, [last, arg])
    if (folded) apart[apart.length - 1] = folded
    else apart.push(arg)
  }
  return apart.reduce((left, right) => intern('call', op, [left, right]))
}

function chooseBranch(condition: Expr, a: Expr, b: Expr): Expr {
  if (a === b || condition === constant('true')) return a
  if (condition === constant('false')) return b
  return intern('call', 'select', [condition, a, b])
}

/** What a call of known arguments is, where that is exact. */
function fold(op: ElementwiseName, args: readonly Expr[]): Expr | undefined {
  if (hasTrait(op, 'comparison')) return foldComparison(op, args[0]!, args[1]!)
  if (hasTrait(op, 'logic')) return foldLogic(op, args)
  const values: number[] = []
  for (const arg of args) {
    const value = arg.kind === 'number' ? toExactDouble(arg.value) : undefined
    if (value === undefined) return undefined
    values.push(value)
  }
  const result = run(op, values)
  const isKnown = hasTrait(op, 'exact') || isSimplePoint(values, result)
  return isKnown && Number.isFinite(result) ? num(result) : undefined
}

// Where a function takes a whole number to a whole number near zero, that is its exact
// value: sin 0, cos 0, log 1, gamma 1. All are right to a few ulp.
function isSimplePoint(values: readonly number[], result: number): boolean {
  return (
    Number.isInteger(result) &&
    Math.abs(result) <= 1 &&
    values.every((value) => Number.isInteger(value) && Math.abs(value) <= 1)
  )
}

function foldComparison(op: ElementwiseName, a: Expr, b: Expr): Expr | undefined {
  if (a === b) return truth(run(op, [0, 0]))
  if (a.kind !== 'number' || b.kind !== 'number') return undefined
  return truth(run(op, [compareNumerals(a.value, b.value), 0]))
}

// An op of logic is known by its truth table: where one argument decides it, or where the
// other alone does.
function foldLogic(op: ElementwiseName, args: readonly Expr[]): Expr | undefined {
  const open = args.filter((arg) => truthOf(arg) === undefined)
  if (open.length > 1) return undefined
  const [whenTrue, whenFalse] = [1, 0].map((assumed) =>
    run(
      op,
      args.map((arg) => truthOf(arg) ?? assumed),
    ),
  )
  if (whenTrue === whenFalse) return truth(whenTrue!)
  return whenTrue === 1 && open[0] ? open[0] : undefined
}

function truthOf(expr: Expr): number | undefined {
  if (expr === constant('true')) return 1
  return expr === constant('false') ? 0 : undefined
}

function truth(value: number): Expr {
  return constant(value ? 'true' : 'false')
}

function half(numerator: 1 | -1): Expr {
  return numberOf(makeRational(numerator, 2))
}
