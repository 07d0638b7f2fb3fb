import { DTypeError } from './errors.ts'
import { Tensor } from './tensor.ts'

// Note [Trees] is at the end of this file.

/** Tensors in nested arrays and plain objects; what is no tensor or number stays as it is. */
export type Tree = Tensor | number | boolean | null | undefined | string | TreeArray | TreeObject
type TreeArray = readonly Tree[]
interface TreeObject {
  readonly [key: string]: Tree
}

/** How a tree is put together, with its leaves left out. */
export type Structure =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'fixed'; readonly value: unknown }
  | { readonly kind: 'array'; readonly parts: readonly Structure[] }
  | {
      readonly kind: 'object'
      readonly keys: readonly string[]
      readonly parts: readonly Structure[]
    }

/** The leaves of a tree, where they are in it, and what is left without them. */
export interface Flattened<Leaf> {
  readonly leaves: readonly Leaf[]
  /** The keys from the root to each leaf, with dots between them. */
  readonly paths: readonly string[]
  readonly structure: Structure
}

/** What functions take as a leaf: a tensor, or a number that becomes one. */
export type LeafLike = Tensor | number | boolean

const leaf: Structure = { kind: 'leaf' }

/**
 * Takes a tree apart: tensors, numbers and truth values are its leaves. Does not recurse.
 * Throws `DTypeError` for a tree that holds itself.
 */
export function flattenTree(
  tree: unknown,
  isLeaf: (value: unknown) => boolean = isTensorLike,
): Flattened<LeafLike> {
  const leaves: LeafLike[] = []
  const paths: string[] = []
  const root: Open = { value: tree, path: '', parts: [], keys: undefined }
  // Containers that are open, the innermost last; each knows which of its parts is next.
  const top: { structure: Structure } = { structure: leaf }
  const stack: Open[] = []
  const around = new Set<unknown>()
  const close = (structure: Structure): void => {
    const parent = stack.at(-1)
    if (parent) parent.parts.push(structure)
    else top.structure = structure
  }
  const enter = (value: unknown, path: string): void => {
    if (isLeaf(value)) {
      leaves.push(value as LeafLike)
      paths.push(path)
      close(leaf)
    } else if (Array.isArray(value) || isPlainObject(value)) {
      if (around.has(value)) throw new DTypeError(`a tree holds itself, as \`${path}\``)
      const keys = Array.isArray(value) ? undefined : Object.keys(value).sort()
      stack.push({ value, path, parts: [], keys })
      around.add(value)
    } else {
      close({ kind: 'fixed', value })
    }
  }
  enter(root.value, '')
  for (let open = stack.at(-1); open; open = stack.at(-1)) {
    const { value, keys, parts, path } = open
    const next = keys ? keys[parts.length] : parts.length
    if (parts.length < (keys ?? (value as readonly unknown[])).length) {
      enter(
        (value as Record<string | number, unknown>)[next!],
        path === '' ? `${next}` : `${path}.${next}`,
      )
      continue
    }
    stack.pop()
    around.delete(value)
    close(keys ? { kind: 'object', keys, parts } : { kind: 'array', parts })
  }
  return { leaves, paths, structure: top.structure }
}

interface Open {
  readonly value: unknown
  readonly path: string
  readonly parts: Structure[]
  readonly keys: readonly string[] | undefined
}

/** Puts a tree together again, with other leaves. Does not recurse. */
export function unflattenTree(structure: Structure, leaves: readonly unknown[]): unknown {
  return new TreePlan(structure).make(leaves)
}

/** A part of a structure: what it is, and where in the containers before it. */
interface Part {
  readonly structure: Structure
  /** The number of the container around it among all containers; -1 for the tree itself. */
  readonly container: number
  readonly key: string | number
}

type Container = Record<string | number, unknown>

/**
 * A structure as a list of its parts, containers before what is in them. Trees that are known
 * to be alike are read and made by it without the walk of `flattenTree`.
 */
