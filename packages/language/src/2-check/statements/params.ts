import type { BinaryExpr, Expr, Name, ParamStatement } from '../../1-syntax/ast.ts'
import { collecting, constantOf, type Env, infer } from '../env.ts'
import { readKnown } from '../expressions/known-before.ts'
import { asTensor, nounOf, reportKind } from '../expressions/values.ts'
import { editsFix, insertion } from '../reporter.ts'
import { resolveType } from '../resolve-type.ts'
import { showType } from '../show-type.ts'
import { isSingle, type TensorType } from '../types.ts'
import { fillsType, reportDeclared, warnOfBelief } from './value-types.ts'

/** Checks `param name: type in range = start`; gives the type that it declares. */
export function checkParam(env: Env, statement: ParamStatement): TensorType | undefined {
  const type = resolveType(env, statement.type)
  const { start, range, belief, name } = statement
  if (belief) {
    warnOfBelief(env, name.span, belief)
    infer(collecting(env, { draws: type ?? 'unknown' }), belief)
  }
  if (start && !checkStart(env, statement, start, type)) return undefined
  if (range) checkRange(env, statement, range)
  const isZero = start ? isAllZeros(env, start) : !belief
  if (isZero && type && type.dims.length >= 2) {
    env.reporter.report(
      'W0702',
      name.span,
      { name: name.text },
      {
        help: 'start it at `glorot()`, or `he()` before `relu`',
      },
    )
  }
  return type && { ...type, element: { kind: 'number' } }
}

/** False when the start has dims that the parameter was not given: then nothing is known of it. */
function checkStart(
  env: Env,
  { name, type: written }: ParamStatement,
  start: Expr,
  type: TensorType | undefined,
): boolean {
  const inner: Env = { ...env, draws: type ?? 'unknown', defining: name.text }
  const found = infer(inner, start)
  if (!type || found.kind === 'poison') return true
  if (found.kind === 'function') {
    const help = `call it: \`${env.reporter.textOf(start.span)}()\``
    env.reporter.report(
      'E0317',
      start.span,
      { found: nounOf(found), expected: 'a start' },
      { help },
    )
    return true
  }
  const tensor = asTensor(env, start, found)
  if (!tensor || fillsType(type, tensor)) return true
  if (written) reportDeclared(env, name.text, start, type, tensor)
  else reportUntyped(env, name, start, tensor)
  return written !== undefined
}

function reportUntyped(env: Env, { text, span }: Name, start: Expr, found: TensorType): void {
  const shape = showType(found)
  const values = { name: text, declared: 'one number', found: shape }
  const fix = editsFix(`write \`${text}: ${shape}\``, [insertion(span.end, `: ${shape}`)], 'ask')
  env.reporter.report('E0307', start.span, values, { label: shape, fix })
}

function checkRange(env: Env, statement: ParamStatement, range: Expr): void {
  if (!readKnown(env, range, (inner) => infer(inner, range))) return
  const type = infer(env, range)
  if (type.kind === 'poison') return
  if (type.kind !== 'range' || range.kind !== 'binary') {
    reportKind(env, range, nounOf(type), 'a range such as `0..inf`')
    return
  }
  checkInside(env, statement, range)
  warnOfBound(env, range)
}

/** A bound from here on that is a power of ten is nobody's but a guess. */
const FAR_BOUND = 1e4

function warnOfBound(env: Env, range: BinaryExpr): void {
  for (const end of [range.left, range.right]) {
    const bound = Math.abs(constantOf(env, end) ?? 0)
    if (!Number.isFinite(bound) || bound < FAR_BOUND || !Number.isInteger(Math.log10(bound)))
      continue
    const open = end === range.left ? '-inf' : 'inf'
    const help = `nothing ever reaches it: leave this end open, as \`${open}\``
    env.reporter.report('W0710', end.span, { range: env.reporter.textOf(range.span) }, { help })
  }
}

// Ranges are held by a change of variables, which maps no start to a bound itself.
function checkInside(env: Env, { start, name }: ParamStatement, range: BinaryExpr): void {
  const from = constantOf(env, range.left)
  const to = constantOf(env, range.right)
  const value = start ? env.constants.get(start) : 0
  if (from === undefined || to === undefined || value === undefined) return
  if (from < value && value < to) return
  const text = env.reporter.textOf(range.span)
  const label = start ? '' : 'without a start, it starts at 0'
  const help = 'give it a start inside the range, which holds neither of its ends'
  const values = { name: name.text, start: value, range: text }
  env.reporter.report('E0405', (start ?? name).span, values, { label, help })
}

function isAllZeros(env: Env, start: Expr): boolean {
  if (env.constants.get(start) === 0) return true
  if (start.kind !== 'call' || start.callee.kind !== 'name') return false
  return start.callee.name === 'zeros' && isSingle(infer(env, start)) === false
}
