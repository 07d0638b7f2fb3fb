import type { Arg } from '../../1-syntax/ast.ts'
import type { FunctionRow, TypedCall } from '../../builtins/row.ts'
import { type Builtin, findPairwise } from '../../builtins/table.ts'
import { canonicalDims, fitsInside } from '../dims.ts'
import { type Env, infer } from '../env.ts'
import { showType } from '../show-type.ts'
import {
  type FunctionType,
  isSingle,
  numbers,
  poison,
  type TensorType,
  type Type,
} from '../types.ts'
import { type ReadArgument, readArgument, takersOf, warnUnlessAvailable } from './arguments.ts'
import { type CallSite, matchReported } from './call-arguments.ts'
import { inferTensor } from './values.ts'

/** Applies a function of one value by name, as `act: relu` does. */
export type Apply = (env: Env, type: FunctionType, argument: TensorType, at: Arg) => Type

/** Types a call of a built-in. */
export function typeBuiltinCall(env: Env, site: CallSite, builtin: Builtin, apply: Apply): Type {
  const type = typeByKind(env, site, builtin, apply)
  warnUnlessAvailable(env, builtin.name, { span: site.calleeSpan })
  return type
}

function typeByKind(env: Env, site: CallSite, builtin: Builtin, apply: Apply): Type {
  switch (builtin.kind) {
    case 'function':
      return typeFunctionCall(env, site, builtin.row)
    case 'layer':
      return typeLayerCall(env, site, builtin, apply)
    case 'draw':
    case 'initializer':
      return typeDraw(env, site, builtin)
    case 'sweep':
      return typeSweep(env, site)
    case 'optimizer':
    case 'schedule':
      for (const { value } of site.args) infer(env, value)
      return { kind: 'setting', of: builtin.kind }
    case 'stop':
      return { kind: 'setting', of: 'stop rule' }
  }
}

/** In a formula of a setting, a sweep over numbers stands for each of them. */
function typeSweep(env: Env, { args }: CallSite): Type {
  const types = args.map(({ value }) => infer(env, value))
  const isNumber = types.every((type) => type.kind === 'tensor' && isSingle(type))
  const hasNumbers = env.inside === 'train' && types.length > 0 && isNumber
  return hasNumbers ? numbers() : { kind: 'setting', of: 'sweep' }
}

function typeFunctionCall(env: Env, site: CallSite, reduction: FunctionRow): Type {
  const positional = site.args.filter(({ name }) => !name).length
  const row = (positional === 2 && findPairwise(site.name)) || reduction
  if (row.inside && env.inside !== row.inside) {
    const values = { found: `\`${site.name}\``, expected: 'a value' }
    const help = `\`${site.name}\` belongs in a \`${row.inside}\` block`
    return env.reporter.report('E0317', site.calleeSpan, values, { help })
  }
  const values = matchReported(env, site, takersOf(row))
  return values ? typeRow(env, site, row, values) : poison
}

function typeRow(
  env: Env,
  site: CallSite,
  row: FunctionRow,
  values: ReadonlyMap<string, Arg>,
): Type {
  const read = new Map<string, ReadArgument>()
  let isWhole = true
  for (const argument of row.arguments) {
    const given = values.get(argument.name)
    if (!given) continue
    const found = readArgument(env, given.value, argument, { name: site.name, before: read })
    if (found) read.set(argument.name, found)
    else isWhole = false
  }
  return isWhole ? applyRow(env, site, row, read) : poison
}

function applyRow(
  env: Env,
  site: CallSite,
  row: FunctionRow,
  read: ReadonlyMap<string, ReadArgument>,
): Type {
  const result = row.result(typedCall(site.name, read))
  if (result.kind !== 'problem') return result
  const spanOf = (name: string) => read.get(name)?.expr.span ?? site.calleeSpan
  const { at, also } = result
  const marked = also ? [{ span: spanOf(also.at), text: also.label }] : []
  const secondary = [...marked, ...(env.reporter.caller ? [env.reporter.caller] : [])]
  env.reporter.add(result.diagnose(env.reporter.source, spanOf(at), secondary))
  return poison
}

