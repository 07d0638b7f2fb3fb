import type { Formal } from '../../1-syntax/ast.ts'
import type { Definition } from '../definition.ts'
import { baseDim, canonicalDims, type Dims } from '../dims.ts'
import { type CallResult, type Env, infer, type ModuleState } from '../env.ts'
import { Scope } from '../scope.ts'
import { showType } from '../show-type.ts'
import { checkBody } from '../statements/bodies.ts'
import { numbers, poison, type TensorType, type Type } from '../types.ts'
import { type CallSite, matchReported } from './call-arguments.ts'
import { readDim } from './dim-arguments.ts'
import { bindFormalType } from './formal-types.ts'
import { nounOf } from './values.ts'

/** A function or layer: what can be called for a value. */
export type Callable = Extract<Definition, { kind: 'function' | 'layer' }>

/** What formals stand for in one call. */
interface Bound {
  readonly types: Map<string, Type>
  readonly dims: Map<string, Dims>
}

/** Types a call of a function or layer of a file, by checking its body for these arguments. */
export function typeDefinitionCall(env: Env, definition: Callable, site: CallSite): Type {
  const { formals } = definition.statement
  const takers = formals.map(({ name, start }) => ({
    name: name.text,
    hasStart: start !== undefined,
  }))
  const values = matchReported(env, site, takers)
  if (!values) return poison
  const bound: Bound = { types: new Map(), dims: new Map() }
  let isWhole = true
  for (const formal of formals) {
    const given = values.get(formal.name.text)
    if (!given) continue
    if (formal.type === 'dim') {
      const dims = readDim(env, given.value)
      if (dims) bindDim(bound, formal, dims)
      else isWhole = false
      continue
    }
    const type = infer(env, given.value)
    if (type.kind === 'poison') isWhole = false
    else if (!acceptable(env, given.value.span, type)) isWhole = false
    else bound.types.set(formal.name.text, type)
  }
  return isWhole ? callBody(env, definition, site, bound) : poison
}

/** Types a definition that is passed by name, applied to one value. */
export function applyDefinition(
  env: Env,
  definition: Definition,
  argument: TensorType,
  site: CallSite,
): Type {
  if (definition.kind === 'optimizer') {
    const values = { found: `the optimizer \`${site.name}\``, expected: 'a function' }
    return env.reporter.report('E0317', site.calleeSpan, values)
  }
  const [first, ...rest] = definition.statement.formals
  const missing = rest.find(({ start }) => start === undefined)
  if (!first || missing) {
    const values = { function: site.name, argument: missing?.name.text ?? 'a value' }
    return env.reporter.report('E0206', site.calleeSpan, values)
  }
  const bound: Bound = { types: new Map([[first.name.text, argument]]), dims: new Map() }
  return callBody(env, definition, site, bound)
}

function acceptable(env: Env, span: Formal['span'], type: Type): boolean {
  if (type.kind === 'tensor' || type.kind === 'function') return true
  env.reporter.report('E0317', span, { found: nounOf(type), expected: 'a value' })
  return false
}

function bindDim({ types, dims }: Bound, { name }: Formal, given: Dims): void {
  dims.set(name.text, given)
  types.set(name.text, numbers())
}

function callBody(env: Env, definition: Callable, site: CallSite, bound: Bound): Type {
  const { session } = env
  const meaning = session.meanings.get(definition)
  if (meaning) env.reads.add(meaning)
  session.called.add(definition)
  if (definition.kind === 'layer' && env.inside !== 'file' && env.inside !== 'layer') {
    const help = `\`${site.name}\` makes parameters: call it in a \`layer\`, or at the top level`
    env.reporter.report('E0214', site.calleeSpan, {}, { help })
  }
  if (session.active.includes(definition)) {
    const { name } = definition.statement
    return env.reporter.report('E0210', site.calleeSpan, { name: name.text })
  }
  const key = `${keyOf(session.meanings, definition)} ${keyOfBound(session.meanings, bound)}`
  const known = session.results.get(key)
  const result = known ?? checkCallBody(env, definition, site, bound)
  session.results.set(key, result)
  if (result.owned) env.made.push(result.owned)
  return result.type
}