export class TreePlan {
  readonly #parts: readonly Part[]

  constructor(structure: Structure) {
    this.#parts = partsOf(structure)
  }

  /**
   * Puts the leaves of a tree into `leaves`, as `flattenTree` orders them. Says whether the
   * tree has this structure; `leaves` is of no use where it has not.
   */
  read(tree: unknown, leaves: LeafLike[]): boolean {
    const containers: Container[] = []
    let taken = 0
    for (const { structure, container, key } of this.#parts) {
      const value = container < 0 ? tree : containers[container]![key]
      if (structure.kind === 'leaf') {
        if (!isTensorLike(value)) return false
        leaves[taken++] = value
      } else if (structure.kind === 'fixed') {
        if (!Object.is(value, structure.value)) return false
        if (container >= 0 && !Object.hasOwn(containers[container]!, key)) return false
      } else {
        if (!isAlike(value, structure)) return false
        containers.push(value as Container)
      }
    }
    return true
  }

  /** The tree with these leaves. */
  make(leaves: readonly unknown[]): unknown {
    const containers: Container[] = []
    let taken = 0
    let tree: unknown
    for (const { structure, container, key } of this.#parts) {
      const { kind } = structure
      let value: unknown
      if (kind === 'leaf') value = leaves[taken++]
      else if (kind === 'fixed') value = structure.value
      else {
        value = kind === 'array' ? [] : {}
        containers.push(value as Container)
      }
      if (container < 0) tree = value
      else setOwn(containers[container]!, key, value)
    }
    return tree
  }
}

function partsOf(root: Structure): Part[] {
  const parts: Part[] = []
  const stack: Part[] = [{ structure: root, container: -1, key: '' }]
  let containers = 0
  for (let next = stack.pop(); next; next = stack.pop()) {
    parts.push(next)
    const { structure } = next
    if (!('parts' in structure)) continue
    const container = containers++
    const keys = structure.kind === 'object' ? structure.keys : undefined
    for (let i = structure.parts.length - 1; i >= 0; i--) {
      stack.push({ structure: structure.parts[i]!, container, key: keys ? keys[i]! : i })
    }
  }
  return parts
}

/** Whether a value is a container of that kind with as many parts. */
function isAlike(
  value: unknown,
  structure: Extract<Structure, { readonly parts: unknown }>,
): boolean {
  const count = structure.parts.length
  if (structure.kind === 'array') return Array.isArray(value) && value.length === count
  if (!isPlainObject(value)) return false
  let found = 0
  for (const _ in value) found++
  return found === count
}

function setOwn(container: Container, key: string | number, value: unknown): void {
  if (typeof key === 'number') (container as unknown as unknown[]).push(value)
  // An assignment would set the prototype.
  else if (key !== '__proto__') container[key] = value
  else Object.defineProperty(container, key, { value, enumerable: true, writable: true })
}

/** A text that is equal for trees of equal structure. */
export function structureKey(structure: Structure): string {
  return JSON.stringify(structure, (_, value: unknown) =>
    typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint'
      ? String(value)
      : value,
  )
}

/** A tree of the same structure, each leaf replaced. */
export function mapTree<T>(tree: T, change: (leaf: Tensor, path: string) => Tensor): T {
  const { leaves, paths, structure } = flattenTree(tree, (value) => value instanceof Tensor)
  const changed = leaves.map((one, i) => change(one as Tensor, paths[i]!))
  return unflattenTree(structure, changed) as T
}

/** Whether a value is a leaf for functions that turn numbers into tensors. */
export function isTensorLike(value: unknown): value is LeafLike {
  return value instanceof Tensor || typeof value === 'number' || typeof value === 'boolean'
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

// Note [Trees]
//
// Keys of objects are taken in alphabetical order, so that two objects with the same keys
// have the same leaves in the same order, whatever order they were written in. Objects that
// are put together again have their keys in that order too.
//
// Anything else (null, text, a class of the user's) is passed through as it is.
