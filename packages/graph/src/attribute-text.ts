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
  line.sign('{')
  const entries = kinds.map(([name, kind], i) => {
    if (i > 0) line.sign(',')
    line.word(name)
    line.sign(':')
    return [name, kind === 'body' ? bodyNamed(line.take('body')) : readers[kind](line)]
  })
  line.sign('}')
  return Object.fromEntries(entries)
}

const readers: Readonly<Record<Exclude<AttributeKind, 'body'>, (line: LineReader) => unknown>> = {
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
