import {
  type DType,
  type ElementwiseName,
  type namesByKind,
  type OpAttributes,
  SUM_LANES,
} from '@gradus/ops'

// Note [Loops] is at the end of this file.

/** How often a loop runs: `size` times, or `rows` times the run-time count of rows. */
export interface Extent {
  /** The count, or what it is at the capacity of rows. */
  readonly size: number
  /** Present when the count is known at run time only: iterations for each row. */
  readonly rows?: number
}

/** What a kernel does along an axis: keeps it, or reduces over it. */
export type AxisRole = 'outer' | 'reduced' | 'inner'

export interface Axis {
  readonly role: AxisRole
  readonly extent: Extent
}

/** An affine function of the indices of a kernel's axes. */
export interface Affine {
  readonly offset: number
  /** One for each axis of the kernel, in elements. */
  readonly strides: readonly number[]
}

/** An element of a buffer at each point of a kernel's domain. */
export interface Place extends Affine {
  readonly buffer: string
}

/** One value of a kernel's body; arguments are positions of earlier instructions. */
export type Instruction =
  | { readonly kind: 'constant'; readonly dtype: DType; readonly value: number }
  /** The run-time count of rows. */
  | { readonly kind: 'rows'; readonly dtype: DType }
  /** The affine function itself. */
  | ({ readonly kind: 'iota'; readonly dtype: 'i32' } & Affine)
  | { readonly kind: 'load'; readonly dtype: DType; readonly place: Place }
  | Gather
  | {
      readonly kind: 'apply'
      readonly dtype: DType
      readonly op: ElementwiseName
      readonly args: readonly number[]
    }
  | { readonly kind: 'cast'; readonly dtype: DType; readonly args: readonly [number] }

/** A load whose place moves by `stride` for each unit of an index; zero outside the limit. */
export interface Gather {
  readonly kind: 'gather'
  readonly dtype: DType
  readonly place: Place
  readonly args: readonly [index: number]
  readonly stride: number
  /** Indices from 0 up to this are inside. */
  readonly limit: number
}

export interface Store {
  readonly value: number
  readonly place: Place
}

/**
 * How a sum adds its terms: `lanes` strided partial sums, each a hierarchy of `levels`
 * accumulators that take `radix` terms; Note [Order of summation] of the ops package.
 */
export interface SumOrder {
  readonly lanes: number
  readonly radix: number
  readonly levels: number
}

/** A reduction over all reduced axes; its place does not move along them. */
export interface Reduction extends Store {
  readonly op: ReductionName
  readonly dtype: DType
  readonly order: SumOrder
}

/** A loop nest: straight code at every point of a domain. */
export interface LoopKernel {
  readonly kind: 'loop'
  readonly name: string
  readonly axes: readonly Axis[]
  readonly body: readonly Instruction[]
  readonly stores: readonly Store[]
  readonly reductions: readonly Reduction[]
}

/** The reductions of the op table. */
export type ReductionName = (typeof namesByKind)['reduction'][number]

/** The ops that are algorithms of their own instead of loops over a domain. */
export type RoutineOp =
  | (typeof namesByKind)['routine'][number]
  | 'scatter_add'
  | 'overlap_add'
  | 'add_along_axis'
  | 'random'

/** A whole value in memory, without gaps. */
export interface Operand {
  readonly buffer: string
  readonly offset: number
  readonly shape: readonly Extent[]
  readonly dtype: DType
}

/** An algorithm that reads whole buffers and fills one. */
export interface RoutineKernel {
  readonly kind: 'routine'
  readonly name: string
  readonly op: RoutineOp
  readonly attributes: OpAttributes[RoutineOp]
  readonly inputs: readonly Operand[]
  readonly output: Operand
}

/** How a buffer inside of a repeat goes with one around it; their lengths in the docs of roles. */
export interface RepeatLink {
  /**
   * `start`: copied in before the first turn. `slice`: part `turn` is copied in before each
   * turn. `given`: another name of the same buffer. `collect`: copied out to part `turn`
   * after each turn. `last`: copied out after all turns.
   */
  readonly role: 'start' | 'slice' | 'given' | 'collect' | 'last'
  readonly inside: string
  readonly outside: string
}

