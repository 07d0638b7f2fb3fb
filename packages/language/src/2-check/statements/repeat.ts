import type { BindingStatement, Expr, RepeatStatement } from '../../1-syntax/ast.ts'
import { isBuiltinName } from '../../builtins/table.ts'
import { repeatedDims } from '../dims.ts'
import { constantOf, type Env } from '../env.ts'
import { readDim } from '../expressions/dim-arguments.ts'
import { inferNumber } from '../expressions/values.ts'
import { type Meaning, mapOwned, type Owned, Scope } from '../scope.ts'
import { showType } from '../show-type.ts'
import { poison, type TensorType, type Type } from '../types.ts'
import { checkParam } from './params.ts'
import { bindingType } from './value-types.ts'

/** What the turns of a `repeat` made, stacked along its depth. */
export interface RepeatedParameters {
  readonly parameters: ReadonlyMap<string, TensorType>
  readonly parts: ReadonlyMap<string, Owned>
}

/**
 * Checks `repeat depth { … }`: names that exist outside are carried from turn to turn and
 * keep their shape; parameters made inside are stacked along the depth.
 */
export function checkRepeat(env: Env, { count, body }: RepeatStatement): RepeatedParameters {
  const depth = readDepth(env, count)
  const stack = (type: TensorType): TensorType =>
    depth === undefined ? type : { ...type, dims: repeatedDims(depth, type.dims) }
  const inner: Env = { ...env, scope: new Scope(env.scope) }
  const parameters = new Map<string, TensorType>()
  const parts = new Map<string, Owned>()
  for (const statement of body.statements) {
    if (statement.kind === 'return') {
      const help = 'a `repeat` gives its values by the names that it carries'
      env.reporter.report('E0106', statement.span, { text: 'return' }, { help })
    } else if (statement.kind === 'repeat') {
      const made = checkRepeat(inner, statement)
      for (const [name, type] of made.parameters) parameters.set(name, stack(type))
      for (const [name, owned] of made.parts) parts.set(name, mapOwned(owned, stack))
    } else if (statement.kind === 'param') {
      const { text: name, span } = statement.name
      const type = checkParam(inner, statement)
      const rest = { kind: 'parameter', name, span, reads: new Set<Meaning>() } as const
      inner.scope.declare({ ...rest, type: type ?? poison, makesParameters: true })
      if (type) parameters.set(name, stack(type))
    } else {
      const owned = checkCarried(inner, env, statement, { depth, stack })
      if (owned) parts.set(statement.name.text, owned)
    }
  }
  declareStacked(env, parameters, inner.scope)
  return { parameters, parts }
}

function readDepth(env: Env, count: Expr): string | undefined {
  if (count.kind === 'name') return readDim(env, count)?.[0]
  if (!inferNumber(env, count, 'a dim or a whole number')) return undefined
  const turns = constantOf(env, count)
  if (turns !== undefined && Number.isInteger(turns) && turns > 0) return String(turns)
  const found = `\`${env.reporter.textOf(count.span)}\``
  env.reporter.report('E0317', count.span, { found, expected: 'a dim or a whole number' })
  return undefined
}

interface Stacking {
  /** None where the count is poison. */
  readonly depth: string | undefined
  readonly stack: (type: TensorType) => TensorType
}

function checkCarried(
  inner: Env,
  outer: Env,
  statement: BindingStatement,
  { depth, stack }: Stacking,
): Owned | undefined {
  const { text: name, span } = statement.name
  const before = outer.scope.find(name)
  const isRebindable = !before || before.kind === 'value' || before.kind === 'argument'
  if (inner.scope.findHere(name) || !isRebindable) {
    const first = (inner.scope.findHere(name) ?? before)?.span
    const secondary = first ? [{ span: first, text: 'first here' }] : []
    outer.reporter.report('E0203', span, { name }, { secondary })
    return undefined
  }
  if (!before && outer.inside === 'file' && isBuiltinName(name)) {
    outer.reporter.report('E0215', span, { name })
  }
  // A name that is carried reads its own value of the turn before.
  const meaning = bindingType({ ...inner, ...(before ? { defining: '' } : {}) }, statement)
  inner.scope.declare(meaning)
  const owned = meaning.owned && mapOwned(meaning.owned, stack)
  if (before) carry(outer, before, { ...meaning, ...(owned ? { owned } : {}) }, depth)
  return owned
}

function carry(env: Env, before: Meaning, meaning: Meaning, depth: string | undefined): void {
  const keeps = sameType(before.type, meaning.type)
  if (!keeps && meaning.span) {
    const was = before.span ? [{ span: before.span, text: showType(before.type) }] : []
    const details = { label: showType(meaning.type), secondary: was }
    env.reporter.report('E0310', meaning.span, { name: meaning.name }, details)
  }
  const { constant: _, ...rest } = meaning
  const reads = new Set([...meaning.reads, before])
  const span = before.span ?? meaning.span
  const isKnown = meaning.type.kind !== 'poison' && depth !== undefined
  const type = isKnown ? before.type : poison
  env.scope.declare({ ...rest, type, reads, ...(span ? { span } : {}) })
}

function sameType(left: Type, right: Type): boolean {
  return left.kind === 'poison' || right.kind === 'poison' || showType(left) === showType(right)
}

function declareStacked(env: Env, parameters: ReadonlyMap<string, TensorType>, inner: Scope): void {
  for (const [name, type] of parameters) {
    const made = inner.findHere(name)
    if (!made || env.scope.findHere(name)) continue
    env.scope.declare({ ...made, type })
  }
}
