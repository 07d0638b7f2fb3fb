import type { Expr, ModelFile, Statement } from '../1-syntax/ast.ts'

/** Values for names of a file, as `--set` gives them: numbers, or names of functions. */
export type Overrides = Readonly<Record<string, number | string>>

/** A file with other values for some of its names, and the names that it does not have. */
export interface OverriddenFile {
  readonly file: ModelFile
  readonly unknown: readonly string[]
}

/**
 * Replaces the sizes of dims, the starts of parameters and the values of top-level names.
 * The new values stand where the old ones stood, so that reports still point there.
 */
export function overrideNames(file: ModelFile, overrides: Overrides): OverriddenFile {
  const open = new Set(Object.keys(overrides))
  if (open.size === 0) return { file, unknown: [] }
  const replace = (name: string, old: { readonly span: Expr['span'] }): Expr | undefined => {
    if (!Object.hasOwn(overrides, name)) return undefined
    open.delete(name)
    const value = overrides[name] ?? 0
    const { span } = old
    return typeof value === 'number'
      ? { kind: 'number', value, span }
      : { kind: 'name', name: value, span }
  }
  const statements = file.statements.map((statement) => overrideStatement(statement, replace))
  return { file: { ...file, statements }, unknown: [...open] }
}

type Replace = (name: string, old: { readonly span: Expr['span'] }) => Expr | undefined

function overrideStatement(statement: Statement, replace: Replace): Statement {
  if (statement.kind === 'dim') {
    const dims = statement.dims.map((dim) => {
      const size = replace(dim.name.text, dim.size ?? dim.name)
      return size ? { ...dim, size } : dim
    })
    return { ...statement, dims }
  }
  if (statement.kind === 'param') {
    const start = replace(statement.name.text, statement.start ?? statement.name)
    return start ? { ...statement, start } : statement
  }
  if (statement.kind === 'binding' && statement.relation === '=') {
    const value = replace(statement.name.text, statement.value)
    return value ? { ...statement, value } : statement
  }
  return statement
}
