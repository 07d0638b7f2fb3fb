import type { Axis, Extent, Instruction, LoopKernel, Place } from '../loop/loop.ts'
import type { ContractionAxis, ContractionDescriptor } from './contraction.ts'

/** Which of the tensors of a product an axis moves in. */
const roles: Readonly<Record<string, ContractionAxis['role']>> = {
  'left right out': 'batch',
  'left out': 'm',
  'right out': 'n',
  'left right': 'k',
  left: 'k',
  right: 'k',
}

/**
 * The contraction that a kernel is, when it does nothing but sum products of two loads in
 * the order of contractions; else `undefined`.
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
  // Sums along lanes are dot products, for which loops are as good as tiles.
  const isInOrder = order.lanes === 1 && order.radix === contractionRadix
  if (!isInOrder || !(reduction.op in sums) || !(dtype === 'f32' || dtype === 'f64'))
    return undefined
  const factors = factorsOf(body, reduction.value)
  if (!factors) return undefined
  const [left, right] = factors
  // Tiles address their factors forward; the lowering stores what is reversed.
  if (factors.some(({ strides }) => strides.some((stride) => stride < 0))) return undefined
  const found = axes.map((axis, i) => assignRole(axis, i, { left, right, out }))
  if (!found.every((axis) => axis !== undefined)) return undefined
  const summed = found.filter(({ role }) => role === 'k')
  const hasInnerRows = summed.slice(1).some(({ extent }) => extent.rows)
  if (hasInnerRows) return undefined
  const address = (place: Place): number => addressOf(place.buffer) + place.offset * bytes[dtype]
  return {
    dtype,
    axes: found,
    address: { a: address(left), b: address(right), c: address(out) },
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

function assignRole(
  { role: kept, extent }: Axis,
  index: number,
  places: Readonly<Record<'left' | 'right' | 'out', Place>>,
): ContractionAxis | undefined {
  const moves = Object.entries(places).filter(([, { strides }]) => strides[index] !== 0)
  const role = roles[moves.map(([name]) => name).join(' ')]
  const isRegular = extent.rows === undefined || extent.rows === 1
  if (!role || !isRegular || (role === 'k') !== (kept === 'reduced')) return undefined
  const [a, b, c] = [places.left, places.right, places.out].map(({ strides }) => strides[index]!)
  return { role, extent: fixedExtent(extent), a: a!, b: b!, c: c! }
}

function fixedExtent({ size, rows }: Extent): ContractionAxis['extent'] {
  return rows === undefined ? { size } : { size, rows: true }
}