function typedCall(name: string, read: ReadonlyMap<string, ReadArgument>): TypedCall {
  return {
    name,
    tensor: (argument) => read.get(argument)?.type ?? numbers(),
    has: (argument) => read.has(argument),
    dims: (argument) => read.get(argument)?.dims,
  }
}

/** Types what a built-in function of one value gives, when it is passed by name. */
export function applyBuiltin(
  env: Env,
  builtin: Builtin,
  argument: TensorType,
  site: CallSite,
): Type {
  if (builtin.kind !== 'function') {
    const values = { found: `the ${builtin.kind} \`${builtin.name}\``, expected: 'a function' }
    return env.reporter.report('E0317', site.calleeSpan, values)
  }
  const [first, ...rest] = builtin.row.arguments
  const missing = rest.find(({ optional }) => !optional)
  if (missing || !first) {
    const values = { function: builtin.name, argument: missing?.name ?? 'a value' }
    return env.reporter.report('E0206', site.calleeSpan, values)
  }
  warnUnlessAvailable(env, builtin.name, { span: site.calleeSpan })
  const given = { expr: { kind: 'missing', span: site.calleeSpan }, type: argument } as const
  return applyRow(env, site, builtin.row, new Map([[first.name, given]]))
}

function typeDraw(env: Env, site: CallSite, { row, name }: Builtin): Type {
  const values = matchReported(env, site, takersOf(row))
  if (!values) return poison
  const types = [...values.values()].map(({ value }) => ({ value, type: inferTensor(env, value) }))
  const shape = env.draws
  if (!shape) {
    const label = `\`${name}\` takes the shape of a declaration`
    return env.reporter.report('E0312', site.calleeSpan, {}, { label })
  }
  if (shape === 'unknown') return poison
  for (const { value, type } of types) {
    if (!type) return poison
    if (fitsInside(type.dims, shape.dims)) continue
    const declared = showType(shape)
    const values = { name, declared, found: showType(type) }
    return env.reporter.report('E0307', value.span, values)
  }
  return numbers(shape.dims)
}

function typeLayerCall(env: Env, site: CallSite, { row, name }: Builtin, apply: Apply): Type {
  if (env.inside !== 'file' && env.inside !== 'layer') {
    const help = `\`${name}\` makes parameters: call it in a \`layer\`, or at the top level`
    env.reporter.report('E0214', site.calleeSpan, {}, { help })
  }
  const values = matchReported(env, site, takersOf(row))
  if (!values) return poison
  const read = new Map<string, ReadArgument>()
  for (const argument of row.arguments) {
    const given = values.get(argument.name)
    if (!given) continue
    const found = readArgument(env, given.value, argument, { name, before: read })
    if (!found) return poison
    read.set(argument.name, found)
  }
  const x = read.get('x')?.type
  const input = x?.dims.at(-1)
  if (!x || input === undefined) {
    const at = read.get('x')?.expr.span ?? site.calleeSpan
    return env.reporter.report('E0306', at, { function: name }, { label: showType(x ?? numbers()) })
  }
  // `dropout` takes no `o`: it owns nothing and keeps the shape.
  if (!row.arguments.some((argument) => argument.name === 'o')) return numbers(x.dims)
  return layerResult(env, values, { x, input, output: read.get('o')?.dims ?? [] }, apply)
}

interface LayerShapes {
  readonly x: TensorType
  readonly input: string
  readonly output: readonly string[]
}

function layerResult(
  env: Env,
  values: ReadonlyMap<string, Arg>,
  { x, input, output }: LayerShapes,
  apply: Apply,
): Type {
  const result = numbers(canonicalDims([...x.dims.slice(0, -1), ...output]))
  const parameters = new Map<string, TensorType>([
    ['W', numbers(canonicalDims([input, ...output]))],
    ['b', numbers(output)],
  ])
  env.made.push({ parameters, parts: new Map() })
  const act = values.get('act')
  const type = act ? infer(env, act.value) : undefined
  return act && type?.kind === 'function' ? apply(env, type, result, act) : result
}
