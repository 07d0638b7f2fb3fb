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

/** A container of a structure. */
interface Box {
  readonly structure: Extract<Structure, { readonly parts: unknown }>
  /** The number of the box around it, and where it is in there; -1 for the tree itself. */
  readonly outer: number
  readonly key: string | number
  readonly keys: readonly (string | number)[]
  /** For each part, its number among the leaves; -1 for what is no leaf. */
  readonly leaves: number[]
  /** Whether it is an array of leaves alone, as most long containers are. */
  readonly isFlat: boolean
}

type Container = Record<string | number, unknown>

/** Takes the leaf of a number; says whether it is of the kind that is looked for. */
export type TakeLeaf = (number: number, value: unknown) => boolean

/**
 * A structure as a list of its containers, each before those in it. Trees that are known to be
 * alike are read and made by it without the walk of `flattenTree`.
 */
export class TreePlan {
  readonly #root: Structure
  readonly #boxes: readonly Box[]

  constructor(structure: Structure) {
    this.#root = structure
    this.#boxes = boxesOf(structure)
  }

  /**
   * Reads a tree: what is in the places of leaves, as `flattenTree` orders them, is taken.
   *
   * @param known  Leaves that are not taken where they are in their place.
   * @returns  Whether the tree has this structure and all leaves were of the right kind.
   */
  read(tree: unknown, known: readonly unknown[], take: TakeLeaf): boolean {
    const containers: Container[] = []
    for (const box of this.#boxes) {
      const value = (box.outer < 0 ? tree : containers[box.outer]![box.key]) as Container
      if (!isAlike(value, box.structure)) return false
      const isRead = box.isFlat
        ? readLeaves(value as unknown as unknown[], box, known, take)
        : readParts(value, box, known, take)
      if (!isRead) return false
      containers.push(value)
    }
    return true
  }

  /** The tree with these leaves. */
  make(leaves: readonly unknown[]): unknown {
    const root = this.#root
    if (root.kind === 'leaf') return leaves[0]
    if (root.kind === 'fixed') return root.value
    const containers: Container[] = []
    for (const box of this.#boxes) {
      const value = partsFrom(leaves, box)
      if (box.outer >= 0) setOwn(containers[box.outer]!, box.key, value)
      containers.push(value)
    }
    return containers[0]
  }
}

function boxesOf(root: Structure): Box[] {
  const boxes: Box[] = []
  let taken = 0
  const stack = [{ structure: root, outer: -1, place: 0 }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { structure, outer, place } = next
    if (structure.kind === 'leaf' && outer >= 0) boxes[outer]!.leaves[place] = taken++
    if (!('parts' in structure)) continue
    const { parts } = structure
    const keys = structure.kind === 'object' ? structure.keys : [...parts.keys()]
    const leaves = new Array<number>(parts.length).fill(-1)
    const key = boxes[outer]?.keys[place] ?? ''
    const isFlat = structure.kind === 'array' && parts.every(({ kind }) => kind === 'leaf')
    const count = boxes.push({ structure, outer, key, keys, leaves, isFlat })
    for (let i = parts.length - 1; i >= 0; i--) {
      stack.push({ structure: parts[i]!, outer: count - 1, place: i })
    }
  }
  return boxes
}

function readLeaves(
  values: readonly unknown[],
  { leaves }: Box,
  known: readonly unknown[],
  take: TakeLeaf,
): boolean {
  const [first = 0] = leaves
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const isKnown = value === known[first + i] && value !== undefined
    if (!isKnown && !take(first + i, value)) return false
  }
  return true
}

function readParts(
  value: Container,
  { structure, keys, leaves }: Box,
  known: readonly unknown[],
  take: TakeLeaf,
): boolean {
  for (let i = 0; i < keys.length; i++) {
    const inner = value[keys[i]!]
    const part = structure.parts[i]!
    const leaf = leaves[i]!
    const isRead =
      part.kind === 'leaf'
        ? (inner === known[leaf] && inner !== undefined) || take(leaf, inner)
        : part.kind !== 'fixed' || (Object.is(inner, part.value) && Object.hasOwn(value, keys[i]!))
    if (!isRead) return false
  }
  return true
}

/** A container with its leaves and what is fixed; the containers in it are set later. */
function partsFrom(all: readonly unknown[], { structure, keys, leaves, isFlat }: Box): Container {
  const [first = 0] = leaves
  if (isFlat) return all.slice(first, first + leaves.length) as unknown as Container
  const value = (structure.kind === 'array' ? [] : {}) as Container
  for (let i = 0; i < keys.length; i++) {
    const part = structure.parts[i]!
    const { kind } = part
    const inner = kind === 'leaf' ? all[leaves[i]!] : kind === 'fixed' ? part.value : undefined
    setOwn(value, keys[i]!, inner)
  }
  return value
}

/** Whether a value is a container of that kind with as many parts. */
function isAlike(
  value: unknown,
  structure: Extract<Structure, { readonly parts: unknown }>,
): boolean {
  const count = structure.parts.length
  if (structure.kind === 'array') return Array.isArray(value) && value.length === count
  return isPlainObject(value) && Object.keys(value).length === count
}

function setOwn(container: Container, key: string | number, value: unknown): void {
  // An assignment would set the prototype.
  if (key !== '__proto__') container[key] = value
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
