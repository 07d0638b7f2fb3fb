import { suggest } from '@gradus/diagnostics'
import type { ImportStatement, Name } from '../../1-syntax/ast.ts'
import type { Env, ModuleState } from '../env.ts'
import { siblingPath } from '../paths.ts'
import { didYouMean, replaceFix } from '../reporter.ts'
import { type Meaning, reachedFrom } from '../scope.ts'
import { poison } from '../types.ts'
import { declareTop } from './declare.ts'

/** Checks `import a, b from "./f.gd"` and `import "./f.gd" as parts`. */
export function checkImport(env: Env, statement: ImportStatement): void {
  const { path, alias, names } = statement
  if (path.value.startsWith('std/')) {
    env.reporter.unavailable(path.value, path.span)
    for (const name of alias ? [alias] : names) declarePoison(env, name)
    return
  }
  const module = loadModule(env, statement)
  if (!module) {
    for (const name of alias ? [alias] : names) declarePoison(env, name)
    return
  }
  if (alias) {
    const meaning = { kind: 'module', name: alias.text, span: alias.span } as const
    declareTop(env, { ...meaning, type: { kind: 'module' }, reads: new Set() })
    env.module.aliases.set(alias.text, module)
  }
  for (const name of names) importName(env, statement, module, name)
}

function loadModule(env: Env, { path }: ImportStatement): ModuleState | undefined {
  const { session, module } = env
  const resolved = siblingPath(module.path, path.value)
  if (!session.host || path.value === '') return undefined
  const loaded = session.load(resolved)
  if (loaded === 'loading') {
    const chain = [...session.modules].filter(([, state]) => state === 'loading')
    const paths = chain.map(([other]) => other)
    const cycle = [...paths.slice(paths.indexOf(resolved)), resolved]
    const shown = cycle.map((other) => other || module.source.file).join(' → ')
    env.reporter.report('E0503', path.span, { cycle: shown })
    return undefined
  }
  if (loaded) return loaded
  const near = suggest(resolved, session.host.listFiles?.(resolved) ?? [])
  const written = near && `./${near}`
  const details = written
    ? { label: `did you mean "${written}"?`, fix: replaceFix(path.span, `"${written}"`, 'ask') }
    : { help: 'paths are relative to this file' }
  env.reporter.report('E0501', path.span, { path: path.value }, details)
  return undefined
}

function importName(
  env: Env,
  { path }: ImportStatement,
  module: ModuleState,
  { text: name, span }: Name,
): void {
  if (name === '') return
  const meaning = module.scope.findHere(name)
  if (name.startsWith('_') && meaning) {
    env.reporter.report('E0504', span, { name, path: path.value })
    declarePoison(env, { text: name, span })
    return
  }
  if (!meaning || !isImportable(meaning)) {
    reportMissing(env, path.value, module, { text: name, span }, meaning)
    declarePoison(env, { text: name, span })
    return
  }
  if (isImportedName(env, name)) {
    env.reporter.report('E0505', span, { name })
    return
  }
  if (!declareTop(env, { ...meaning, span })) return
  if (meaning.kind === 'dim') env.module.visibleDims.add(name)
  if (meaning.definition) env.module.definitions.set(name, meaning.definition)
  const binding = module.bindings.get(name)
  if (binding) env.module.bindings.set(name, binding)
}

const importable: ReadonlySet<Meaning['kind']> = new Set([
  'dim',
  'value',
  'function',
  'layer',
  'optimizer',
])

// A file is imported without its data and training, so nothing that needs them can be.
function isImportable(meaning: Meaning): boolean {
  if (!importable.has(meaning.kind) || meaning.makesParameters) return false
  return ![...reachedFrom([meaning])].some(({ kind }) => kind === 'data' || kind === 'parameter')
}

function reportMissing(
  env: Env,
  path: string,
  module: ModuleState,
  { text: name, span }: Name,
  found: Meaning | undefined,
): void {
  if (module.damage.mayName(name)) return
  const names = module.scope.meanings().filter(isImportable)
  const open = names.map((meaning) => meaning.name).filter((other) => !other.startsWith('_'))
  const notes = found
    ? [
        `\`${name}\` needs the data or parameters of that file; only what stands alone can be imported`,
      ]
    : []
  const better = found ? undefined : suggest(name, open)
  env.reporter.report('E0502', span, { path, name }, { ...didYouMean(span, better), notes })
}

function isImportedName(env: Env, name: string): boolean {
  const imports = env.module.file.statements.filter((statement) => statement.kind === 'import')
  const given = imports.filter(({ names }) => names.some(({ text }) => text === name))
  return given.length > 1 && env.scope.findHere(name) !== undefined
}

function declarePoison(env: Env, { text: name, span }: Name): void {
  declareTop(env, { kind: 'value', name, span, type: poison, reads: new Set() })
}
