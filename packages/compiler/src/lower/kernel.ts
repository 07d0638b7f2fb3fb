import type { Node } from '@gradus/graph'
import type { Dim } from '@gradus/ops'
import { compact } from '../loop/compact.ts'
import type { Extent, LoopKernel } from '../loop/loop.ts'
import type { Body } from './body.ts'
import type { Root } from './root.ts'

/** The kernel that computes some roots over one domain. */
export function kernelOf(
  roots: readonly Root[],
  body: Body,
  name: string,
  bufferOf: (node: Node) => string,
): LoopKernel {
  const { domain, roles } = roots.find(({ reduction }) => reduction) ?? roots[0]!
  const places = roots.map((root) => ({
    root,
    value: body.valueOf(root),
    place: { buffer: root.target ?? bufferOf(root.node), ...root.view },
  }))
  return compact({
    kind: 'loop',
    name,
    axes: domain.map((dim, axis) => ({ role: roles[axis]!, extent: extentOf(dim) })),
    body: body.instructions,
    stores: places
      .filter(({ root }) => !root.reduction)
      .map(({ value, place }) => ({ value, place })),
    reductions: places.flatMap(({ root: { reduction, node }, value, place }) =>
      reduction ? [{ value, place, ...reduction, dtype: node.dtype }] : [],
    ),
  })
}

/** The extent of a dim. */
export function extentOf({ size, rows }: Dim): Extent {
  return rows ? { size, rows: 1 } : { size }
}
