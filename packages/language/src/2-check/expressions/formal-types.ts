import type { Span } from '@gradus/diagnostics'
import type { DimRef, TypeRef } from '../../1-syntax/ast.ts'
import { baseDim, canonicalDims, type Dims } from '../dims.ts'
import type { Env } from '../env.ts'
import type { Reporter } from '../reporter.ts'
import { resolveElement } from '../resolve-type.ts'
import { showType } from '../show-type.ts'
import type { Element, Type } from '../types.ts'

/** What was given for a formal, and where it stands. */
export interface GivenArgument {
  readonly callee: string
  readonly name: string
  readonly reporter: Reporter
  readonly span: Span
}

/**
 * Holds what is given for a formal to its declared type. Dims that the file of the
 * definition does not know stand for those of the value: `[..., i]` binds `i` to its
 * last dim and `...` to the rest.
 */
export function bindFormalType(
  body: Env,
  declared: TypeRef,
  type: Type,
  { callee, name, reporter, span }: GivenArgument,
): boolean {
  if (type.kind !== 'tensor') {
    const found = showType(type)
    reporter.report('E0317', span, {
      found,
      expected: `\`${body.reporter.textOf(declared.span)}\``,
    })
    return false
  }
  if (declared.dims[0]?.kind === 'rest' && type.dims.length === 0 && declared.dims.length > 1) {
    reporter.report('E0306', span, { function: callee }, { label: showType(type) })
    return false
  }
  const bound = bindDims(body, declared.dims, type.dims)
  const element = resolveElement(body, declared)
  if (bound && element && fitsElement(type.element, element)) return true
  const written = body.reporter.textOf(declared.span)
  reporter.report('E0307', span, { name, declared: written, found: showType(type) })
  return false
}

function bindDims(body: Env, declared: readonly DimRef[], given: Dims): boolean {
  const dims = body.formalDims
  const isOpen = declared[0]?.kind === 'rest'
  const named = isOpen ? declared.slice(1) : declared
  const split = given.length - named.length
  if (split < 0 || (!isOpen && split > 0)) return false
  if (isOpen) dims.set('...', given.slice(0, split))
  return named.every((dim, index) => bindDim(body, dims, dim, given[split + index] ?? ''))
}

function bindDim(body: Env, dims: Map<string, Dims>, dim: DimRef, given: string): boolean {
  if (dim.kind === 'rest') return false
  if (dim.kind === 'number') return baseDim(given) === String(dim.size)
  const base = baseDim(dim.name)
  const known = dims.get(base) ?? (body.module.visibleDims.has(base) ? [base] : undefined)
  if (known) return canonicalDims(known).join() === baseDim(given)
  dims.set(base, [baseDim(given)])
  return true
}

function fitsElement(given: Element, declared: Element): boolean {
  if (declared.kind === 'labels') return given.kind === 'labels' && given.dim === declared.dim
  return declared.kind === 'number' ? given.kind !== 'labels' : given.kind === declared.kind
}