/**
 * Kernels that run a fixed number of times, over buffers of their own; Note [Repeats]. A body
 * that is not committed ends the loop, and its turn is as if it had not begun.
 */
export interface RepeatKernel {
  readonly kind: 'repeat'
  readonly name: string
  readonly count: number
  /** The buffers inside that live from turn to turn, or that are given. */
  readonly buffers: readonly LoopBuffer[]
  readonly links: readonly RepeatLink[]
  readonly body: LoopEntry
}

export type Kernel = LoopKernel | RoutineKernel | RepeatKernel

export interface LoopBuffer {
  readonly name: string
  readonly dtype: DType
  readonly length: number
}

/** An entry as kernels that run one after the other. */
export interface LoopEntry {
  readonly name: string
  /** Buffers that live during a call only. */
  readonly temporaries: readonly LoopBuffer[]
  readonly kernels: readonly Kernel[]
  /** Where the step is abandoned: before kernel `before`, unless the buffer holds a truth. */
  readonly commit?: { readonly buffer: string; readonly before: number }
  readonly stop?: string
  readonly series: readonly { readonly name: string; readonly buffer: LoopBuffer }[]
}

/** All entries of a program over its buffers. */
export interface LoopProgram {
  readonly buffers: readonly LoopBuffer[]
  readonly entries: readonly LoopEntry[]
}

/** The number of iterations at a run-time count of rows. */
export function countAt({ size, rows }: Extent, count: number): number {
  return rows === undefined ? size : rows * count
}

/** Whether no round of 16 elements goes over the end of the last reduced axis to the next line. */
export function hasWholeRounds({ axes }: LoopKernel): boolean {
  const reduced = axes.filter(({ role }) => role === 'reduced')
  const last = reduced.at(-1)?.extent
  return reduced.length <= 1 || (last!.rows === undefined && last!.size % SUM_LANES === 0)
}

/** The buffers that a kernel reads and writes. */
export function buffersOf(kernel: Kernel): {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
} {
  if (kernel.kind === 'routine') {
    return { reads: kernel.inputs.map(({ buffer }) => buffer), writes: [kernel.output.buffer] }
  }
  if (kernel.kind === 'repeat') {
    const [writes, reads] = [kernel.links.filter(isWritten), kernel.links.filter(isRead)]
    return {
      reads: reads.map(({ outside }) => outside),
      writes: writes.map(({ outside }) => outside),
    }
  }
  return {
    reads: kernel.body.flatMap((line) => ('place' in line ? [line.place.buffer] : [])),
    writes: [...kernel.stores, ...kernel.reductions].map(({ place }) => place.buffer),
  }
}

function isWritten({ role }: RepeatLink): boolean {
  return role === 'collect' || role === 'last'
}

function isRead(link: RepeatLink): boolean {
  return !isWritten(link)
}

/** All kernels that repeat nothing, those inside of repeats included. */
export function leavesOf(kernels: readonly Kernel[]): (LoopKernel | RoutineKernel)[] {
  const leaves: (LoopKernel | RoutineKernel)[] = []
  const open = [...kernels].reverse()
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'repeat') open.push(...next.body.kernels.toReversed())
    else leaves.push(next)
  }
  return leaves
}

// Note [Loops]
//
// A kernel is a box of axes and straight code that runs at every point of it. Its axes are
// in the order outer, reduced, inner, each group in row-major order of the values that it
// iterates over. At each point the body is evaluated, then the stores are made; a reduction
// takes its value at every point of the reduced axes, in row-major order, and is stored when
// they are done, once for each point of the others.
//
// Everything that is a choice of the machine (vectors, interleaving, hoisting, addresses) is
// made later, by the emitter; everything that is a choice of meaning (which terms a sum adds
// in which order, what shares a loop, what is kept in memory) is made here and can be read.
// A product of matrices is no special kernel: it is a sum of products whose order has a radix
// of 256, and the emitter knows that shape when it sees it.

// Note [Repeats]
//
// A region whose copies would be too many is a kernel that runs others. Inside it sees only
// buffers of its own: what is carried and the slices of a turn are copied in, what is
// collected is copied out, and what all turns share is given another name. So the body is an
// entry like any other, whose writes happen after its reads, and addresses stay constant.
