import type { Node, OriginFrame } from '@gradus/graph'
import type { CheckedModule } from '../2-check/definition.ts'
import type { Dims } from '../2-check/dims.ts'
import type { Value } from './value.ts'

/** Where random draws take their shape and their stream from. */
export interface DrawSite {
  readonly name: string
  readonly dims: Dims
  /** How many leading dims are stacked by `repeat`. */
  readonly stackedDims: number
  /** How many draws this declaration has made. */
  count: number
}

/** A parameter, as far as stacks care. */
export interface Stackable {
  /** Its value in the model. */
  readonly value: Node
}

/** The turns of `repeat` around a place: parameters made there are stacked along `dims`. */
export interface Stack {
  readonly dims: Dims
  /** The value that a stacked parameter has in this turn. */
  take(parameter: Stackable): Node
}

/** The layer calls of one value: a single one owns its path, several are numbered. */
export interface LayerCalls {
  readonly total: number
  made: number
}

/** What scopes inside a scope have in common with it, unless they say otherwise. */
export interface Surroundings {
  /** The calls that led here, the user's own first. */
  readonly calls: readonly OriginFrame[]
  /** Prefix of the names of parameters that are made here. */
  readonly path: string
  readonly layerCalls: LayerCalls | undefined
  /** Dims that formals stand for. */
  readonly formalDims: ReadonlyMap<string, Dims>
  readonly draws: DrawSite | undefined
  readonly stack: Stack | undefined
}

const fileSurroundings: Surroundings = {
  calls: [],
  path: '',
  layerCalls: undefined,
  formalDims: new Map(),
  draws: undefined,
  stack: undefined,
}

/** The names that can be seen at a place, and how the evaluation came there. */
export class Scope {
  readonly module: CheckedModule
  readonly around: Surroundings
  readonly #names = new Map<string, Value>()
  readonly #outer: Scope | undefined

  constructor(module: CheckedModule, around: Surroundings = fileSurroundings, outer?: Scope) {
    this.module = module
    this.around = around
    this.#outer = outer
  }

  find(name: string): Value | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.#outer) {
      const value = scope.#names.get(name)
      if (value) return value
    }
    return undefined
  }

  define(name: string, value: Value): void {
    this.#names.set(name, value)
  }

  /** Gives a name that was defined here or outside a new value, where it was defined. */
  assign(name: string, value: Value): void {
    for (let scope: Scope | undefined = this; scope; scope = scope.#outer) {
      if (!scope.#names.has(name)) continue
      scope.#names.set(name, value)
      return
    }
    this.define(name, value)
  }

  /** A scope inside this one. */
  inner(changes: Partial<Surroundings> = {}): Scope {
    return new Scope(this.module, { ...this.around, ...changes }, this)
  }
}

/** The path of parts of parameter names. */
export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** The path of the next layer call of the value that is being lowered. */
export function nextLayerPath({ path, layerCalls }: Surroundings): string {
  if (!layerCalls || layerCalls.total === 1) return path
  return joinPath(path, String(layerCalls.made++))
}