function checkCallBody(
  env: Env,
  definition: Callable,
  site: CallSite,
  { types, dims }: Bound,
): CallResult {
  const { session } = env
  const state = session.states.get(definition.module)
  if (!state) return { type: poison, owned: undefined }
  const body = bodyEnv(env, definition, state, site, new Map(dims))
  session.active.push(definition)
  const isBound = bindFormals(env, body, definition, site, types)
  const result = isBound ? checkBody(body, definition) : { type: poison, owned: undefined }
  session.active.pop()
  return result
}

/** Where a body stands: it sees what its file named before it, and its formals. */
export function bodyEnv(
  env: Env,
  definition: Definition,
  state: ModuleState,
  site: Pick<CallSite, 'calleeSpan'> | undefined,
  dims: Map<string, Dims>,
): Env {
  const meaning = env.session.meanings.get(definition)
  const text = 'for this call'
  const caller =
    env.reporter.caller ?? (site && { span: site.calleeSpan, text, source: env.reporter.source })
  return {
    ...env,
    module: state,
    reporter: caller ? state.reporter.calledFrom(caller) : state.reporter,
    scope: new Scope(new Scope(state.scope, limitOf(state, definition))),
    types: new Map(),
    constants: new Map(),
    owned: new Map(),
    reads: meaning?.reads ?? new Set(),
    made: [],
    formalDims: dims,
    draws: undefined,
    inside: definition.kind,
  }
}

// A body sees itself, so that recursion is named as what it is.
function limitOf(state: ModuleState, definition: Definition): number {
  return (state.scope.orderOf(definition.statement.name.text) ?? state.scope.size) + 1
}

/** Checks the body of a definition that nothing calls: its formals may be anything. */
export function checkUncalled(env: Env, definition: Definition, state: ModuleState): void {
  const dims = new Map<string, Dims>([['...', []]])
  const body = bodyEnv(env, definition, state, undefined, dims)
  for (const { name, type } of definition.statement.formals) {
    const assumed = type === 'dim' ? numbers() : poison
    body.scope.declare({ kind: 'argument', name: name.text, type: assumed, reads: new Set() })
    if (type === 'dim') dims.set(name.text, [name.text])
    for (const dim of type === undefined || type === 'dim' ? [] : type.dims) {
      const base = dim.kind === 'name' ? baseDim(dim.name) : ''
      if (base && !state.visibleDims.has(base)) dims.set(base, [base])
    }
  }
  if (definition.kind !== 'optimizer') checkBody(body, definition)
}

/** Declares formals in a body, with what was given or their starts; false when a promise breaks. */
function bindFormals(
  env: Env,
  body: Env,
  { statement }: Callable,
  site: CallSite,
  given: ReadonlyMap<string, Type>,
): boolean {
  for (const formal of statement.formals) {
    const { name, type: declared } = formal
    const type = given.get(name.text) ?? startType(body, formal)
    body.scope.declare({
      kind: 'argument',
      name: name.text,
      type,
      reads: new Set(),
      span: name.span,
    })
    if (declared === undefined || declared === 'dim' || type.kind === 'poison') continue
    const span = spanOfGiven(site, statement.formals, formal)
    const argument = { callee: site.name, name: name.text, reporter: env.reporter, span }
    if (!bindFormalType(body, declared, type, argument)) return false
  }
  return true
}

function startType(body: Env, { type, start }: Formal): Type {
  if (!start) return poison
  if (type !== 'dim') return infer(body, start)
  return readDim(body, start) ? numbers() : poison
}

function spanOfGiven(site: CallSite, formals: readonly Formal[], formal: Formal): Formal['span'] {
  const named = site.args.find(({ name }) => name?.text === formal.name.text)
  if (named) return named.value.span
  const argument = site.args[formals.indexOf(formal)]
  return argument && !argument.name ? argument.value.span : site.calleeSpan
}

function keyOfBound(ids: Env['session']['meanings'], { types, dims }: Bound): string {
  const typeKeys = Array.from(types, ([name, type]) => `${name}: ${keyOfType(ids, type)}`)
  const dimKeys = Array.from(dims, ([name, given]) => `${name} = ${canonicalDims(given).join(' ')}`)
  return [...typeKeys, ...dimKeys].join('; ')
}

function keyOfType(ids: Env['session']['meanings'], type: Type): string {
  if (type.kind !== 'function') return showType(type)
  return type.definition ? keyOf(ids, type.definition) : type.name
}

function keyOf(ids: Env['session']['meanings'], definition: Definition): string {
  let index = 0
  for (const other of ids.keys()) {
    if (other === definition) break
    index++
  }
  return `#${index}`
}
