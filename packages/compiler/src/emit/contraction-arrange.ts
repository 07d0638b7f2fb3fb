import { CONTRACTION_BLOCK } from '@gradus/ops'
import type { ContractionAxis, ContractionDescriptor } from './contraction-descriptor.ts'
import { elements } from './contraction-element.ts'
import { tileCycles } from './contraction-shapes.ts'

/** The axes of a contraction by what the loops do with them. */
export interface Arrangement {
  /** Loops around everything: batches, and columns of other tiles. */
  readonly around: readonly ContractionAxis[]
  /** Rows of tiles. */
  readonly m: ContractionAxis
  /** Columns of tiles, along which vectors run. */
  readonly n: ContractionAxis
  /** Loops around the rows of a panel of columns. */
  readonly between: readonly ContractionAxis[]
  readonly k: readonly ContractionAxis[]
  readonly address: ContractionDescriptor['address']
}

/** Decides which factor is `b`, whose columns are in vectors, and which axes tiles have. */
export function arrange(descriptor: ContractionDescriptor): Arrangement {
  const choices = [descriptor, exchanged(descriptor)].flatMap(arrangements)
  const isPlain = choices.length === 2
  const costs = choices.map((choice) =>
    isPlain ? vectorCost(choice) : cyclesOf(descriptor, choice),
  )
  return choices[costs.indexOf(Math.min(...costs))]!
}

function exchanged(descriptor: ContractionDescriptor): ContractionDescriptor {
  const { axes, address } = descriptor
  const roles = { batch: 'batch', m: 'n', n: 'm', k: 'k' } as const
  return {
    ...descriptor,
    axes: axes.map((axis) => ({ ...axis, role: roles[axis.role], a: axis.b, b: axis.a })),
    address: { a: address.b, b: address.a, c: address.c },
  }
}

/** Every choice of the axes that tiles have. */
function arrangements({ axes, address }: ContractionDescriptor): Arrangement[] {
  const ofRole = (role: ContractionAxis['role']): ContractionAxis[] =>
    axes.filter((axis) => axis.role === role)
  const [rows, columns] = [ofRole('m'), ofRole('n')]
  return orSingle(columns, 'n').flatMap((n) =>
    orSingle(rows, 'm').map((m) => ({
      around: axes.filter(({ role }) => role === 'batch').concat(columns.filter((x) => x !== n)),
      m,
      n,
      between: rows.filter((x) => x !== m),
      k: ofRole('k'),
      address,
    })),
  )
}

function orSingle(
  axes: readonly ContractionAxis[],
  role: ContractionAxis['role'],
): readonly ContractionAxis[] {
  return axes.length > 0 ? axes : [{ role, extent: { size: 1 }, a: 0, b: 0, c: 0 }]
}

/** The share of lanes that vectors along an axis waste, and more where stores are scattered. */
function vectorCost({ n: { extent, b, c } }: Arrangement): number {
  const filled = Math.min(extent.size, 4)
  const isScattered = extent.size > 1 && c !== 1
  return 4 / filled + (isScattered ? 4 : 0) + (b === 1 ? 0 : 0.25)
}

/** Cycles for each vector of products that is wanted, by estimate. */
function cyclesOf({ dtype }: ContractionDescriptor, choice: Arrangement): number {
  const { m, n, between, k } = choice
  const { lanes } = elements[dtype]
  const [height, width] = [m, n].map(({ extent }) => Math.max(1, extent.size)) as [number, number]
  const vectors = Math.ceil(width / lanes)
  const wasted = (vectors * lanes) / width
  const tile = tileCycles(height, vectors) / (height * vectors)
  const rows = Math.max(1, sizeOf([m, ...between]))
  const products = Math.max(1, sizeOf(k))
  // Lanes that do not lie side by side are moved one by one.
  const packed = n.b === 1 ? 0 : lanes / rows
  const scattered = n.c === 1 ? 0 : (2 * lanes) / Math.min(products, CONTRACTION_BLOCK)
  const counted = m.extent.rows || n.extent.rows ? 0.5 : 0
  return wasted * (tile + packed) + scattered + counted
}

/** How many elements axes have together, at the capacity of rows. */
export function sizeOf(axes: readonly ContractionAxis[]): number {
  return axes.reduce((product, { extent }) => product * extent.size, 1)
}
