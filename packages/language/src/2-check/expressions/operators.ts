import type { Details, Fix, Label } from '@gradus/diagnostics'
import type { BinaryExpr, BinaryOperator, Expr, IfExpr, UnaryExpr } from '../../1-syntax/ast.ts'
import { alignDims, baseDim, contractDims, type Dims } from '../dims.ts'
import type { Env } from '../env.ts'
import { editsFix, insertion, replaceFix } from '../reporter.ts'
import { showType } from '../show-type.ts'
import type { TensorType, Type } from '../types.ts'
import { bools, type Element, isLabels, isSingle, numbers, poison } from '../types.ts'
import { asTensor, requireCondition } from './values.ts'

/** Types `left operator right` when both sides are typed. */
export function typeBinary(env: Env, expr: BinaryExpr, left: Type, right: Type): Type {
  const a = asTensor(env, expr.left, left)
  const b = asTensor(env, expr.right, right)
  if (!a || !b) return poison
  return operatorRules[expr.operator](env, expr, a, b)
}

type OperatorRule = (env: Env, expr: BinaryExpr, left: TensorType, right: TensorType) => Type

const arithmetic: OperatorRule = (env, expr, left, right) => {
  const dims = alignNumbers(env, expr, left, right)
  return dims ? numbers(dims) : poison
}

const order: OperatorRule = (env, expr, left, right) => {
  const dims = alignNumbers(env, expr, left, right)
  return dims ? bools(dims) : poison
}

// Labels may be compared with labels of their dim, or with one number.
const equality: OperatorRule = (env, expr, left, right) => {
  if (!areComparable(left, right)) {
    const [expression, type] = isLabels(left) ? [expr.left, left] : [expr.right, right]
    reportLabels(env, expression, type, expr.operator)
    return poison
  }
  const dims = align(env, expr.operator, [expr.left, left], [expr.right, right])
  return dims ? bools(dims) : poison
}

const logic: OperatorRule = (env, expr, left, right) => {
  const both = requireCondition(env, expr.left, left) && requireCondition(env, expr.right, right)
  const dims = both && align(env, expr.operator, [expr.left, left], [expr.right, right])
  return dims ? bools(dims) : poison
}

const contraction: OperatorRule = (env, expr, left, right) => {
  if (reportLabels(env, expr.left, left, '@') || reportLabels(env, expr.right, right, '@')) {
    return poison
  }
  if (isSingle(left) || isSingle(right)) return reportScalarContraction(env, expr, left, right)
  const dims = contractDims(left.dims, right.dims)
  return dims ? numbers(dims) : reportInnerDims(env, expr, left, right)
}

const range: OperatorRule = (env, expr, left, right) => {
  for (const [side, type] of [[expr.left, left] as const, [expr.right, right] as const]) {
    if (isSingle(type) && (type.element.kind === 'number' || type.element.kind === 'int')) continue
    const values = { found: showType(type), expected: 'a single number' }
    return env.reporter.report('E0317', side.span, values)
  }
  const [from, to] = [env.constants.get(expr.left), env.constants.get(expr.right)]
  if (from === undefined || to === undefined || from < to) return { kind: 'range' }
  const swapped = `${env.reporter.textOf(expr.right.span)}..${env.reporter.textOf(expr.left.span)}`
  const fix: Details = from > to ? { fix: replaceFix(expr.span, swapped) } : {}
  return env.reporter.report('E0409', expr.span, { range: env.reporter.textOf(expr.span) }, fix)
}

const operatorRules: Readonly<Record<BinaryOperator, OperatorRule>> = {
  or: logic,
  and: logic,
  '==': equality,
  '!=': equality,
  '~=': order,
  '<': order,
  '<=': order,
  '>': order,
  '>=': order,
  '..': range,
  '+': arithmetic,
  '-': arithmetic,
  '*': arithmetic,
  '/': arithmetic,
  '^': arithmetic,
  '@': contraction,
}

/** Types `-x`, `+x` and `not x`. */
export function typeUnary(env: Env, expr: UnaryExpr, operand: Type): Type {
  const type = asTensor(env, expr.operand, operand)
  if (!type) return poison
  if (expr.operator === 'not') {
    return requireCondition(env, expr.operand, type) ? type : poison
  }
  if (reportLabels(env, expr.operand, type, expr.operator)) return poison
  return numbers(type.dims)
}

/** Types `if c then a else b`: all three line up. */
export function typeIf(env: Env, expr: IfExpr, parts: readonly [Type, Type, Type]): Type {
  const condition = asTensor(env, expr.condition, parts[0])
  const then = asTensor(env, expr.then, parts[1])
  const otherwise = asTensor(env, expr.otherwise, parts[2])
  if (!condition || !requireCondition(env, expr.condition, condition)) return poison
  if (!then || !otherwise) return poison
  const branches = align(env, 'if', [expr.then, then], [expr.otherwise, otherwise])
  if (!branches) return poison
  const chosen: TensorType = { ...then, dims: branches }
  const dims = align(env, 'if', [expr.condition, condition], [expr.then, chosen])
  if (!dims) return poison
  return { kind: 'tensor', element: commonElement(then.element, otherwise.element), dims }
}

