import type { Source, Span } from '@gradus/diagnostics'
import type { CstNode, IToken } from 'chevrotain'
import type { ModelFile } from './ast.ts'
import { spanOf } from './token-span.ts'

// The text forms of the stages `tokens`, `cst` and `ast`: stable, one thing a line, made
// with explicit stacks because trees grow as deep as the text that they come from.

/** One token a line: place, kind, text; inserted ones are marked. */
export function printTokens(source: Source, tokens: readonly IToken[]): string {
  return lines(tokens.map((token) => printToken(source, token)))
}

function printToken(source: Source, token: IToken): string {
  const mark = token.isInsertedInRecovery ? ' (inserted)' : ''
  const place = printPlace(source, spanOf(token))
  return `${place.padEnd(11)} ${token.tokenType.name} ${JSON.stringify(token.image)}${mark}`
}

/** The concrete tree: rules by indentation, their tokens in the order of the text. */
export function printCst(source: Source, cst: CstNode): string {
  const output: string[] = []
  const pending: { readonly element: CstNode | IToken; readonly depth: number }[] = [
    { element: cst, depth: 0 },
  ]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { element, depth } = next
    const indent = '  '.repeat(depth)
    if ('image' in element) {
      output.push(indent + printToken(source, element).replace(/ +/, ' '))
      continue
    }
    output.push(`${indent}${element.name}${element.recoveredNode ? ' (recovered)' : ''}`)
    const children = Object.values(element.children).flat()
    children.sort((a, b) => startOf(b) - startOf(a))
    for (const child of children) pending.push({ element: child, depth: depth + 1 })
  }
  return lines(output)
}

function startOf(element: CstNode | IToken): number {
  const start = 'image' in element ? element.startOffset : element.location?.startOffset
  return start === undefined || Number.isNaN(start) ? -1 : start
}

/** The meaning tree: nodes and their fields by indentation, each node with its place. */
export function printAst(source: Source, file: ModelFile): string {
  const output: string[] = []
  const pending: { readonly label: string; readonly value: unknown; readonly depth: number }[] = [
    { label: '', value: { kind: 'file', ...file }, depth: 0 },
  ]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { label, value, depth } = next
    output.push(`${'  '.repeat(depth)}${label}${printHead(source, value)}`)
    for (const [field, child] of childrenOf(value).reverse())
      pending.push({ label: field, value: child, depth: depth + 1 })
  }
  return lines(output)
}

// What stands on the node's own line: its kind, its place and its plain fields.
function printHead(source: Source, value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : ''
  if (!isRecord(value)) return JSON.stringify(value)
  const { kind, span, ...fields } = value
  const plain = Object.entries(fields)
    .filter(([, field]) => !isRecord(field) && !Array.isArray(field))
    .map(([name, field]) => `${name}=${JSON.stringify(field)}`)
  const place = isSpan(span) ? [printPlace(source, span)] : []
  return [...(kind === undefined ? [] : [String(kind)]), ...plain, ...place].join(' ')
}

function childrenOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((item) => ['- ', item])
  if (!isRecord(value)) return []
  return Object.entries(value)
    .filter(([name, field]) => name !== 'span' && (isRecord(field) || Array.isArray(field)))
    .filter(([name]) => name !== 'operatorSpan')
    .map(([name, field]) => [`${name}: `, field])
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSpan(value: unknown): value is Span {
  return isRecord(value) && typeof value.start === 'number' && typeof value.end === 'number'
}

function printPlace(source: Source, { start, end }: Span): string {
  const from = source.positionAt(start)
  const to = source.positionAt(end)
  const until = to.line === from.line ? `${to.column}` : `${to.line}:${to.column}`
  return `${from.line}:${from.column}-${until}`
}

function lines(output: readonly string[]): string {
  return output.map((line) => `${line.trimEnd()}\n`).join('')
}
