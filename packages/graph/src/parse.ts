import { type Diagnostic, diagnostic, type Source, type Span } from '@gradus/diagnostics'
import { arityOf, bringAll, DTypeError, type OpName, ShapeError, sameShape } from '@gradus/ops'
import { parseAttributes } from './attribute-text.ts'
import { bringRegions } from './bring-regions.ts'
import type { Builder } from './builder.ts'
import { LineReader, Unexpected } from './line-reader.ts'
import type { Graph, GraphBody, Node, Output } from './node.ts'
import { GRAPH_TEXT_VERSION, printType } from './print.ts'
import { makeBody } from './repeat.ts'
import { bringWindowRules } from './rules/bring-window-rules.ts'
import { type Token, tokenize } from './tokens.ts'

/** A graph that was read, unless something is wrong with its text. */
export interface ParsedGraph {
  readonly graph?: Graph
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the text form of a graph, see `printGraph`, and makes its nodes. */
export function parseGraph(builder: Builder, source: Source): ParsedGraph {
  const parser = new Parser(builder, source)
  const lines = splitLines(tokenize(source.text))
  const [header, ...rest] = lines
  if (header && parser.readHeader(header)) for (const line of rest) parser.readLine(line)
  return parser.finish()
}

/** What is known inside one pair of braces. */
interface Scope {
  readonly nodes: Map<string, Node | 'broken'>
  /** For bodies: their name, where they begin, and what they take and give. */
  readonly body?: Token
  inputs: readonly Node[]
  results: readonly Node[]
}

class Parser {
  readonly #builder: Builder
  readonly #source: Source
  readonly #diagnostics: Diagnostic[] = []
  readonly #outputs: Output[] = []
  readonly #bodies = new Map<string, GraphBody | 'broken'>()
  readonly #scopes: Scope[] = [{ nodes: new Map(), inputs: [], results: [] }]

  constructor(builder: Builder, source: Source) {
    // Ops come by name.
    bringAll()
    bringRegions()
    bringWindowRules()
    this.#builder = builder
    this.#source = source
  }

