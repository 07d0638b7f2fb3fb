import type { Block, BlockStatement, Expr, TypeRef } from '../../1-syntax/ast.ts'
import type { Definition } from '../definition.ts'
import { type CallResult, type Env, infer } from '../env.ts'
import { editsFix, insertion } from '../reporter.ts'
import { resolveType } from '../resolve-type.ts'
import { gatherOwned, type Owned } from '../scope.ts'
import { showType } from '../show-type.ts'
import { poison, type TensorType, type Type } from '../types.ts'
import { checkParam } from './params.ts'
import { checkRepeat } from './repeat.ts'
import { bindingType } from './value-types.ts'

type Callable = Extract<Definition, { kind: 'function' | 'layer' }>

/** Checks the body of a function or layer in an environment where its formals are bound. */
export function checkBody(env: Env, definition: Callable): CallResult {
  const { body, result, name } = definition.statement
  if (body.kind !== 'block') {
    const type = infer(env, body)
    return { type: keepPromise(env, name.text, result, body, type), owned: gatherOwned(env.made) }
  }
  const parameters = new Map<string, TensorType>()
  const parts = new Map<string, Owned>()
  const returned = checkBlock(env, definition, body, { parameters, parts })
  if (!returned) {
    if (!env.module.isBroken) env.reporter.report('E0213', name.span, { name: name.text })
    return { type: poison, owned: { parameters, parts } }
  }
  const type = keepPromise(env, name.text, result, returned, infer(env, returned))
  const made = gatherOwned(env.made)
  for (const [key, parameter] of made?.parameters ?? []) parameters.set(key, parameter)
  for (const [key, part] of made?.parts ?? []) parts.set(key, part)
  const ownsNothing = parameters.size === 0 && parts.size === 0
  return { type, owned: ownsNothing ? undefined : { parameters, parts } }
}

/** The parameters and parts that a body collects. */
export interface OwnedSink {
  readonly parameters: Map<string, TensorType>
  readonly parts: Map<string, Owned>
}

// Gives the value that is returned, typed later, once what came before is declared.
function checkBlock(
  env: Env,
  definition: Callable,
  block: Block,
  sink: OwnedSink,
): Expr | undefined {
  let returned: Expr | undefined
  for (const statement of block.statements) {
    if (statement.kind === 'return') returned ??= statement.value
    else checkInBlock(env, definition, statement, sink)
  }
  return returned
}

function checkInBlock(
  env: Env,
  definition: Callable,
  statement: Exclude<BlockStatement, { kind: 'return' }>,
  sink: OwnedSink,
): void {
  if (statement.kind === 'repeat') {
    const made = checkRepeat(env, statement)
    for (const [name, type] of made.parameters) sink.parameters.set(name, type)
    for (const [name, owned] of made.parts) sink.parts.set(name, owned)
    return
  }
  const { name } = statement
  if (env.scope.findHere(name.text)) {
    const first = env.scope.findHere(name.text)?.span
    const secondary = first ? [{ span: first, text: 'first here' }] : []
    env.reporter.report('E0203', name.span, { name: name.text }, { secondary })
    return
  }
  if (statement.kind === 'binding') {
    const meaning = bindingType(env, statement)
    env.scope.declare(meaning)
    if (meaning.owned) sink.parts.set(name.text, meaning.owned)
    return
  }
  if (definition.kind === 'function') reportParameter(env, definition, statement.span)
  const type = checkParam(env, statement)
  env.scope.declare({
    kind: 'parameter',
    name: name.text,
    span: name.span,
    type: type ?? poison,
    reads: new Set(),
    makesParameters: true,
  })
  if (type) sink.parameters.set(name.text, type)
}

function reportParameter(env: Env, { statement }: Callable, span: Expr['span']): void {
  const { name, body } = statement
  const word = { start: span.start, end: span.start + 'param'.length }
  const help = `write \`layer\` before \`${name.text}\``
  const fix = { ...editsFix(help, [insertion(name.span.start, 'layer ')]), told: true } as const
  env.reporter.report('E0214', word, {}, { help, ...(body.kind === 'block' ? { fix } : {}) })
}

function keepPromise(
  env: Env,
  name: string,
  promise: TypeRef | undefined,
  value: Expr,
  type: Type,
): Type {
  if (!promise) return type
  const promised = resolveType(env, promise)
  if (!promised || type.kind === 'poison') return promised ?? poison
  if (type.kind === 'tensor' && promised.dims.join() === type.dims.join()) return type
  const values = { name, promised: showType(promised), found: showType(type) }
  const secondary = [{ span: promise.span, text: 'promised here' }]
  env.reporter.report('E0301', value.span, values, { label: showType(type), secondary })
  // Which of the two is meant is unknown, so neither can say what is wrong with a use.
  return poison
}
