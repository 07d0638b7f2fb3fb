import { type Node, topologicalOrder } from '@gradus/graph'
import {
  bytesPerElement,
  elementCount,
  type TypedArray,
  type Value,
  type ValueType,
} from '@gradus/ops'
import { defaultBackend, type Program, type Session } from '@gradus/runtime'
import { type Content, isTraced, refuseLeaked, type Trace } from '../content/trace.ts'
import { sizesOf } from '../content/values.ts'
import { MemoryError } from '../errors.ts'
import type { Sizes } from '../literal-shape.ts'
import { Tensor } from '../tensor.ts'
import { KeptValue } from './kept-value.ts'

/** How a program is compiled. */
export interface ExecutableOptions {
  readonly deterministic: boolean
}

/** A traced function as a program with memory: arguments are copied in and results out. */
export class Executable {
  readonly #session: Session
  readonly #inputs: readonly Home[]
  readonly #results: readonly Result[]
  /** The places of results in memory; of those that are kept, the places of inputs. */
  readonly #views: readonly TypedArray[]

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
    const homes = new Map([...donated].map(([input, output]) => [output, input]))
    this.#results = outputs.map((node, i) => {
      const home = homes.get(i)
      const buffer = home === undefined ? `result ${i + 1}` : inputs[home]!.attributes.name
      return { node, sizes: sizesOf(node), buffer, home }
    })
    this.#session = startSession(trace, inputs, this.#results, options)
    const viewOf = (buffer: string): TypedArray => this.#session.view(buffer)
    this.#inputs = inputs.map(({ attributes }) => ({
      view: viewOf(attributes.name),
      kept: undefined,
      next: undefined,
    }))
    this.#views = this.#results.map(({ buffer }) => viewOf(buffer))
  }

  /** Runs the program on the contents of the inputs. */
  run(contents: readonly Content[]): Tensor[] {
    // Elements are read before any place is written: a kept value may be given elsewhere.
    for (let i = 0; i < contents.length; i++) {
      const home = this.#inputs[i]!
      const content = contents[i]!
      if (content !== home.kept) home.next = elementsOf(content)
    }
    for (const home of this.#inputs) {
      home.kept?.release(home.next === undefined)
      home.kept = undefined
    }
    for (const home of this.#inputs) {
      if (home.next) home.view.set(home.next)
      home.next = undefined
    }
    this.#session.call(ENTRY)
    return this.#results.map(this.#take)
  }

  readonly #take = ({ node, sizes, home }: Result, i: number): Tensor => {
    const view = this.#views[i]!
    if (home === undefined) {
      return new Tensor({ shape: node.shape, dtype: node.dtype, data: view.slice() }, sizes)
    }
    const kept = new KeptValue(view, node)
    this.#inputs[home]!.kept = kept
    return new Tensor(kept, sizes)
  }
}

/** The place of an input in memory, and what is there. */
interface Home {
  readonly view: TypedArray
  /** The latest result that is still there. */
  kept: KeptValue | undefined
  /** What is to be copied there before the next call. */
  next: TypedArray | undefined
}

interface Result {
  readonly node: Node
  readonly sizes: Sizes
  readonly buffer: string
  /** The input in whose place it stays. */
  readonly home: number | undefined
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
        .filter(({ home }) => home === undefined)
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