  /** Whether the first line names a version that this parser reads. */
  readHeader(tokens: readonly Token[]): boolean {
    const line = new LineReader(tokens)
    return this.#attempt(line, () => {
      line.word('graph')
      const version = line.take('number')
      if (Number(version.text) === GRAPH_TEXT_VERSION) return line.end()
      const values = { wanted: version.text, current: GRAPH_TEXT_VERSION }
      this.#diagnostics.push(diagnostic('E0003', this.#source, version, values))
      throw new Broken()
    })
  }

  readLine(tokens: readonly Token[]): void {
    const line = new LineReader(tokens)
    const { text, kind } = tokens[0]!
    const isDone = this.#attempt(line, () => {
      if (kind === 'node') this.#readNode(line)
      else if (text === 'body') this.#openBody(line)
      else if (text === '}') this.#closeBody(line)
      else if (this.#scope.body) this.#readEnds(line)
      else this.#readOutput(line)
    })
    if (!isDone && kind === 'node') this.#scope.nodes.set(text, 'broken')
  }

  finish(): ParsedGraph {
    const { body } = this.#scope
    if (body) this.#diagnostics.push(diagnostic('E0105', this.#source, body, {}))
    const isEmpty = this.#diagnostics.length === 0 && this.#outputs.length === 0
    if (isEmpty) this.#reject({ start: 0, end: 0 }, '', 'a graph gives at least one output')
    const diagnostics = this.#diagnostics
    return diagnostics.length > 0
      ? { diagnostics }
      : { graph: { outputs: this.#outputs }, diagnostics }
  }

  get #scope(): Scope {
    return this.#scopes.at(-1)!
  }

  #readNode(line: LineReader): void {
    const name = line.take('node')
    if (this.#scope.nodes.has(name.text)) {
      this.#diagnostics.push(diagnostic('E0203', this.#source, name, { name: name.text }))
      throw new Broken()
    }
    line.sign('=')
    const word = line.take('word')
    if (!Object.hasOwn(arityOf, word.text)) throw this.#unknown(word)
    const op = word.text as OpName
    const inputs = line.list('(', ')', () => this.#nodeNamed(line.take('node')))
    const attributes = parseAttributes(op, line, (body) => this.#bodyNamed(body))
    const node = this.#apply(word, op, inputs, attributes)
    line.sign(':')
    const stated = line.type()
    if (stated.dtype !== node.dtype || !sameShape(stated.shape, node.shape)) {
      this.#reject(stated.span, printType(stated), `this is ${printType(node)}`)
    }
    line.end()
    this.#scope.nodes.set(name.text, node)
  }

  #apply(word: Token, op: OpName, inputs: readonly Node[], attributes: object): Node {
    try {
      return this.#builder.apply(op, inputs, attributes as never)
    } catch (error) {
      if (!(error instanceof ShapeError || error instanceof DTypeError)) throw error
      throw this.#reject(word, word.text, error.message)
    }
  }

  #openBody(line: LineReader): void {
    line.word('body')
    const body = line.take('body')
    line.sign('{')
    line.end()
    this.#bodies.set(body.text, 'broken')
    this.#scopes.push({ nodes: new Map(), body, inputs: [], results: [] })
  }

  #closeBody(line: LineReader): void {
    const brace = line.sign('}')
    line.end()
    const { body, inputs, results } = this.#scope
    if (!body) {
      this.#diagnostics.push(diagnostic('E0113', this.#source, brace, { bracket: '}' }))
      throw new Broken()
    }
    this.#scopes.pop()
    this.#bodies.set(body.text, makeBody(inputs as readonly Node<'input'>[], results))
  }

  /** The lines `inputs …` and `return …` of a body. */
  #readEnds(line: LineReader): void {
    const word = line.take('word')
    if (word.text !== 'inputs' && word.text !== 'return') throw new Unexpected(word)
    const nodes = line.rest(() => this.#nodeNamed(line.take('node')))
    if (word.text === 'return') this.#scope.results = nodes
    else if (nodes.every(isFed)) this.#scope.inputs = nodes
    else throw this.#reject(word, word.text, 'the inputs of a body are `input` nodes')
  }

  #readOutput(line: LineReader): void {
    line.word('output')
    const name = line.name()
    line.sign('=')
    const node = this.#nodeNamed(line.take('node'))
    line.end()
    this.#outputs.push({ name, node })
  }

  #nodeNamed(token: Token): Node {
    const node = this.#scope.nodes.get(token.text)
    if (node === 'broken') throw new Broken()
    if (!node) throw this.#unknown(token)
    return node
  }

  #bodyNamed(token: Token): GraphBody {
    const body = this.#bodies.get(token.text)
    if (body === 'broken') throw new Broken()
    if (!body) throw this.#unknown(token)
    return body
  }

  /** Runs the reading of a line; gives false when it is reported or follows from a report. */
  #attempt(line: LineReader, read: () => void): boolean {
    try {
      read()
      return true
    } catch (error) {
      if (error instanceof Unexpected)
        this.#reject(error.token ?? line.lastSpan, error.token?.text ?? '', error.expected)
      else if (!(error instanceof Broken)) throw error
      return false
    }
  }

  #unknown(token: Token): Broken {
    this.#diagnostics.push(diagnostic('E0201', this.#source, token, { name: token.text }))
    return new Broken()
  }

  #reject(span: Span, text: string, label: string): Broken {
    const shown = text.trim() === '' ? 'end of line' : text
    this.#diagnostics.push(diagnostic('E0106', this.#source, span, { text: shown }, { label }))
    return new Broken()
  }
}

/** Ends the reading of a line about which enough was said. */
class Broken extends Error {}

function isFed(node: Node): boolean {
  return node.inputs.length === 0 && 'name' in node.attributes
}

function splitLines(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'line') lines.push([])
    else lines.at(-1)!.push(token)
  }
  return lines.filter((line) => line.length > 0)
}