/** The element kind of a value that is one or the other. */
export function commonElement(left: Element, right: Element): Element {
  if (left.kind === 'labels' && right.kind === 'labels' && left.dim === right.dim) return left
  return left.kind === right.kind && left.kind !== 'labels' ? left : { kind: 'number' }
}

function alignNumbers(
  env: Env,
  { operator, left, right }: BinaryExpr,
  leftType: TensorType,
  rightType: TensorType,
): Dims | undefined {
  if (reportLabels(env, left, leftType, operator)) return undefined
  if (reportLabels(env, right, rightType, operator)) return undefined
  return align(env, operator, [left, leftType], [right, rightType])
}

function areComparable(left: TensorType, right: TensorType): boolean {
  if (!isLabels(left)) return !isLabels(right) || areComparable(right, left)
  const { element } = right
  if (element.kind === 'labels')
    return left.element.kind === 'labels' && left.element.dim === element.dim
  return element.kind !== 'bool' && isSingle(right)
}

function reportLabels(env: Env, expr: Expr, type: TensorType, operator: string): boolean {
  if (!isLabels(type)) return false
  const help = 'labels are names, not numbers: `one_hot(…)` turns them into numbers'
  env.reporter.report('E0311', expr.span, { operator }, { label: showType(type), help })
  return true
}

/** Lines up two typed expressions, or reports that neither fits inside the other. */
export function align(
  env: Env,
  operator: string,
  [leftExpr, left]: readonly [Expr, TensorType],
  [rightExpr, right]: readonly [Expr, TensorType],
): Dims | undefined {
  const dims = alignDims(left.dims, right.dims)
  if (dims) return dims
  const onlyLeft = left.dims.filter((dim) => !right.dims.includes(dim))
  const onlyRight = right.dims.filter((dim) => !left.dims.includes(dim))
  const isVectors = left.dims.length === 1 && right.dims.length === 1
  env.reporter.report(
    'E0303',
    leftExpr.span,
    { operator },
    {
      label: showType(left),
      secondary: [{ span: rightExpr.span, text: showType(right) }],
      notes: [
        `${ticked(onlyLeft)} only on the left and ${ticked(onlyRight, false)} only on the right, so neither fits inside the other`,
      ],
      help: isVectors
        ? 'for every pair, write `outer(a, b)`; for a product, `@` needs a shared dim'
        : 'sum or index one dim away first, or use `@` to multiply along a shared dim',
    },
  )
  return undefined
}

function ticked(dims: Dims, withVerb = true): string {
  const names = dims.map((dim) => `\`${dim}\``).join(', ')
  return withVerb ? `${names} ${dims.length === 1 ? 'is' : 'are'}` : names
}

function reportScalarContraction(
  env: Env,
  expr: BinaryExpr,
  left: TensorType,
  right: TensorType,
): Type {
  const secondary: Label[] = [
    { span: expr.left.span, text: showType(left) },
    { span: expr.right.span, text: showType(right) },
  ]
  const fix: Fix = { ...replaceFix(expr.operatorSpan, '*'), told: true }
  const details = { secondary, help: 'to scale, write `*`', fix }
  return env.reporter.report('E0304', expr.operatorSpan, {}, details)
}

function reportInnerDims(env: Env, expr: BinaryExpr, left: TensorType, right: TensorType): Type {
  const inner = left.dims.at(-1) ?? ''
  const outer = right.dims[0] ?? ''
  const details: Details = {
    label: showType(left),
    secondary: [{ span: expr.right.span, text: showType(right) }],
    notes: ['`@` sums over the last dim of the left side and the first of the right'],
    ...transposeHelp(env, expr, left, right),
  }
  return env.reporter.report('E0302', expr.left.span, { left: inner, right: outer }, details)
}

function transposeHelp(env: Env, expr: BinaryExpr, left: TensorType, right: TensorType): Details {
  const sameBase = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && baseDim(a) === baseDim(b)
  if (sameBase(left.dims.at(-1), right.dims.at(-1))) {
    const dim = baseDim(left.dims.at(-1) ?? '')
    return transposed(env, expr.right, `the right side does have \`${dim}\`, only not first`)
  }
  if (sameBase(left.dims[0], right.dims[0])) {
    const dim = baseDim(right.dims[0] ?? '')
    return transposed(env, expr.left, `the left side does have \`${dim}\`, only not last`)
  }
  return {}
}

const postfixKinds: ReadonlySet<Expr['kind']> = new Set(['name', 'call', 'index', 'field', 'list'])

function transposed(env: Env, expr: Expr, why: string): Details {
  const isPostfix = expr.parenthesized || postfixKinds.has(expr.kind)
  const text = env.reporter.textOf(expr.span)
  const written = isPostfix ? `${text}.T` : `(${text}).T`
  const edits = isPostfix
    ? [insertion(expr.span.end, '.T')]
    : [insertion(expr.span.start, '('), insertion(expr.span.end, ').T')]
  const fix: Fix = { ...editsFix(`write \`${written}\``, edits), told: true }
  return { help: `${why}: write \`${written}\``, fix }
}
