import { type AttributeKind, attributeKinds, type OpName } from '@gradus/ops'
import { type LineReader, Unexpected } from './line-reader.ts'
import type { GraphBody } from './node.ts'
import type { Token } from './tokens.ts'

/** Reads the attributes of an op: all of them, in the order in which they are printed. */
export function parseAttributes(
  op: OpName,
  line: LineReader,
  bodyNamed: (name: Token) => GraphBody,
): Readonly<Record<string, unknown>> {
  const kinds = Object.entries(attributeKinds[op])
  if (kinds.length === 0) return {}
  const read = (name: string, kind: NamedKind): readonly [string, unknown] => {
    line.sign(':')
    return [name, kind === 'body' ? bodyNamed(line.take('body')) : readers[kind](line)]
  }
  const entries: (readonly [string, unknown])[] = []
  line.sign('{')
  for (const [i, [name, kind]] of kinds.filter(([, one]) => !one.endsWith('?')).entries()) {
    if (i > 0) line.sign(',')
    line.word(name)
    entries.push(read(name, kind as NamedKind))
  }
  while (line.isAt(',')) {
    line.sign(',')
    const word = line.take('word')
    const kind = kinds.find(([name, one]) => name === word.text && one.endsWith('?'))?.[1]
    if (!kind) throw new Unexpected(word, `${op} has no such attribute`)
    entries.push(read(word.text, kind.slice(0, -1) as NamedKind))
  }
  line.sign('}')
  return Object.fromEntries(entries)
}

type NamedKind = Exclude<AttributeKind, `${string}?`>

const readers: Readonly<Record<Exclude<NamedKind, 'body'>, (line: LineReader) => unknown>> = {
  integer: (line) => line.integer(),
  integers: (line) => line.list('[', ']', () => line.integer()),
  number: (line) => line.number(),
  truth: readTruth,
  text: (line) => line.text(),
  dtype: (line) => line.dtype(),
  dim: (line) => line.dim(),
  shape: (line) => line.shape(),
}

function readTruth(line: LineReader): boolean {
  const token = line.take('word')
  if (token.text !== 'true' && token.text !== 'false') {
    throw new Unexpected(token, 'expected `true` or `false`')
  }
  return token.text === 'true'
}
