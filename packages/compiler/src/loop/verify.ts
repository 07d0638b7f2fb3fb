import { hasTrait, signatures } from '@gradus/ops'
import { accessesOf, argumentsOf } from './compact.ts'
import {
  type Affine,
  buffersOf,
  type Kernel,
  type LoopBuffer,
  type LoopKernel,
  type LoopProgram,
  type Place,
  type RepeatKernel,
} from './loop.ts'

/** Something that must hold in every kernel. */
export interface LoopInvariant {
  readonly name: string
  /** What is wrong, or `undefined`. */
  readonly check: (
    kernel: LoopKernel,
    buffers: ReadonlyMap<string, LoopBuffer>,
  ) => string | undefined
}

export interface LoopViolation {
  readonly invariant: string
  readonly kernel: string
  readonly what: string
}

/** The invariants of kernels that are loops. */
export const loopInvariants: readonly LoopInvariant[] = [
  {
    name: 'axes are in the order outer, reduced, inner',
    check: ({ axes }) => {
      const order = axes.map(({ role }) => roleOrder.indexOf(role))
      const isSorted = order.every((position, i) => i === 0 || position >= order[i - 1]!)
      return isSorted ? undefined : axes.map(({ role }) => role).join(', ')
    },
  },
  {
    name: 'arguments come before their use',
    check: ({ body }) => {
      const line = body.findIndex((item, i) =>
        argumentsOf(item).some((arg) => !(arg >= 0 && arg < i)),
      )
      return line < 0 ? undefined : `%${line}`
    },
  },
  {
    name: 'every access has a stride for each axis',
    check: (kernel) => {
      const isShort = ({ strides }: Affine): boolean => strides.length !== kernel.axes.length
      return accessesOf(kernel).some(isShort) ? `${kernel.axes.length} axes` : undefined
    },
  },
  {
    name: 'accesses stay inside of their buffers',
    check: (kernel, buffers) => {
      const outside = placesOf(kernel).find((place) => !isInside(kernel, place, buffers))
      return outside && `${outside.buffer} [${outside.offset} ${outside.strides.join(' ')}]`
    },
  },
  {
    name: 'ops have as many arguments as their signature',
    check: ({ body }) => {
      const line = body.findIndex(
        (item) => item.kind === 'apply' && signatures[item.op].indexOf('>') !== item.args.length,
      )
      return line < 0 ? undefined : `%${line}`
    },
  },
  {
    name: 'results of reductions do not move along reduced axes',
    check: ({ axes, reductions }) => {
      const moves = ({ place }: { readonly place: Place }): boolean =>
        axes.some(({ role }, axis) => role === 'reduced' && place.strides[axis] !== 0)
      return reductions.find(moves)?.place.buffer
    },
  },
  {
    name: 'only kernels with reductions have reduced axes',
    check: ({ axes, reductions }) =>
      reductions.length === 0 && axes.some(({ role }) => role === 'reduced')
        ? 'no reduction'
        : undefined,
  },
  {
    name: 'indices are integers',
    check: ({ body }) => {
      const line = body.findIndex(
        (item) => item.kind === 'gather' && body[item.args[0]]?.dtype !== 'i32',
      )
      return line < 0 ? undefined : `%${line}`
    },
  },
  {
    name: 'what is stored has the type of its buffer',
    check: ({ body, stores, reductions }, buffers) => {
      const store = stores.find(
        ({ value, place }) => buffers.get(place.buffer)?.dtype !== body[value]?.dtype,
      )
      const reduction = reductions.find(
        ({ op, value, dtype, place }) =>
          buffers.get(place.buffer)?.dtype !== dtype ||
          (!hasTrait(op, 'index') && body[value]?.dtype !== dtype),
      )
      return (store ?? reduction)?.place.buffer
    },
  },
]

const roleOrder: readonly string[] = ['outer', 'reduced', 'inner']

/**
 * Checks all invariants of a program's kernels.
 *
 * @returns  Nothing, unless there is a mistake in Gradus.
 */
export function verifyLoops({ buffers, entries }: LoopProgram): LoopViolation[] {
  return entries.flatMap(({ temporaries, kernels }) => {
    const known = new Map([...buffers, ...temporaries].map((buffer) => [buffer.name, buffer]))
    return kernels.flatMap((kernel) => verifyKernel(kernel, known))
  })
}

function verifyRepeat(
  { name, count, buffers, links, body }: RepeatKernel,
  around: ReadonlyMap<string, LoopBuffer>,
): LoopViolation[] {
  const inside = new Map([...buffers, ...body.temporaries].map((buffer) => [buffer.name, buffer]))
  const misfits = links.filter((link) => {
    const [inner, outer] = [inside.get(link.inside), around.get(link.outside)!]
    const parts = link.role === 'slice' || link.role === 'collect' ? count : 1
    return inner?.dtype !== outer.dtype || inner.length * parts !== outer.length
  })
  return [
    ...misfits.map(({ role, inside: what }) => ({
      invariant: 'buffers inside of a repeat fit those around it',
      kernel: name,
      what: `${role} ${what}`,
    })),
    ...body.kernels.flatMap((kernel) => verifyKernel(kernel, inside)),
  ]
}

function verifyKernel(kernel: Kernel, buffers: ReadonlyMap<string, LoopBuffer>): LoopViolation[] {
  const { reads, writes } = buffersOf(kernel)
  const missing = [...reads, ...writes].filter((name) => !buffers.has(name))
  const unknown = missing.map((what) => ({
    invariant: 'buffers are known',
    kernel: kernel.name,
    what,
  }))
  if (unknown.length > 0 || kernel.kind === 'routine') return unknown
  if (kernel.kind === 'repeat') return verifyRepeat(kernel, buffers)
  return loopInvariants.flatMap(({ name, check }) => {
    const what = check(kernel, buffers)
    return what === undefined ? [] : [{ invariant: name, kernel: kernel.name, what }]
  })
}

function placesOf({ body, stores, reductions }: LoopKernel): Place[] {
  return [
    ...body.flatMap((line) => ('place' in line ? [line.place] : [])),
    ...[...stores, ...reductions].map(({ place }) => place),
  ]
}

function isInside(
  { axes }: LoopKernel,
  { buffer, offset, strides }: Place,
  buffers: ReadonlyMap<string, LoopBuffer>,
): boolean {
  if (axes.some(({ extent }) => extent.size === 0)) return true
  const steps = axes.map(({ extent }, axis) => (extent.size - 1) * strides[axis]!)
  const first = steps.reduce((sum, step) => sum + Math.min(step, 0), offset)
  const last = steps.reduce((sum, step) => sum + Math.max(step, 0), offset)
  const { length } = buffers.get(buffer)!
  return first >= 0 && (last < length || length === 0)
}
