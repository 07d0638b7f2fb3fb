import type { Edit, Fix, Span } from '@gradus/diagnostics'
import type { Statement } from '../../1-syntax/ast.ts'
import type { Env } from '../env.ts'
import type { FileProgress } from '../file-progress.ts'
import { editsFix } from '../reporter.ts'
import { type Meaning, reachedFrom } from '../scope.ts'

/** Warns of parameters that never reach the loss, and of other names that nothing reads. */
export function lintUnused({ env, loss }: FileProgress): void {
  const { session, module } = env
  const reached = reachedFrom(loss ? [loss] : [])
  if (isLibrary(module.file.statements)) return
  for (const meaning of module.scope.meanings()) {
    if (meaning.kind === 'parameter' && loss) {
      if (!isReached(reached, meaning)) reportParameter(env, meaning)
    } else if (isUnused(env, meaning)) reportUnused(env, meaning)
  }
  for (const { name, span, source } of session.dims.values()) {
    const isOurs = source === module.source && module.visibleDims.has(name)
    if (!isOurs || session.usedDims.has(name)) continue
    env.reporter.report('W0706', span, { kind: 'dim', name }, removal(env, span))
  }
}

// A file that runs nothing is there to be imported.
function isLibrary(statements: readonly Statement[]): boolean {
  const runs: ReadonlySet<Statement['kind']> = new Set([
    'objective',
    'train',
    'test',
    'show',
    'plot',
  ])
  return !statements.some(({ kind }) => runs.has(kind))
}

// A name that `repeat` rebound has several meanings with one place.
function isReached(reached: ReadonlySet<Meaning>, { name, span }: Meaning): boolean {
  return [...reached].some((other) => other.name === name && other.span === span)
}

const kindWords: Readonly<Partial<Record<Meaning['kind'], string>>> = {
  data: 'data',
  parameter: 'parameter',
  value: 'name',
  function: 'function',
  layer: 'layer',
  optimizer: 'optimizer',
  module: 'import',
}

function isUnused({ session }: Env, meaning: Meaning): boolean {
  if (!(meaning.kind in kindWords)) return false
  return ![...session.read].some(({ name, span }) => name === meaning.name && span === meaning.span)
}

function reportParameter(env: Env, { name, span }: Meaning): void {
  if (!span) return
  const help = 'use it in what is minimized, or remove it'
  env.reporter.report('W0701', span, { name }, { label: 'training cannot move it', help })
}

function reportUnused(env: Env, meaning: Meaning): void {
  const { name, span } = meaning
  if (!span) return
  const isImport = env.module.file.statements.some(
    (statement) =>
      statement.kind === 'import' && statement.names.some((other) => other.span === span),
  )
  const kind = isImport ? 'import' : (kindWords[meaning.kind] ?? 'name')
  env.reporter.report('W0706', span, { kind, name }, removal(env, span))
}

function removal(env: Env, span: Span): { readonly fix?: Fix } {
  const edit = removalEdit(env, span)
  return edit ? { fix: editsFix('remove it', [edit]) } : {}
}

// Only a statement that names nothing else is removed whole, with its line break.
function removalEdit(env: Env, name: Span): Edit | undefined {
  const { source } = env.reporter
  const statement = env.module.file.statements.find(
    ({ span }) => span.start <= name.start && name.end <= span.end,
  )
  if (!statement || countNames(statement) !== 1) return undefined
  const { start, end } = statement.span
  const before = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start)
  const after = /^[^\n]*\n?/.exec(source.text.slice(end))?.[0] ?? ''
  if (before.trim() !== '' || after.trim() !== '') return undefined
  return { span: { start: start - before.length, end: end + after.length }, text: '' }
}

function countNames(statement: Statement): number {
  if (statement.kind === 'data') return statement.names.length
  if (statement.kind === 'dim') return statement.dims.length
  return statement.kind === 'import' && !statement.alias ? statement.names.length : 1
}
