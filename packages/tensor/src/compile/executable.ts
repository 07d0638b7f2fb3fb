import { type Node, topologicalOrder } from '@gradus/graph'
import {
  bytesPerElement,
  type DType,
  elementCount,
  type Shape,
  sameSizes,
  type TypedArray,
  type Value,
  type ValueType,
} from '@gradus/ops'
import { defaultBackend, type Program, type Session } from '@gradus/runtime'
import { type Content, refuseLeaked, type Trace } from '../content/trace.ts'
import { sizesOf } from '../content/values.ts'
import { MemoryError } from '../errors.ts'
import type { Sizes } from '../literal-shape.ts'
import { contentOf, Tensor, toContentOf } from '../tensor.ts'
import { isTensorLike, type LeafLike, type Structure, TreePlan } from '../tree.ts'
import { type KeptPlace, KeptValue } from './kept-value.ts'

/** What a traced function is, and how it is compiled. */
export interface TracedFunction {
  readonly trace: Trace
  readonly inputs: readonly Node<'input'>[]
  readonly outputs: readonly Node[]
  /** The arguments, whose leaves are the inputs, and the results, whose leaves are the outputs. */
  readonly structures: { readonly given: Structure; readonly taken: Structure }
  /** For each output, the input in whose place in memory it stays; -1 for what is copied out. */
  readonly homes: readonly number[]
  readonly deterministic: boolean
}

/** A traced function as a program with memory: arguments are copied in and results out. */
export class Executable {
  readonly #session: Session
  readonly #given: TreePlan
  readonly #taken: TreePlan
  // Columns, not objects: an engine reads no more of them than it needs at every call.
  readonly #inputs: {
    readonly views: readonly TypedArray[]
    readonly dtypes: readonly DType[]
    /** Those of the latest call: equal shapes are often the same object. */
    readonly shapes: Shape[]
  }
  readonly #outputs: {
    readonly homes: readonly number[]
    readonly places: readonly KeptPlace[]
    readonly sizes: readonly Sizes[]
    readonly dtypes: readonly DType[]
  }
  /** For each input, the tensor whose elements are in its place: given, or a result. */
  #kept: (Tensor | undefined)[]
  /** Calls so far. */
  calls = 0

  constructor(traced: TracedFunction) {
    const { inputs, outputs, homes, structures } = traced
    const names = inputs.map(({ attributes }) => attributes.name)
    const writes = outputs.map((node, i) => {
      const home = homes[i]!
      return { node, home, buffer: names[home] ?? `result ${i + 1}` }
    })
    const session = startSession(traced, writes)
    this.#session = session
    this.#given = new TreePlan(structures.given)
    this.#taken = new TreePlan(structures.taken)
    this.#inputs = {
      views: names.map((name) => session.view(name)),
      dtypes: inputs.map(({ dtype }) => dtype),
      shapes: inputs.map(({ shape }) => shape),
    }
    this.#outputs = {
      homes,
      places: writes.map(({ node, buffer }) => {
        const { shape, dtype } = node
        return { view: session.view(buffer), shape, dtype, session: this }
      }),
      sizes: outputs.map(sizesOf),
      dtypes: outputs.map(({ dtype }) => dtype),
    }
    this.#kept = inputs.map(() => undefined)
  }

  /** Whether arguments have the structure and the types of the program. */
  fits(args: readonly unknown[]): boolean {
    return this.#given.read(args, [], (i, leaf) => this.#typed(i, leaf) !== undefined)
  }

  /** Takes the arguments of a call; says whether they fit. */
  give(args: readonly unknown[]): boolean {
    return this.#given.read(args, this.#kept, this.#give)
  }

  /** Takes the leaves of arguments that fit. */
  giveLeaves(leaves: readonly LeafLike[]): void {
    for (const [i, leaf] of leaves.entries()) this.#give(i, leaf)
  }

  /** Runs the program on what was given; other inputs are what was kept for them. */
  run(): unknown {
    this.#session.call(ENTRY)
    this.calls++
    return this.#taken.make(this.#take())
  }

  /** The content of a leaf of the right type. */
  #typed(i: number, leaf: unknown): Content | undefined {
    if (!isTensorLike(leaf)) return undefined
    const { dtypes, shapes } = this.#inputs
    const content = toContentOf(leaf, 'compile')
    if (content.dtype !== dtypes[i]) return undefined
    if (content.shape !== shapes[i]) {
      if (!sameSizes(content.shape, shapes[i]!)) return undefined
      shapes[i] = content.shape
    }
    return content
  }

  /** Copies a leaf to its place; says whether it has the right type. */
  readonly #give = (i: number, leaf: unknown): boolean => {
    const content = this.#typed(i, leaf)
    if (!content) return false
    const elements = elementsOf(content)
    const kept = this.#kept[i]
    // If that is a result, its elements are saved before its place is written.
    if (kept) elementsOf(contentOf(kept))
    this.#kept[i] = leaf instanceof Tensor ? leaf : undefined
    this.#inputs.views[i]!.set(elements)
    return true
  }

  #take(): Tensor[] {
    const { calls } = this
    const { homes, places, sizes, dtypes } = this.#outputs
    const tensors = new Array<Tensor>(homes.length)
    // A new array, since writing new objects to old ones costs the engine more.
    const kept = this.#kept.slice()
    for (let i = 0; i < homes.length; i++) {
      const place = places[i]!
      const home = homes[i]!
      const value = new KeptValue(place, calls)
      const tensor = new Tensor(value, sizes[i], dtypes[i])
      if (home >= 0) kept[home] = tensor
      // What has no home is copied out.
      else elementsOf(value)
      tensors[i] = tensor
    }
    this.#kept = kept
    return tensors
  }
}

/** The elements of content; refuses what is traced. */
function elementsOf(content: Content): TypedArray {
  return (content as Partial<Value>).data ?? refuseLeaked()
}

/** What is written, and where. */
interface BufferWrite {
  readonly node: Node
  readonly buffer: string
  readonly home: number
}

const ENTRY = 'run'

function startSession(
  { trace, inputs, deterministic }: TracedFunction,
  results: readonly BufferWrite[],
): Session {
  const outputs = results.map(({ node }) => node)
  const captured = capturedInputs(trace, inputs, outputs)
  const program: Program = {
    buffers: [
      ...inputs.map(bufferFor),
      ...captured.map((node) => ({ ...bufferFor(node), isConstant: true as const })),
      ...results
        .filter(({ home }) => home < 0)
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
