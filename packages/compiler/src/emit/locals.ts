import type { FunctionBuilder, Local, ValueType } from '@gradus/wasm'

/** Locals of a function that are used again when what they held is no longer needed. */
export class LocalPool {
  readonly #f: FunctionBuilder
  readonly #free = new Map<ValueType, Local[]>()
  #taken: Set<Local> = new Set()

  constructor(f: FunctionBuilder) {
    this.#f = f
  }

  take(type: ValueType): Local {
    const local = this.#free.get(type)?.pop() ?? this.#f.local(type)
    this.#taken.add(local)
    return local
  }

  give(local: Local): void {
    if (!this.#taken.delete(local)) return
    const free = this.#free.get(local.type)
    if (free) free.push(local)
    else this.#free.set(local.type, [local])
  }

  /** Gives back whatever `body` takes and does not give back itself. */
  scope(body: () => void): void {
    const outer = this.#taken
    this.#taken = new Set()
    body()
    for (const local of this.#taken) this.give(local)
    this.#taken = outer
  }
}
