import type { Node } from '@gradus/graph'
import {
  elementCount,
  infer,
  type Shape,
  stridesOf,
  type TypeRule,
  type View,
  type ViewRule,
  views,
} from '@gradus/ops'

/** The movements of the op table. */
export type MovementName = keyof typeof views

/** A movement on the way from a kernel's domain down to what it reads. */
export interface Movement {
  readonly op: MovementName
  readonly attributes: Node['attributes']
  readonly input: Shape
  /** The moved node; absent for movements that no node of the graph makes. */
  readonly moved?: Node
}

/** Movements between a domain and a node, the last one first; equal paths are one object. */
export interface Path {
  readonly id: number
  readonly movement: Movement
  readonly above: Path | undefined
}

/** A view in the axes of a domain, or the movement that cannot be folded into one. */
export type Folded = { readonly view: View } | { readonly blockedBy: Movement }

/** Makes paths, each only once. */
export class Paths {
  readonly #known = new Map<string, Path>()

  /** The path that goes on through a movement; `key` is equal for equal movements. */
  extend(above: Path | undefined, key: string, movement: Movement): Path {
    const full = `${above?.id ?? ''}/${key}`
    const known = this.#known.get(full)
    if (known) return known
    const path = { id: this.#known.size + 1, movement, above }
    this.#known.set(full, path)
    return path
  }
}

/** Carries a view of a value up to the domain at the top of a path. */
export function foldPath(view: View, path: Path | undefined): Folded {
  let folded = view
  for (let step = path; step; step = step.above) {
    const { op, attributes, input } = step.movement
    const next = (views[op] as ViewRule<MovementName>)(folded, input, attributes as never)
    if (!next && elementCount(input) > 0) return { blockedBy: step.movement }
    folded = next ?? viewOfNothing(step.movement)
  }
  return { view: folded }
}

/** A value without elements is never read, so any strides will do. */
function viewOfNothing({ op, attributes, input }: Movement): View {
  const type = (infer[op] as TypeRule<MovementName>)(
    [{ shape: input, dtype: 'f64' }],
    attributes as never,
  )
  return { offset: 0, strides: type.shape.map(() => 0) }
}

/** The view of a value that lies in memory row by row. */
export function wholeView(shape: Shape): View {
  return { offset: 0, strides: stridesOf(shape) }
}

/** A node under movements that fold: what is in memory, and the view of it. */
export function viewOf(node: Node, isStored: (node: Node) => boolean): { base: Node } & Folded {
  const movements: Node[] = []
  let base = node
  while (!isStored(base) && isView(base)) {
    movements.push(base)
    base = base.inputs[0]!
  }
  let view = wholeView(base.shape)
  for (const moved of movements.toReversed()) {
    const movement = movementOf(moved)
    const next = foldPath(view, { id: 0, movement, above: undefined })
    if ('blockedBy' in next) return { base, ...next }
    view = next.view
  }
  return { base, view }
}

/** The movement that a node makes of its first input. */
export function movementOf(node: Node): Movement {
  const { op, attributes, inputs } = node
  return { op: op as MovementName, attributes, input: inputs[0]!.shape, moved: inputs[0]! }
}

/** Whether a node only looks at its input in another way. */
export function isView({ op }: Node): boolean {
  return views[op as MovementName] !== undefined
}
