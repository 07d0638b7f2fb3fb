import { internalError } from '@gradus/diagnostics'
import type { Node } from '@gradus/graph'
import {
  CONTRACTION_BLOCK,
  type ContractionSpec,
  type Dim,
  elementCount,
  hasTrait,
  isDotProduct,
  kindOf,
  type OpAttributes,
  type Shape,
  SUM_LANES,
  SUM_RADIX,
  stridesOf,
  sumLanes,
  sumLevels,
  type View,
} from '@gradus/ops'
import type { AxisRole, ReductionName, SumOrder } from '../loop/loop.ts'
import type { MovementName } from './paths.ts'

/** What is computed at each point: a node through a view of the domain, or products of two. */
export type RootSource =
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'zero' }
  | {
      readonly kind: 'product'
      readonly factors: readonly [Node, Node]
      /** The domain axis of each axis of each factor. */
      readonly into: readonly [readonly number[], readonly number[]]
    }

/** A loop over a domain that fills a stored node, or a part of it. */
export interface Root {
  /** The node that is stored. */
  readonly node: Node
  readonly domain: Shape
  readonly roles: readonly AxisRole[]
  readonly source: RootSource
  /** Where each point of the domain is stored. */
  readonly view: View
  readonly reduction?: { readonly op: ReductionName; readonly order: SumOrder }
  /** Where it is stored, when that is not the node's own buffer. */
  readonly target?: string
}

/** The loops that compute a node from stored nodes. */
export function rootsOf(node: Node): Root[] {
  const kind = kindOf[node.op]
  if (kind === 'reduction') return [reductionRoot(node)]
  if (kind === 'contraction') return [contractionRoot(node as Node<'contract'>)]
  const placed = placements[node.op as MovementName]
  if (kind === 'movement' && placed) return placed(node as never)
  return [pointwiseRoot(node)]
}

/** The loop that copies a stored node to another buffer. */
export function copyRoot(node: Node, target: string): Root {
  return { ...pointwiseRoot(node), target }
}

function pointwiseRoot(node: Node): Root {
  return partRoot(node, node.shape, { kind: 'node', node }, 0)
}

function partRoot(node: Node, domain: Shape, source: RootSource, offset: number): Root {
  const roles = domain.map((): AxisRole => 'outer')
  return { node, domain, roles, source, view: { offset, strides: stridesOf(node.shape) } }
}

/** Movements that fill their result part by part. */
const placements: { readonly [K in MovementName]?: (node: Node<K>) => Root[] } = {
  concat: (node) => {
    const { axis } = node.attributes
    const stride = stridesOf(node.shape)[axis]!
    let start = 0
    return node.inputs.map((input) => {
      const offset = start * stride
      start += input.shape[axis]!.size
      return partRoot(node, input.shape, { kind: 'node', node: input }, offset)
    })
  },
  pad: (node) => {
    const { axis, before, after } = node.attributes
    const input = node.inputs[0]!
    const stride = stridesOf(node.shape)[axis]!
    const end = before + input.shape[axis]!.size
    return [
      ...zeroPart(node, axis, before, 0),
      partRoot(node, input.shape, { kind: 'node', node: input }, before * stride),
      ...zeroPart(node, axis, after, end * stride),
    ]
  },
}

/** Whether a node is a movement that fills its result part by part. */
export function isPartwise({ op }: Node): boolean {
  return placements[op as MovementName] !== undefined
}

function zeroPart(node: Node, axis: number, size: number, offset: number): Root[] {
  if (size === 0) return []
  const domain = node.shape.map((dim, i) => (i === axis ? { name: '', size } : dim))
  return [partRoot(node, domain, { kind: 'zero' }, offset)]
}

/** Attributes of the reductions, brought together. */
type ReducedAxes = Partial<OpAttributes['sum'] & OpAttributes['argmax']>

function reductionRoot(node: Node): Root {
  const { axes: listed, axis } = node.attributes as ReducedAxes
  const axes = listed ?? [axis!]
  const input = node.inputs[0]!
  const first = Math.min(...axes)
  const last = Math.max(...axes)
  if (last - first + 1 !== axes.length) {
    internalError(`a ${node.op} over separate axes ${axes.join(', ')} reached the loops`)
  }
  const kept = stridesOf(node.shape)
  const roles = input.shape.map((_, i) => (i < first ? 'outer' : i > last ? 'inner' : 'reduced'))
  const strides = input.shape.map((_, i) =>
    i < first ? kept[i]! : i > last ? kept[i - axes.length]! : 0,
  )
  const lanes = sumLanes(last === input.shape.length - 1)
  const count = elementCount(input.shape.slice(first, last + 1))
  const levels = hasTrait(node.op, 'linear') ? sumLevels(count, lanes) : 1
  const order = { lanes, radix: SUM_RADIX, levels }
  return {
    node,
    domain: input.shape,
    roles,
    source: { kind: 'node', node: input },
    view: { offset: 0, strides },
    reduction: { op: node.op as ReductionName, order },
  }
}

/** A contraction as a sum of products over the axes `[kept…, summed…, innermost kept]`. */
function contractionRoot(node: Node<'contract'>): Root {
  const spec = node.attributes
  const [left, right] = node.inputs as [Node, Node]
  const dims = dimsByLabel(spec, left.shape, right.shape)
  const summed = [...dims.keys()].filter((label) => !spec.out.includes(label))
  const isDot = isDotProduct(spec)
  const outer = isDot ? spec.out : spec.out.slice(0, -1)
  const inner = spec.out.slice(outer.length)
  const labels = [...outer, ...summed, ...inner]
  const kept = stridesOf(node.shape)
  const roles = labels.map((label) =>
    summed.includes(label) ? 'reduced' : inner.includes(label) ? 'inner' : 'outer',
  )
  const count = summed.reduce((product, label) => product * dims.get(label)!.size, 1)
  const into = [spec.left, spec.right].map((side) => side.map((label) => labels.indexOf(label)))
  return {
    node,
    domain: labels.map((label) => dims.get(label)!),
    roles,
    source: {
      kind: 'product',
      factors: [left, right],
      into: into as [number[], number[]],
    },
    view: { offset: 0, strides: labels.map((label) => kept[spec.out.indexOf(label)] ?? 0) },
    reduction: { op: 'sum', order: isDot ? dotOrder(count) : blockOrder(count) },
  }
}

function dotOrder(count: number): SumOrder {
  return { lanes: SUM_LANES, radix: SUM_RADIX, levels: sumLevels(count, SUM_LANES) }
}

function blockOrder(count: number): SumOrder {
  return { lanes: 1, radix: CONTRACTION_BLOCK, levels: count > CONTRACTION_BLOCK ? 2 : 1 }
}

function dimsByLabel(spec: ContractionSpec, left: Shape, right: Shape): Map<number, Dim> {
  const dims = new Map<number, Dim>()
  spec.left.forEach((label, axis) => void dims.set(label, left[axis]!))
  spec.right.forEach((label, axis) => {
    if (!dims.has(label)) dims.set(label, right[axis]!)
  })
  return dims
}
