// Holds every package.json and every import against the layer table, lets no files import each
// other in a circle, and keeps knowledge about single ops in the op table. Prints located lines and exits with 1 on a breach.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { findCircles, relativeImports } from './import-circles.ts'
import { importableByTests, type Layer, layers, nameOf } from './layers.ts'
import { listFiles } from './list-files.ts'

/** A breach of the layer rules at a place in a file. */
export interface Breach {
  readonly line: number
  readonly text: string
}

type Section = Readonly<Record<string, string>>

/** The parts of a package.json that the layer check reads. */
export interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Section
  readonly devDependencies?: Section
  readonly peerDependencies?: Section
}

const scope = '@gradus/'

/** Checks the workspace dependencies that a package declares. */
export function checkManifest(manifest: Manifest, layer: Layer): readonly string[] {
  const breaches: string[] = []
  if (manifest.name !== scope + nameOf(layer))
    breaches.push(`should be named ${scope + nameOf(layer)}`)
  const demand = (section: Section | undefined, allowed: readonly string[]) => {
    for (const dependency of Object.keys(section ?? {})) {
      if (!dependency.startsWith(scope) || allowed.includes(dependency.slice(scope.length)))
        continue
      breaches.push(`${nameOf(layer)} may not depend on ${dependency}`)
    }
  }
  demand(manifest.dependencies, layer.mayImport)
  demand(manifest.peerDependencies, layer.mayImport)
  demand(manifest.devDependencies, importableByTests(layer))
  return breaches
}

/** The specifiers under which a package may be imported, such as `@gradus/graph`. */
export function entriesOf({ name, exports = {} }: Manifest): readonly string[] {
  return Object.keys(exports).map((entry) => name + entry.slice(1))
}

/**
 * Checks the imports of one source or test file, and that it asks for no op by name.
 *
 * @param entries  the specifiers that the packages of the workspace offer.
 */
export function checkFile(
  path: string,
  text: string,
  layer: Layer,
  entries: readonly string[],
): readonly Breach[] {
  const isTest = path.startsWith(`${layer.folder}/test/`)
  const allowed = isTest ? importableByTests(layer) : layer.mayImport
  const breaches: Breach[] = []
  const report = (position: number, message: string) =>
    breaches.push({ line: lineAt(text, position), text: message })
  for (const { fileName, pos } of ts.preProcessFile(text, true, true).importedFiles) {
    const message = judgeImport(fileName, { path, isTest, allowed, entries })
    if (message) report(pos, message)
  }
  if (!isTest && nameOf(layer) !== 'ops') findOpBranches(path, text, report)
  return breaches
}

interface Importer {
  readonly path: string
  readonly isTest: boolean
  readonly allowed: readonly string[]
  readonly entries: readonly string[]
}

function judgeImport(specifier: string, importer: Importer): string | undefined {
  const { path, isTest, allowed, entries } = importer
  if (isBuiltin(specifier)) {
    const mayUseNode = isTest || /^(apps|packages\/testing)\//.test(path)
    return mayUseNode ? undefined : `"${specifier}": packages run in browsers as well`
  }
  if (specifier.startsWith('.')) return judgeRelativeImport(specifier, path)
  if (!specifier.startsWith(scope)) return undefined
  const [name = ''] = specifier.slice(scope.length).split('/')
  if (!allowed.includes(name)) return `"${specifier}" is not allowed by the layer table`
  return entries.includes(specifier) ? undefined : `"${specifier}" is no entry of ${scope}${name}`
}

function judgeRelativeImport(specifier: string, path: string): string | undefined {
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1)
  const home = path.split('/').slice(0, 2).join('/')
  const isOutside = /^(packages|apps)\//.test(target) && !target.startsWith(`${home}/`)
  return isOutside ? `"${specifier}" reaches into another package` : undefined
}

function findOpBranches(
  path: string,
  text: string,
  report: (position: number, message: string) => void,
): void {
  // Parsing is the slow part, and few files speak of ops at all.
  if (!/\bop\b/.test(text)) return
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext)
  const rule = 'only packages/ops knows single ops: ask for a kind or a trait'
  const pending: ts.Node[] = [file]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (ts.isSwitchStatement(node) && isOp(node.expression)) {
      report(node.getStart(file), `switch on an op; ${rule}`)
    }
    if (ts.isBinaryExpression(node) && comparesOp(node)) {
      report(node.getStart(file), `comparison with the name of an op; ${rule}`)
    }
    ts.forEachChild(node, (child) => void pending.push(child))
  }
}

function isOp(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return node.text === 'op'
  if (!ts.isPropertyAccessExpression(node)) return false
  return node.name.text === 'op' || (node.name.text === 'name' && isOp(node.expression))
}

const equalities: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]

function comparesOp({ left, operatorToken, right }: ts.BinaryExpression): boolean {
  if (!equalities.includes(operatorToken.kind)) return false
  return (isOp(left) && ts.isStringLiteral(right)) || (isOp(right) && ts.isStringLiteral(left))
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function findUnlistedFolders(root: string): readonly string[] {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(`${root}${parent}`).map((name) => `${parent}/${name}`),
  )
  return folders.filter(
    (folder) =>
      existsSync(`${root}${folder}/package.json`) &&
      !layers.some((layer) => layer.folder === folder),
  )
}

function readManifest(root: string, layer: Layer): Manifest {
  return JSON.parse(readFileSync(`${root}${layer.folder}/package.json`, 'utf8'))
}

/**
 * Files that may import each other. Formulas have methods that make formulas (`x.add(y)`), and
 * what makes them asks formulas.
 */
const mayCircle = /^packages\/symbolic\/src\/(canonical\/|(expr|leaves|node-table|pool)\.ts$)/

function describeCircles(sources: ReadonlyMap<string, string>): readonly string[] {
  const graph = new Map(
    Array.from(sources, ([path, text]) => [path, relativeImports(path, text)] as const),
  )
  return findCircles(graph)
    .filter((circle) => !circle.every((path) => mayCircle.test(path)))
    .map((circle) => `${circle[0]}: imports itself by way of ${circle.slice(1).join(', ')}`)
}

function main(): void {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const lines = findUnlistedFolders(root).map((folder) => `${folder}: not in tools/layers.ts`)
  const entries = layers.flatMap((layer) => entriesOf(readManifest(root, layer)))
  const sources = new Map<string, string>()
  for (const layer of layers) {
    for (const text of checkManifest(readManifest(root, layer), layer)) {
      lines.push(`${layer.folder}/package.json: ${text}`)
    }
    for (const path of listFiles(root, layer.folder, /\.(ts|vue)$/)) {
      if (!/\/(src|test|site)\//.test(path)) continue
      const text = readFileSync(root + path, 'utf8')
      sources.set(path, text)
      for (const breach of checkFile(path, text, layer, entries)) {
        lines.push(`${path}:${breach.line}: ${breach.text}`)
      }
    }
  }
  lines.push(...describeCircles(sources))
  for (const line of lines) console.error(line)
  if (lines.length > 0) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
