// Measures files and functions in lines: percentiles for each package, and the hard
// limits of the style (a file ≤ 600 lines, a function ≤ 60), which end with exit code 1.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { layers } from './layers.ts'
import { listFiles } from './list-files.ts'

/** A function with the line it starts at and its length in lines. */
export interface FunctionLength {
  readonly name: string
  readonly line: number
  readonly length: number
}

/** The lengths found in one file. */
export interface FileMeasure {
  readonly path: string
  readonly length: number
  readonly functions: readonly FunctionLength[]
}

const fileLimit = 600
const functionLimit = 60

// Tables are read by looking up, not from top to bottom.
const exempt = [
  /^packages\/ops\/src\/table\//,
  /^packages\/diagnostics\/src\/(catalog|explain)\//,
  /\.generated\.ts$/,
]

/** Whether a file is a table or generated, so that its length says nothing. */
export function isExempt(path: string): boolean {
  return exempt.some((pattern) => pattern.test(path))
}

/** Whether a file is code that people read, rather than the configuration of a tool. */
function isWritten(path: string): boolean {
  return !/\.config\.\w+$/.test(path)
}

/** Measures one file; blank lines and comments count, since a reader scrolls past them. */
export function measureFile(path: string, text: string): FileMeasure {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
  const functions: FunctionLength[] = []
  const pending: ts.Node[] = [file]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line
      const last = file.getLineAndCharacterOfPosition(node.end).line
      functions.push({ name: functionName(node, file), line: first + 1, length: last - first + 1 })
    }
    ts.forEachChild(node, (child) => void pending.push(child))
  }
  return { path, length: text.trimEnd().split('\n').length, functions }
}

function functionName(node: ts.SignatureDeclaration, file: ts.SourceFile): string {
  const named = node.name ?? ('name' in node.parent ? (node.parent.name as ts.Node) : undefined)
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  return named?.getText(file) ?? 'a function'
}

/** The value below which `share` of the values lie, by the nearest rank; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

/** What is over a hard limit, one located line each; in tests only files are limited. */
export function findBreaches(measure: FileMeasure): readonly string[] {
  const { path, length, functions } = measure
  if (isExempt(path)) return []
  const breaches = length > fileLimit ? [`${path}: ${length} lines; the limit is ${fileLimit}`] : []
  if (path.includes('/test/')) return breaches
  for (const { name, line, length: lines } of functions) {
    if (lines <= functionLimit) continue
    breaches.push(`${path}:${line}: ${name} has ${lines} lines; the limit is ${functionLimit}`)
  }
  return breaches
}

function describeLengths(lengths: readonly number[]): string {
  const figures = [0.5, 0.9, 1].map((share) => String(percentile(lengths, share)).padStart(4))
  return `${String(lengths.length).padStart(6)} ${figures.join(' ')}`
}

function describe(label: string, measures: readonly FileMeasure[]): string {
  const files = measures.map((measure) => measure.length)
  const functions = measures.flatMap((measure) => measure.functions.map((found) => found.length))
  return `${label.padEnd(14)}${describeLengths(files)}  ${describeLengths(functions)}`
}

function main(): void {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const folders = [...layers.map((layer) => layer.folder), 'tools']
  const all: FileMeasure[] = []
  console.log(`lines          files  p50  p90  max   funcs  p50  p90  max`)
  for (const folder of folders) {
    const paths = listFiles(root, folder, /\.(ts|mjs)$/).filter(isWritten)
    const measures = paths.map((path) => measureFile(path, readFileSync(root + path, 'utf8')))
    const read = measures.filter(({ path }) => !path.includes('/test/') && !isExempt(path))
    console.log(describe(folder.replace('packages/', ''), read))
    all.push(...measures)
  }
  const breaches = all.flatMap(findBreaches)
  for (const breach of breaches) console.error(breach)
  if (breaches.length > 0) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
