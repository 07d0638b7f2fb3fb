import { suggest } from '@gradus/diagnostics'
import type { Arg, Expr, FieldExpr, IndexExpr } from '../../1-syntax/ast.ts'
import { canonicalDims, gatherDims, transposeDims } from '../dims.ts'
import { constantOf, type Env, infer } from '../env.ts'
import { didYouMean } from '../reporter.ts'
import { showType } from '../show-type.ts'
import { poison, type TensorType, type Type } from '../types.ts'
import { readDim } from './dim-arguments.ts'
import { ownedAt } from './owned-fields.ts'
import { asTensor, reportKind } from './values.ts'

/** Types `x[i]`, `x[dim: i]` and `x[dim: a..b]`. */
export function typeIndex(env: Env, expr: IndexExpr, value: Type): Type {
  const tensor = asTensor(env, expr.value, value)
  if (!tensor) {
    for (const { value: index } of expr.indices) infer(env, index)
    return poison
  }
  let type: TensorType | undefined = tensor
  for (const index of expr.indices) {
    const dim: string | undefined = type && indexedDim(env, expr, index, type)
    type = dim === undefined || !type ? undefined : indexAway(env, index, type, dim)
  }
  return type ?? poison
}

/** Which dim an index is for: the one it names, or the only one. */
function indexedDim(
  env: Env,
  expr: IndexExpr,
  { name, span }: Arg,
  type: TensorType,
): string | undefined {
  const secondary = [{ span: expr.value.span, text: showType(type) }]
  const help = type.dims.length
    ? `its dims are ${type.dims.map((dim) => `\`${dim}\``).join(', ')}`
    : 'it is already a single number'
  if (!name) {
    const [only, ...others] = type.dims
    if (only !== undefined && others.length === 0) return only
    const dim = env.reporter.textOf(span)
    const example = only === undefined ? help : `name the dim, for example \`[${only}: ${dim}]\``
    const label = only === undefined ? 'there is no dim to index' : 'along which dim?'
    const details = { label, secondary, help: example }
    env.reporter.report('E0305', span, { function: '[ ]', dim }, details)
    return undefined
  }
  const base = name.text.replace(/'+$/, '')
  const known = readDim(env, { kind: 'name', name: base, span: name.span })
  const dim = known?.[0] === undefined ? undefined : known[0] + name.text.slice(base.length)
  if (dim === undefined || type.dims.includes(dim)) return dim
  const details = { label: 'not a dim of this value', secondary, help }
  env.reporter.report('E0305', name.span, { function: '[ ]', dim }, details)
  return undefined
}

/** The type after one index: a number removes the dim, a range shortens it, a tensor replaces it. */
function indexAway(
  env: Env,
  { value }: Arg,
  type: TensorType,
  dim: string,
): TensorType | undefined {
  const index = infer(env, value)
  if (index.kind === 'poison') return undefined
  if (index.kind === 'range') {
    if (value.kind !== 'binary') return undefined
    const from = constantOf(env, value.left)
    const to = constantOf(env, value.right)
    if (from === undefined) return reportBound(env, value.left)
    if (to === undefined) return reportBound(env, value.right)
    if (!isInside(env, value.left.span, from, dim)) return undefined
    if (!isInside(env, value.right.span, to - 1, dim)) return undefined
    return { ...type, dims: gatherDims(type.dims, dim, [String(to - from)]) }
  }
  const tensor = asTensor(env, value, index)
  if (!tensor) return undefined
  if (tensor.element.kind === 'bool') {
    const values = { found: showType(tensor), expected: 'an index' }
    env.reporter.report('E0317', value.span, values)
    return undefined
  }
  const constant = env.constants.get(value)
  if (constant !== undefined && !isInside(env, value.span, constant, dim)) return undefined
  return { ...type, dims: canonicalDims(gatherDims(type.dims, dim, tensor.dims)) }
}

// The shape of a slice is part of types, so its bounds are numbers that the text gives.
function reportBound(env: Env, bound: Expr): undefined {
  if (infer(env, bound).kind === 'poison') return undefined
  return reportKind(env, bound, `\`${env.reporter.textOf(bound.span)}\``, 'a known whole number')
}

function isInside(
  env: Env,
  span: { readonly start: number; readonly end: number },
  index: number,
  dim: string,
): boolean {
  const base = dim.replace(/'+$/, '')
  const size = env.session.dims.get(base)?.size ?? (/^\d+$/.test(base) ? Number(base) : undefined)
  const isWhole = Number.isInteger(index) && index >= 0
  if (isWhole && (size === undefined || index < size)) return true
  const label = index < 0 ? 'indices count from 0' : ''
  env.reporter.report('E0316', span, { index, dim, size: size ?? 'unknown' }, { label })
  return false
}

/** Types `x.T`, `h.W` and names of a module. */
export function typeField(env: Env, expr: FieldExpr, value: Type): Type {
  const { field } = expr
  if (field.text === '') return poison
  const owned = ownedAt(env, expr.value)
  const parameter = owned?.parameters.get(field.text)
  if (parameter) return parameter
  const part = owned?.parts.get(field.text)
  if (part) {
    env.owned.set(expr, part)
    return { kind: 'setting', of: 'group of parameters' }
  }
  if (value.kind === 'poison') return poison
  if (field.text === 'T') {
    const tensor = asTensor(env, expr.value, value)
    return tensor ? { ...tensor, dims: transposeDims(tensor.dims) } : poison
  }
  if (value.kind === 'module') return moduleField(env, expr)
  const fields = [...(owned?.parameters.keys() ?? []), ...(owned?.parts.keys() ?? []), 'T']
  const details = didYouMean(field.span, suggest(field.text, fields))
  const help = owned
    ? `its parameters are ${[...owned.parameters.keys()].join(', ') || 'in its parts'}`
    : 'only what a layer gives has parameters'
  return env.reporter.report('E0201', field.span, { name: field.text }, { ...details, help })
}

function moduleField(env: Env, { value, field }: FieldExpr): Type {
  const module = value.kind === 'name' ? env.module.aliases.get(value.name) : undefined
  if (!module) return poison
  const state = env.session.states.get(module)
  const meaning = state?.scope.findHere(field.text)
  const path = module.path
  if (!meaning) {
    const names = state?.scope.visible().filter((name) => !name.startsWith('_')) ?? []
    const details = didYouMean(field.span, suggest(field.text, names))
    return env.reporter.report('E0502', field.span, { path, name: field.text }, details)
  }
  if (field.text.startsWith('_')) {
    return env.reporter.report('E0504', field.span, { name: field.text, path })
  }
  env.session.read.add(meaning)
  env.reads.add(meaning)
  return meaning.type
}
