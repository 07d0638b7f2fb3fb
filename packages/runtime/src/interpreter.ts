import { type Entry, type Program, SERIES_CAPACITY, type StepEntry } from '@gradus/compiler'
import { internalError } from '@gradus/diagnostics'
import { interpret, type Node, topologicalOrder } from '@gradus/graph'
import { allocate, elementCount, hasTrait, type TypedArray, type Value } from '@gradus/ops'
import type { Backend, Session, StepResult } from './backend.ts'

/** The backend that evaluates graphs node by node: slow, obvious, and what others are held to. */
export const interpreterBackend: Backend = {
  name: 'interpreter',
  start: (program) => new InterpreterSession(program),
}

class InterpreterSession implements Session {
  readonly #program: Program
  readonly #buffers = new Map<string, TypedArray>()

  constructor(program: Program) {
    this.#program = program
    for (const { name, shape, dtype } of program.buffers) {
      this.#buffers.set(name, allocate(dtype, elementCount(shape)))
    }
  }

  read(buffer: string): TypedArray {
    return this.#buffer(buffer).slice()
  }

  view(buffer: string): TypedArray {
    return this.#buffer(buffer)
  }

  write(buffer: string, elements: ArrayLike<number>): void {
    const target = this.#buffer(buffer)
    if (elements.length !== target.length) {
      throw internalError(`${elements.length} elements for buffer ${buffer} of ${target.length}`)
    }
    target.set(elements)
  }

  prepare(): void {}

  call(entry: string, rows?: number): void {
    const found = this.#program.entries.find(({ name }) => name === entry)
    if (!found) throw internalError(`the program has no entry ${entry}`)
    this.#run(found, [], rows)
  }

  step(count: number): StepResult {
    const { step } = this.#program
    if (!step) throw internalError('the program has no step')
    const limit = Math.min(count, SERIES_CAPACITY)
    const series = new Map(step.series.map(({ name }): [string, number[]] => [name, []]))
    let steps = 0
    let status: StepResult['status'] = 'done'
    while (steps < limit && status === 'done') {
      status = this.#runStep(step, series)
      if (status !== 'not-finite') steps++
    }
    const recorded = [...series].map(([name, values]): [string, Float64Array] => [
      name,
      Float64Array.from(values),
    ])
    return { steps, status, series: new Map(recorded) }
  }

  #runStep(step: StepEntry, series: ReadonlyMap<string, number[]>): StepResult['status'] {
    const { batches } = step
    const position = batches ? this.#buffer(batches.position)[0]! : 0
    if (batches?.onEpoch && position === 0) this.call(batches.onEpoch)
    const rows = batches && Math.min(batches.size, batches.total - position)
    const extra = [step.commitIf, step.stopIf].filter((node) => node !== undefined)
    const recorded = step.series.map(({ node }) => node)
    const values = this.#evaluate(step, [...extra, ...recorded], rows)
    const isTrue = (node: Node): boolean => values.get(node)?.data[0] === 1
    if (step.commitIf && !isTrue(step.commitIf)) return 'not-finite'
    const isStopped = step.stopIf !== undefined && isTrue(step.stopIf)
    // Values that are buffers change with the writes, so they are recorded before.
    for (const { name, node } of step.series) series.get(name)!.push(values.get(node)!.data[0]!)
    this.#commit(step, values)
    if (batches && rows !== undefined) this.#advance(batches, position + rows)
    return isStopped ? 'stopped' : 'done'
  }

  #advance({ position, epoch, total }: NonNullable<StepEntry['batches']>, next: number): void {
    const isOver = next >= total
    this.#buffer(position)[0] = isOver ? 0 : next
    if (isOver) this.#buffer(epoch)[0]!++
  }

  #run(entry: Entry, extra: readonly Node[], rows: number | undefined): void {
    this.#commit(entry, this.#evaluate(entry, extra, rows))
  }

  #evaluate(
    { writes }: Entry,
    extra: readonly Node[],
    rows: number | undefined,
  ): ReadonlyMap<Node, Value> {
    const nodes = [...writes.map(({ node }) => node), ...extra]
    const fed = new Map<Node, TypedArray>()
    for (const node of topologicalOrder(nodes)) {
      if (!hasTrait(node.op, 'fed')) continue
      const { name } = node.attributes as { readonly name: string }
      fed.set(node, this.#window(name, node, rows))
    }
    const values = interpret(nodes, { values: fed, ...(rows === undefined ? {} : { rows }) })
    return new Map(nodes.map((node, i) => [node, values[i]!]))
  }

  /** The part of a buffer that holds the rows there are. */
  #window(name: string, { shape }: Node, rows: number | undefined): TypedArray {
    const buffer = this.#buffer(name)
    if (rows === undefined || !shape[0]?.rows) return buffer
    return buffer.subarray(0, rows * elementCount(shape.slice(1)))
  }

  #commit({ writes }: Entry, values: ReadonlyMap<Node, Value>): void {
    // What is fed is the memory of a buffer itself, so it is copied before any is written.
    const staged = writes.map(({ buffer, node }): [string, TypedArray] => {
      const { data } = values.get(node)!
      return [buffer, hasTrait(node.op, 'fed') ? data.slice() : data]
    })
    for (const [buffer, data] of staged) this.#buffer(buffer).set(data)
  }

  #buffer(name: string): TypedArray {
    const buffer = this.#buffers.get(name)
    if (!buffer) throw internalError(`the program has no buffer ${name}`)
    return buffer
  }
}
