import { SUM_LANES } from '@gradus/ops'
import { accessesOf } from '../loop/compact.ts'
import { type Affine, type Axis, hasWholeRounds, type LoopKernel } from '../loop/loop.ts'

/** How the loops of a kernel are nested, and along which of them vectors run. */
export interface Nest {
  /** Positions of the kernel's axes, outermost loop first. */
  readonly order: readonly number[]
  readonly axes: readonly Axis[]
  /** The loop along which vectors run; -1 when all lanes are the same. */
  readonly vectorDepth: number
  /** The first loop over a reduced axis; the number of loops where nothing is reduced. */
  readonly reducedDepth: number
  /** Elements in a vector. */
  readonly width: 2 | 4
  /** Vectors side by side in a full round of the vector loop. */
  readonly group: number
  /** Whether a sum along 16 lanes keeps them in memory: see Note [Accumulators]. */
  readonly isSerial: boolean
}

/** Instructions from which on fewer vectors run side by side. */
const longBody = 400

/** Decides how a kernel is looped over. */
export function planNest(kernel: LoopKernel): Nest {
  const { axes, reductions } = kernel
  const positions = axes.map((_, i) => i)
  const ofRole = (role: Axis['role']): number[] => positions.filter((i) => axes[i]!.role === role)
  const [outer, reduced, inner] = [ofRole('outer'), ofRole('reduced'), ofRole('inner')]
  const hasLanes = reduced.length > 0 && reductions.some(({ order }) => order.lanes > 1)
  const isSerial = hasLanes && !hasWholeRounds(kernel)
  // Sums over an outer axis run innermost, with vectors along the axes that stay.
  const kept = [...outer, ...inner]
  const best = reductions.length === 0 ? withBestAxisLast(kernel, kept) : kept
  const order = hasLanes ? positions : [...best, ...reduced]
  const reducedDepth = order.length - reduced.length
  const alongKept = inner.length > 0 || reduced.length === 0 ? reducedDepth - 1 : -1
  const width = widthOf(kernel)
  return {
    order,
    axes: order.map((i) => axes[i]!),
    vectorDepth: isSerial ? -1 : hasLanes ? order.length - 1 : alongKept,
    reducedDepth,
    width,
    isSerial,
    group: hasLanes ? SUM_LANES / width : kernel.body.length > longBody ? 1 : 4,
  }
}

/** How much cheaper another axis must be before vectors leave the last one. */
const worthwhile = 0.8

/** The axes with the one last along which vectors cost least by estimate. */
function withBestAxisLast(kernel: LoopKernel, positions: readonly number[]): readonly number[] {
  const last = positions.at(-1)
  if (last === undefined) return positions
  const costs = positions.map((axis) => costAlong(kernel, axis))
  const least = Math.min(...costs)
  if (least > worthwhile * costs.at(-1)!) return positions
  const best = positions[costs.indexOf(least)]!
  return [...positions.filter((axis) => axis !== best), best]
}

/** Instructions for an element when vectors run along an axis. */
function costAlong(kernel: LoopKernel, axis: number): number {
  const { size, rows } = kernel.axes[axis]!.extent
  const width = widthOf(kernel)
  const access = accessesOf(kernel).reduce((sum, { strides }) => {
    const stride = strides[axis]!
    return sum + (stride === 0 ? 0 : Math.abs(stride) === 1 ? 1 : width)
  }, 0)
  const filled = rows === undefined ? size / Math.ceil(size / width) : width / 2
  return (kernel.body.length + access) / Math.max(1, filled)
}

function widthOf(kernel: LoopKernel): 2 | 4 {
  return dtypesOf(kernel).includes('f64') ? 2 : 4
}

function dtypesOf({ body, reductions }: LoopKernel): string[] {
  return [...body, ...reductions].map(({ dtype }) => dtype)
}

/** The strides of an affine function in the order of the loops. */
export function stridesIn({ order }: Nest, { strides }: Affine): number[] {
  return order.map((axis) => strides[axis]!)
}
