import type { Span } from '@gradus/diagnostics'
import type { Definition } from './definition.ts'
import type { TensorType, Type } from './types.ts'

/** What sort of thing a name names. */
export type MeaningKind =
  | 'dim'
  | 'data'
  | 'parameter'
  | 'value'
  | 'metric'
  | 'loss'
  | 'function'
  | 'layer'
  | 'optimizer'
  | 'module'
  | 'argument'
  | 'state'

/** The parameters that a layer call made: its own, and those of the calls inside it. */
export interface Owned {
  readonly parameters: ReadonlyMap<string, TensorType>
  readonly parts: ReadonlyMap<string, Owned>
}

/** What a name means at a place of the text. */
export interface Meaning {
  readonly kind: MeaningKind
  readonly name: string
  /** Where it was named; none for what the language names itself, such as `loss`. */
  readonly span?: Span
  readonly type: Type
  /** Its value, when it is known before anything runs. */
  readonly constant?: number
  readonly owned?: Owned
  readonly definition?: Definition
  /** The names that its value was made from. */
  readonly reads: Set<Meaning>
  /** True when its value calls a layer, so that it owns trained parameters. */
  readonly makesParameters?: boolean
}

/** Names and what they mean, in an order; an inner scope sees the outer ones. */
export class Scope {
  readonly #names = new Map<string, { readonly meaning: Meaning; readonly order: number }>()
  readonly #outer: Scope | undefined
  readonly #limit: number

  /** Of `outer`, only names declared before `limit` are seen. */
  constructor(outer?: Scope, limit: number = Number.POSITIVE_INFINITY) {
    this.#outer = outer
    this.#limit = limit
  }

  /** How many names were declared here. */
  get size(): number {
    return this.#names.size
  }

  /** Gives a name its meaning; a name that is rebound keeps its place in the order. */
  declare(meaning: Meaning): void {
    const order = this.#names.get(meaning.name)?.order ?? this.#names.size
    this.#names.set(meaning.name, { meaning, order })
  }

  find(name: string): Meaning | undefined {
    let limit = Number.POSITIVE_INFINITY
    for (let scope: Scope | undefined = this; scope; scope = scope.#outer) {
      const entry = scope.#names.get(name)
      if (entry && entry.order < limit) return entry.meaning
      limit = scope.#limit
    }
    return undefined
  }

  /** How many names were declared here before this one. */
  orderOf(name: string): number | undefined {
    return this.#names.get(name)?.order
  }

  /** What a name means in this scope alone. */
  findHere(name: string): Meaning | undefined {
    return this.#names.get(name)?.meaning
  }

  /** All names that can be seen from here. */
  visible(): string[] {
    const names: string[] = []
    let limit = Number.POSITIVE_INFINITY
    for (let scope: Scope | undefined = this; scope; scope = scope.#outer) {
      for (const [name, { order }] of scope.#names) if (order < limit) names.push(name)
      limit = scope.#limit
    }
    return names
  }

  /** The meanings of this scope, in the order of the text. */
  meanings(): Meaning[] {
    return Array.from(this.#names.values(), ({ meaning }) => meaning)
  }
}

/** All meanings that some were made from, themselves included, through any number of names. */
export function reachedFrom(starts: Iterable<Meaning>): Set<Meaning> {
  const reached = new Set<Meaning>(starts)
  for (const meaning of reached) for (const read of meaning.reads) reached.add(read)
  return reached
}

/** Puts the parameters of several layer calls under one name: alone, or numbered in order. */
export function gatherOwned(calls: readonly Owned[]): Owned | undefined {
  const [only] = calls
  if (calls.length <= 1) return only
  const parts = calls.map((owned, index): [string, Owned] => [String(index), owned])
  return { parameters: new Map(), parts: new Map(parts) }
}

/** The parameters after a change to each of their types, such as stacking by `repeat`. */
export function mapOwned(owned: Owned, change: (type: TensorType) => TensorType): Owned {
  const parameters = Array.from(owned.parameters, ([name, type]): [string, TensorType] => [
    name,
    change(type),
  ])
  const parts = Array.from(owned.parts, ([name, part]): [string, Owned] => [
    name,
    mapOwned(part, change),
  ])
  return { parameters: new Map(parameters), parts: new Map(parts) }
}
