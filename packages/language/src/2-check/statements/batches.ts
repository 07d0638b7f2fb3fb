import type { Span } from '@gradus/diagnostics'
import type { Expr, Setting } from '../../1-syntax/ast.ts'
import { constantOf, type Env } from '../env.ts'
import { sweptValues } from '../expressions/arguments.ts'
import { type Meaning, reachedFrom } from '../scope.ts'

/** What decides along which dim a block makes its batches. */
export interface BatchChoice {
  readonly settings: ReadonlyMap<string, Setting>
  readonly loss: Meaning | undefined
  /** The word `train`. */
  readonly word: Span
}

/** Finds the dim that batches cut: the one that is named, or the only one that data brings. */
export function checkBatch(env: Env, choice: BatchChoice): string | undefined {
  const { settings, loss } = choice
  if (!loss) return undefined
  const named = settings.get('batch_dim')?.value
  const candidates = rowDims(loss)
  const chosen =
    named?.kind === 'name' ? named.name : candidates.length === 1 ? candidates[0] : undefined
  const batch = settings.get('batch')
  const cut = batch && !isAll(batch.value) ? batch : settings.get('validate')
  if (cut && named === undefined && candidates.length !== 1 && isKnown(env, loss)) {
    reportAmbiguous(env, cut, candidates)
  }
  if (batch && chosen !== undefined) checkSize(env, batch.value, chosen)
  return chosen
}

/** The first dims of the data that the loss is made from: its rows. */
export function rowDims(loss: Meaning): string[] {
  const rows = [...reachedFrom([loss])].flatMap(({ kind, type }) =>
    kind === 'data' && type.kind === 'tensor' ? type.dims.slice(0, 1) : [],
  )
  return [...new Set(rows)]
}

// Data that could not be typed may bring the rows.
function isKnown({ module }: Env, loss: Meaning): boolean {
  return !module.isBroken && ![...reachedFrom([loss])].some(({ type }) => type.kind === 'poison')
}

function isAll(value: Expr): boolean {
  return value.kind === 'name' && value.name === 'all'
}

function reportAmbiguous(env: Env, { name, value }: Setting, candidates: readonly string[]): void {
  const ticked = candidates.map((dim) => `\`${dim}\``)
  const dims = ticked.length ? ticked.join(' and ') : 'none'
  const help = candidates.length
    ? `say which, for example \`batch_dim: ${candidates[0]}\``
    : 'only rows that come from data can be read in batches'
  const span = { start: name.span.start, end: Math.max(name.span.end, value.span.end) }
  env.reporter.report('E0607', span, { dims }, { help })
}

function checkSize(env: Env, value: Expr, dim: string): void {
  const size = env.session.dims.get(dim)?.size
  for (const swept of sweptValues(env, value)) {
    const batch = isAll(swept) ? undefined : constantOf(env, swept)
    if (size === undefined || batch === undefined || batch <= size) continue
    const help = 'write `batch: all` to read all rows in each step'
    env.reporter.report('E0609', swept.span, { batch, dim, size }, { help })
  }
}
