import { type Node, topologicalOrder } from '@gradus/graph'
import { bytesPerElement, elementCount, type Value, type ValueType } from '@gradus/ops'
import { defaultBackend, type Program, type Session } from '@gradus/runtime'
import { type Content, isTraced } from '../content/content.ts'
import { refuseLeaked, type Trace } from '../content/trace.ts'
import { MemoryError } from '../errors.ts'
import { KeptValue } from './kept-value.ts'

/** How a program is compiled. */
export interface ExecutableOptions {
  readonly deterministic: boolean
}

/** A traced function as a program with memory: arguments are copied in and results out. */
export class Executable {
  readonly #session: Session
  readonly #inputs: readonly Node<'input'>[]
  readonly #results: readonly Result[]
  /** The latest results that are still in the session, by their buffers. */
  readonly #kept = new Map<string, KeptValue>()

  /**
   * @param donated  For each input, the number of the result that takes its place in memory.
   */
  constructor(
    trace: Trace,
    inputs: readonly Node<'input'>[],
    outputs: readonly Node[],
    donated: ReadonlyMap<number, number>,
    options: ExecutableOptions,
  ) {
    this.#inputs = inputs
    const homes = new Map([...donated].map(([input, output]) => [output, inputs[input]!]))
    this.#results = outputs.map((node, i) => {
      const home = homes.get(i)
      return { node, buffer: home ? home.attributes.name : `result ${i + 1}`, isKept: !!home }
    })
    this.#session = startSession(trace, inputs, this.#results, options)
  }

  run(contents: readonly Content[]): Value[] {
    const session = this.#session
    const written = new Map<string, Content>()
    for (const [i, { attributes }] of this.#inputs.entries()) {
      const content = contents[i]!
      const isThere = content instanceof KeptValue && content.isIn(session, attributes.name)
      if (!isThere) written.set(attributes.name, content)
    }
    const elements = [...written].map(([name, content]) => [name, elementsOf(content)] as const)
    const given = new Set(contents)
    for (const [name, kept] of this.#kept) kept.release(given.has(kept) && !written.has(name))
    this.#kept.clear()
    for (const [name, data] of elements) session.write(name, data)
    session.call(ENTRY)
    return this.#results.map((result) => this.#take(result))
  }

  #take({ node, buffer, isKept }: Result): Value {
    const { shape, dtype } = node
    if (!isKept) return { shape, dtype, data: this.#session.read(buffer) }
    const kept = new KeptValue(this.#session, buffer, node)
    this.#kept.set(buffer, kept)
    return kept
  }
}

interface Result {
  readonly node: Node
  readonly buffer: string
  readonly isKept: boolean
}

const ENTRY = 'run'

function elementsOf(content: Content): Value['data'] {
  return isTraced(content) ? refuseLeaked() : content.data
}

function startSession(
  trace: Trace,
  inputs: readonly Node<'input'>[],
  results: readonly Result[],
  { deterministic }: ExecutableOptions,
): Session {
  const outputs = results.map(({ node }) => node)
  const captured = capturedInputs(trace, inputs, outputs)
  const program: Program = {
    buffers: [
      ...inputs.map(bufferFor),
      ...captured.map((node) => ({ ...bufferFor(node), isConstant: true as const })),
      ...results
        .filter(({ isKept }) => !isKept)
        .map(({ node, buffer }) => ({ ...bufferFor(node), name: buffer })),
    ],
    entries: [{ name: ENTRY, writes: results.map(({ node, buffer }) => ({ buffer, node })) }],
  }
  const session = startWithin(program, trace, outputs, deterministic)
  for (const node of captured) session.write(node.attributes.name, trace.values.get(node)!)
  session.prepare()
  return session
}

/** What a WebAssembly memory can hold: 65536 pages of 64 KiB. */
const AVAILABLE_BYTES = 65536 * 65536
/** No system denies a program that keeps less than this even if no value shares memory. */
const GENEROUS_BYTES = 2 ** 28

function startWithin(
  program: Program,
  trace: Trace,
  outputs: readonly Node[],
  isDeterministic: boolean,
): Session {
  const least = bytesOf(program.buffers)
  if (least > AVAILABLE_BYTES) throw new MemoryError(least, AVAILABLE_BYTES)
  try {
    // Rules may round otherwise than what was written.
    const disablePass = isDeterministic ? ['simplify'] : []
    return defaultBackend.start(program, trace.builder, { isDeterministic, disablePass })
  } catch (error) {
    const needed = least + bytesOf(topologicalOrder(outputs))
    if (needed <= GENEROUS_BYTES) throw error
    throw new MemoryError(needed, AVAILABLE_BYTES)
  }
}

/** Inputs that stand for tensors which the function uses beside its arguments. */
function capturedInputs(
  trace: Trace,
  inputs: readonly Node[],
  outputs: readonly Node[],
): Node<'input'>[] {
  const own = new Set(inputs)
  const fed = topologicalOrder(outputs).filter(
    (node): node is Node<'input'> =>
      'name' in node.attributes && node.inputs.length === 0 && !own.has(node),
  )
  trace.requireKnown(fed)
  return fed
}

function bufferFor(node: Node): Program['buffers'][number] {
  const { name } = node.attributes as { readonly name?: string }
  return { name: name ?? '', shape: node.shape, dtype: node.dtype }
}

function bytesOf(values: readonly ValueType[]): number {
  return values.reduce(
    (sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement[dtype],
    0,
  )
}
