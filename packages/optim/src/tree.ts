import { flattenTree, ShapeError, Tensor, tensor, unflattenTree } from '@gradus/tensor'

/** What stands at the ends of a tree; a typed array is a tensor of one axis. */
export type Leaf = Tensor | number | Float64Array | Float32Array

/** A tree taken apart. */
export interface Flat {
  readonly leaves: readonly Tensor[]
  /** Where each leaf is: the keys from the root, with dots between them. */
  readonly paths: readonly string[]
  /** The same tree with other leaves. */
  restore(leaves: readonly Tensor[]): unknown
}

/** Takes a tree of tensors, numbers and typed arrays apart. */
export function flatten(tree: unknown): Flat {
  const { leaves, paths, structure } = flattenTree(tree, isLeaf)
  return {
    leaves: leaves.map((leaf) => (leaf instanceof Tensor ? leaf : tensor(leaf))),
    paths,
    restore: (others) => unflattenTree(structure, others),
  }
}

function isLeaf(value: unknown): boolean {
  const kind = typeof value
  if (kind === 'number' || kind === 'boolean' || value instanceof Tensor) return true
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

/**
 * Parameters after a step: each one plus its update.
 *
 * Throws ShapeError for trees that are not alike.
 *
 * @param parameters A tree of tensors, numbers or typed arrays.
 * @param updates A tree of the same structure, from `update`.
 */
export function applyUpdates<P>(parameters: P, updates: unknown): P {
  const given = flatten(parameters)
  const moves = flatten(updates)
  checkAlike('updates', moves, given)
  return given.restore(given.leaves.map((leaf, i) => leaf.add(moves.leaves[i]!))) as P
}

/** Refuses a tree that is not put together as the parameters are, or has other shapes. */
export function checkAlike(what: string, { leaves, paths }: Flat, parameters: Flat): void {
  const has = new Set(paths)
  const missing = parameters.paths.find((path) => !has.has(path))
  const known = new Set(parameters.paths)
  const more = paths.find((path) => !known.has(path))
  if (missing !== undefined || more !== undefined) {
    const parts = [
      ...(missing === undefined ? [] : [`${what} have nothing at ${named(missing)}`]),
      ...(more === undefined ? [] : [`parameters have nothing at ${named(more)}`]),
    ]
    throw new ShapeError(`${what} and parameters are different trees: ${parts.join(', ')}`)
  }
  for (const [i, leaf] of leaves.entries()) {
    const { shape } = parameters.leaves[i]!
    if (leaf.shape.join() === shape.join()) continue
    throw new ShapeError(
      `${what} and parameters have different shapes${at(paths[i]!)}: [${leaf.shape}] and [${shape}]`,
    )
  }
}

/** Refuses parameters whose elements are no fractions: a step would be cut to whole numbers. */
export function checkFloats({ leaves, paths }: Flat): void {
  const place = leaves.findIndex(({ dtype }) => dtype !== 'f64' && dtype !== 'f32')
  if (place < 0) return
  const { dtype } = leaves[place]!
  throw new TypeError(
    `parameters are f64 or f32, not ${dtype}${at(paths[place]!)}: take them by \`cast('f64')\``,
  )
}

function at(path: string): string {
  return path === '' ? '' : ` at ${named(path)}`
}

function named(path: string): string {
  return path === '' ? 'the root' : `\`${path}\``
}
