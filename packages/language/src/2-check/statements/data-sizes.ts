import type { Span } from '@gradus/diagnostics'
import { baseDim } from '../dims.ts'
import type { Env } from '../env.ts'

/** The file that a size comes from, and where the text names it. */
export interface SizeOrigin {
  readonly file: string
  readonly span: Span
}

/** Gives a dim the size that a file has, or reports that another place said otherwise. */
export function bindDimSize(env: Env, dim: string, size: number, { file, span }: SizeOrigin): void {
  const name = baseDim(dim)
  const entry = env.session.dims.get(name)
  const known = entry ? entry.size : Number(name)
  if (entry && known === undefined) {
    entry.size = size
    entry.isBound = true
    entry.sizedBy = file
    return
  }
  if (known === undefined || known === size) return
  const first = { size: known, file: entry?.sizedBy ?? entry?.source.file ?? 'the declaration' }
  const values = { dim: name, ...first, otherSize: size, otherFile: file }
  env.reporter.report('E0403', span, values)
}

/** Notes that a dim has a size, though only a run will know which. */
export function markBound(env: Env, name: string): void {
  const entry = env.session.dims.get(name)
  if (entry) entry.isBound = true
}
