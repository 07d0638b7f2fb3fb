import type { Span } from '@gradus/diagnostics'
import type { ModelFile, Name, Statement } from '../1-syntax/ast.ts'

const tables = new WeakMap<ModelFile, ReadonlyMap<string, Span>>()

/** Where each top-level name of a file is first named, `loss` included. */
export function declaredNames(file: ModelFile): ReadonlyMap<string, Span> {
  const known = tables.get(file)
  if (known) return known
  const names = new Map<string, Span>()
  for (const statement of file.statements) {
    for (const { text, span } of namesOf(statement)) if (!names.has(text)) names.set(text, span)
  }
  tables.set(file, names)
  return names
}

function namesOf(statement: Statement): readonly Name[] {
  switch (statement.kind) {
    case 'import':
      return statement.alias ? [statement.alias] : statement.names
    case 'dim':
      return statement.dims.map(({ name }) => name)
    case 'data':
      return statement.names
    case 'objective':
      return [{ text: 'loss', span: statement.span }]
    case 'param':
    case 'binding':
    case 'function':
    case 'layer':
    case 'optimizer':
    case 'metric':
      return [statement.name]
    default:
      return []
  }
}
