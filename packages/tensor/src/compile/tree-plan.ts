import { isTensorLike, type LeafLike, type Structure } from '../tree.ts'

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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
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
