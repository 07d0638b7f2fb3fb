import type { Axis, Extent, Instruction, LoopKernel, Place } from '../loop/loop.ts'
import type { ContractionDescriptor } from './contraction.ts'

type Role = 'batch' | 'm' | 'n' | 'k'

/** Which of the three tensors of a product an axis moves in. */
const roles: Readonly<Record<string, Role>> = {
  'left right out': 'batch',
  'left out': 'm',
  'right out': 'n',
  'left right': 'k',
  left: 'k',
  right: 'k',
}

/**
 * The contraction that a kernel is, when it does nothing but sum products of two loads in
 * the order of contractions, along at most one axis of each role; else `undefined`.
 */
export function productOf(
  kernel: LoopKernel,
  addressOf: (buffer: string) => number,
  simd: ContractionDescriptor['simd'],
): ContractionDescriptor | undefined {
  const { axes, body, stores, reductions } = kernel
  const [reduction] = reductions
  if (!reduction || reductions.length > 1 || stores.length > 0 || axes.length < 2) return undefined
  const { dtype, order, place: out } = reduction
  const isDot = order.lanes > 1
  const isInOrder = isDot || order.radix === contractionRadix
  if (!isInOrder || !(reduction.op in sums) || !(dtype === 'f32' || dtype === 'f64'))
    return undefined
  const factors = factorsOf(body, reduction.value)
  if (!factors) return undefined
  const [left, right] = factors
  // Tiles address their factors forward; the lowering stores what is reversed.
  if ([left, right].some(({ strides }) => strides.some((stride) => stride < 0))) return undefined
  const found = assignRoles(axes, left, right, out)
  if (!found) return undefined
  const strideOf = (place: Place, role: Role): number => place.strides[found.get(role) ?? -1] ?? 0
  const extentOf = (role: Role): ContractionDescriptor['m'] =>
    fixedExtent(axes[found.get(role) ?? -1]?.extent ?? { size: 1 })
  const address = (place: Place): number => addressOf(place.buffer) + place.offset * bytes[dtype]
  return {
    dtype,
    batch: extentOf('batch'),
    m: extentOf('m'),
    n: extentOf('n'),
    k: extentOf('k'),
    a: {
      address: address(left),
      strides: { batch: strideOf(left, 'batch'), m: strideOf(left, 'm'), k: strideOf(left, 'k') },
    },
    b: {
      address: address(right),
      strides: {
        batch: strideOf(right, 'batch'),
        k: strideOf(right, 'k'),
        n: strideOf(right, 'n'),
      },
    },
    c: {
      address: address(out),
      strides: { batch: strideOf(out, 'batch'), m: strideOf(out, 'm'), n: strideOf(out, 'n') },
    },
    order: isDot ? 'dot' : 'blocks',
    simd,
  }
}

const bytes = { f32: 4, f64: 8 } as const
const contractionRadix = 256

/** The two loads whose product is the whole body. */
function factorsOf(
  body: readonly Instruction[],
  value: number,
): readonly [Place, Place] | undefined {
  const product = body[value]!
  const isProduct = product.kind === 'apply' && product.op in products && body.length <= 3
  if (!isProduct) return undefined
  const [left, right] = product.args.map((arg) => body[arg]!) as [Instruction, Instruction]
  return left.kind === 'load' && right.kind === 'load' ? [left.place, right.place] : undefined
}

const sums: { readonly [op: string]: true } = { sum: true }
const products: { readonly [op: string]: true } = { mul: true }

function assignRoles(
  axes: readonly Axis[],
  left: Place,
  right: Place,
  out: Place,
): ReadonlyMap<Role, number> | undefined {
  const found = new Map<Role, number>()
  for (const [axis, { role: kept, extent }] of axes.entries()) {
    const moves = Object.entries({ left, right, out }).filter(
      ([, { strides }]) => strides[axis] !== 0,
    )
    const role = roles[moves.map(([name]) => name).join(' ')]
    const isRegular = extent.rows === undefined || extent.rows === 1
    if (!role || found.has(role) || !isRegular || (role === 'k') !== (kept === 'reduced')) {
      return undefined
    }
    found.set(role, axis)
  }
  return found
}

function fixedExtent({ size, rows }: Extent): ContractionDescriptor['m'] {
  return rows === undefined ? { size } : { size, rows: true }
}
