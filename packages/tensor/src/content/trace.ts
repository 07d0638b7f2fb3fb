import { Builder, type Node } from '@gradus/graph'
import type { TypedArray, Value, ValueType } from '@gradus/ops'
import { TracerError } from '../errors.ts'

// Note [One trace] is at the end of this file.

/** What a tensor is while a function is traced: a node of the graph that is being made. */
export interface Traced extends ValueType {
  readonly node: Node
  readonly trace: Trace
}

/** What a tensor holds: numbers, or a place in a graph. */
export type Content = Value | Traced

export function isTraced(content: Content): content is Traced {
  return 'node' in content
}

/** The graph that is being made while functions are traced, and the values it has met. */
export class Trace {
  readonly builder: Builder = new Builder()
  /** The elements of inputs that stand for given values. */
  readonly values: Map<Node, TypedArray> = new Map()
  readonly #lifted = new Map<Value, Node>()
  readonly #open = new Set<Node>()
  readonly #names = new Set<string>()

  /** The node of a content: its own, a constant, or an input that stands for its elements. */
  lift(content: Content): Node {
    if ('node' in content) return this.#own(content)
    const known = this.#lifted.get(content)
    if (known) return known
    const node = this.#liftValue(content)
    this.#lifted.set(content, node)
    return node
  }

  /** A new input that stands for an argument, until it is closed. */
  standIn(type: ValueType, name: string): Node<'input'> {
    const node = this.#input(type, name)
    this.#open.add(node)
    return node
  }

  /** Runs the body of a region, whose own inputs may be used until it is done. */
  within<T>(standIns: readonly Node[], run: () => T): T {
    for (const node of standIns) this.#open.add(node)
    const result = run()
    this.close(standIns)
    return result
  }

  /** Says that a function is done and its stand-ins must not be used any more. */
  close(standIns: readonly Node[]): void {
    for (const node of standIns) this.#open.delete(node)
  }

  /** Refuses inputs that stand for arguments of functions that are done. */
  requireOpen(inputs: readonly Node[]): void {
    if (!inputs.every((node) => this.#open.has(node))) refuseLeaked()
  }

  /** Refuses inputs that stand for no given value. */
  requireKnown(inputs: readonly Node[]): void {
    if (!inputs.every((node) => this.values.has(node))) refuseLeaked()
  }

  content(node: Node): Traced {
    return { shape: node.shape, dtype: node.dtype, node, trace: this }
  }

  #liftValue(value: Value): Node {
    const { shape, dtype, data } = value
    const [first] = data
    // The same number everywhere is a constant, which the compiler can compute with.
    const isUniform = first !== undefined && data.every((element) => Object.is(element, first))
    if (isUniform) return this.builder.full(first, shape, dtype)
    const node = this.#input(value, 'captured')
    this.values.set(node, data)
    return node
  }

  #own({ node, trace }: Traced): Node {
    if (trace === this) return node
    return refuseLeaked()
  }

  #input({ shape, dtype }: ValueType, name: string): Node<'input'> {
    return this.builder.input(this.#unused(name), shape, dtype)
  }

  #unused(name: string): string {
    let unused = name
    for (let i = 1; this.#names.has(unused); i++) unused = `${name} ${i}`
    this.#names.add(unused)
    return unused
  }
}

/** Reports a traced tensor that is used where its trace has ended. */
export function refuseLeaked(): never {
  throw new TracerError(
    'a tensor of a function that is no longer traced was used again: return values from the ' +
      'function, and do not keep them in variables outside it',
  )
}

interface Tracing {
  readonly trace: Trace
  /** The transformations that are tracing, the innermost last. */
  readonly names: readonly string[]
}

let current: Tracing | undefined

/** The trace that functions called now would add to. */
export function currentTrace(): Trace | undefined {
  return current?.trace
}

/** The transformation that is tracing now, for messages. */
export function tracingName(): string {
  return current?.names.at(-1) ?? 'a transformation'
}

/** Runs a function that traces: in the trace that is open, or in one of its own. */
export function withTrace<T>(name: string, run: (trace: Trace) => T): T {
  const outer = current
  const trace = outer?.trace ?? new Trace()
  current = { trace, names: [...(outer?.names ?? []), name] }
  try {
    return run(trace)
  } finally {
    current = outer
  }
}

// Note [One trace]
//
// However deep transformations are nested, they share one trace and one builder. Each runs
// its function on new stand-ins, differentiates or vectorizes the nodes between these and the
// results, and then puts the actual arguments in their place. A value of an outer function
// that is used inside is an ordinary node there, which depends on no stand-in of the inner
// one, so perturbations cannot be confused.
//
// That a trace is open is state of the module: functions are traced by being called, and an
// argument that does not reach a call cannot say that one is open.
