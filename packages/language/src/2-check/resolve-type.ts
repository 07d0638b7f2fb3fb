import { suggest } from '@gradus/diagnostics'
import type { DimRef, TypeRef } from '../1-syntax/ast.ts'
import { baseDim, canonicalDims, type Dims } from './dims.ts'
import type { Env } from './env.ts'
import { reportUnknownDim, resolveDim } from './expressions/dim-arguments.ts'
import { didYouMean } from './reporter.ts'
import { type Element, numbers, type TensorType } from './types.ts'

/** The type that a declaration states; a single number when it states none. */
export function resolveType(env: Env, type: TypeRef | undefined): TensorType | undefined {
  if (!type) return numbers()
  const element = resolveElement(env, type)
  const dims = type.dims.map((dim) => resolveDimRef(env, dim))
  if (!element || dims.some((dim) => dim === undefined)) return undefined
  return { kind: 'tensor', element, dims: canonicalDims(dims.flatMap((dim) => dim ?? [])) }
}

/** The element kind that a declaration names: a word of the language, or a dim for labels. */
export function resolveElement(env: Env, { element }: TypeRef): Element | undefined {
  const { text, span } = element
  if (text === 'number' || text === 'int' || text === 'bool') return { kind: text }
  const dim = resolveDim(env, text)?.[0]
  if (dim !== undefined) return { kind: 'labels', dim }
  if (text === '') return undefined
  const better = suggest(text, ['bool', 'int', ...env.module.visibleDims])
  if (env.module.isBroken && (better === undefined || env.module.damage.mayName(text))) {
    return undefined
  }
  const help = 'write `bool`, `int`, a dim for labels that index it, or only the shape for numbers'
  env.reporter.report('E0205', span, { name: text }, { ...didYouMean(span, better), help })
  return undefined
}

function resolveDimRef(env: Env, dim: DimRef): Dims | undefined {
  if (dim.kind === 'number') return [String(dim.size)]
  if (dim.kind === 'rest') return env.formalDims.get('...') ?? []
  const base = baseDim(dim.name)
  return resolveDim(env, base) ?? reportUnknownDim(env, base, dim.span)
}
