import { SUM_LANES, SUM_RADIX, sumLevels } from '@gradus/ops'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { ContractionAxis, ContractionDescriptor } from './contraction-descriptor.ts'
import {
  type Element,
  elements,
  emitLoadLanes,
  emitMultiplyAdd,
  VectorLocals,
} from './contraction-element.ts'
import type { RoutineContext } from './routines/context.ts'
import {
  type Count,
  countOf,
  emitAddress,
  emitAdvance,
  emitFor,
  emitWhileFits,
} from './routines/loop.ts'

/** What the emission of one dot product needs; strides are bytes. */
interface Dot {
  readonly element: Element
  readonly isFused: boolean
  readonly count: Count
  readonly levels: number
  readonly strides: { readonly a: number; readonly b: number }
  readonly scratch: number
  readonly a: Local
  readonly b: Local
  readonly left: Local
  readonly turn: Local
  readonly vectors: VectorLocals
}

/** Bytes of scratch of a contraction in the order of dot products. */
export function dotScratchBytes(descriptor: ContractionDescriptor): number {
  const { bytes } = elements[descriptor.dtype]
  return summedAxis(descriptor).extent.rows ? 2 * SUM_LANES * bytes : 0
}

function summedAxis({ axes }: ContractionDescriptor): ContractionAxis {
  const single = { role: 'k', extent: { size: 1 }, a: 0, b: 0, c: 0 } as const
  return axes.find(({ role }) => role === 'k') ?? single
}

/** An axis that dot products are counted along, and its index where it has one. */
type OutAxis = ContractionAxis & { readonly index: Local | undefined }

/** Emits a contraction as a batch of dot products, each along 16 strided partial sums. */
export function emitDots(
  f: FunctionBuilder,
  _context: RoutineContext,
  descriptor: ContractionDescriptor,
  scratch: number,
  rows?: Local,
): void {
  const dot = dotOf(f, descriptor, scratch, rows)
  const out = f.local('i32', 'out')
  const axes = descriptor.axes
    .filter(({ role }) => role !== 'k')
    .map((axis): OutAxis => {
      const isSingle = axis.extent.size === 1 && !axis.extent.rows
      return { ...axis, index: isSingle ? undefined : f.local('i32') }
    })
  const nested = axes.reduceRight<() => void>(
    (inner, { index, extent }) =>
      () =>
        index === undefined ? inner() : emitFor(f, index, countOf(extent, rows), inner),
    () => {
      const { address } = descriptor
      setElement(f, dot, dot.a, address.a, axes, 'a')
      setElement(f, dot, dot.b, address.b, axes, 'b')
      setElement(f, dot, out, address.c, axes, 'c')
      emitDot(f, dot, out)
    },
  )
  nested()
}

function dotOf(
  f: FunctionBuilder,
  descriptor: ContractionDescriptor,
  scratch: number,
  rows: Local | undefined,
): Dot {
  const element = elements[descriptor.dtype]
  const { extent, a, b } = summedAxis(descriptor)
  return {
    element,
    isFused: descriptor.simd === 'relaxed',
    count: countOf(extent, rows),
    levels: sumLevels(extent.size, SUM_LANES),
    strides: { a: a * element.bytes, b: b * element.bytes },
    scratch,
    a: f.local('i32', 'a'),
    b: f.local('i32', 'b'),
    left: f.local('i32', 'left'),
    turn: f.local('i32', 'turn'),
    vectors: new VectorLocals(f),
  }
}

/** Emits `into` = the address of a tensor's first element for the axes of the result. */
function setElement(
  f: FunctionBuilder,
  { element }: Dot,
  into: Local,
  address: number,
  axes: readonly OutAxis[],
  tensor: 'a' | 'b' | 'c',
): void {
  const terms = axes.map((axis) => [axis.index, axis[tensor] * element.bytes] as const)
  emitAddress(f, address, terms)
  f.set(into)
}

function sumsOf({ element, count }: Dot): number {
  const lanes = typeof count === 'number' ? Math.min(count, SUM_LANES) : SUM_LANES
  return Math.max(1, Math.ceil(lanes / element.lanes))
}

/** The local of a partial sum; local 0 and those after all sums are free. */
function sumAt(dot: Dot, level: number, index: number): Local {
  return dot.vectors.at(1 + level * sumsOf(dot) + index)
}

function emitDot(f: FunctionBuilder, dot: Dot, out: Local): void {
  for (let level = 0; level < dot.levels; level++) emitClear(f, dot, level)
  if (typeof dot.count === 'number') emitKnownTerms(f, dot, dot.count)
  else emitRunTimeTerms(f, dot, dot.count)
  for (let level = 1; level < dot.levels; level++) emitMoveUp(f, dot, level)
  emitLanesSum(f, dot)
  f.get(out)
  f.get(sumAt(dot, dot.levels - 1, 0))
  f.accessLane(dot.element.storeLane, 0)
}

function emitClear(f: FunctionBuilder, dot: Dot, level: number): void {
  for (let i = 0; i < sumsOf(dot); i++) {
    f.v128Const('i32x4', [0, 0, 0, 0])
    f.set(sumAt(dot, level, i))
  }
}

function emitMoveUp(f: FunctionBuilder, dot: Dot, level: number): void {
  for (let i = 0; i < sumsOf(dot); i++) {
    const to = sumAt(dot, level, i)
    f.get(to)
    f.get(sumAt(dot, level - 1, i))
    f.op(dot.element.add)
    f.set(to)
  }
  emitClear(f, dot, level - 1)
}

function emitKnownTerms(f: FunctionBuilder, dot: Dot, count: number): void {
  const rest = count % SUM_LANES
  if (count >= SUM_LANES) emitRounds(f, dot, Math.floor(count / SUM_LANES))
  if (rest > 0) emitRound(f, dot, rest)
}

/** The last terms go through scratch, where zeros follow them. */
function emitRunTimeTerms(f: FunctionBuilder, dot: Dot, count: Local): void {
  const { element, left, a, b } = dot
  const rounds = f.local('i32')
  f.get(count)
  f.i32Const(Math.log2(SUM_LANES))
  f.op('i32.shr_u')
  f.set(rounds)
  emitRounds(f, dot, rounds)
  f.i32Const(dot.scratch)
  f.i32Const(0)
  f.i32Const(2 * SUM_LANES * element.bytes)
  f.op('memory.fill')
  f.get(count)
  f.i32Const(SUM_LANES - 1)
  f.op('i32.and')
  f.set(rounds)
  emitFor(f, left, rounds, () => {
    emitCopyToScratch(f, dot, a, dot.strides.a, 0)
    emitCopyToScratch(f, dot, b, dot.strides.b, SUM_LANES * element.bytes)
  })
  f.i32Const(dot.scratch)
  f.tee(a)
  f.i32Const(SUM_LANES * element.bytes)
  f.op('i32.add')
  f.set(b)
  emitRound(f, { ...dot, strides: { a: element.bytes, b: element.bytes } }, SUM_LANES)
}

function emitCopyToScratch(
  f: FunctionBuilder,
  { element, scratch, left }: Dot,
  from: Local,
  stride: number,
  offset: number,
): void {
  emitAddress(f, scratch + offset, [[left, element.bytes]])
  f.get(from)
  f.load(element.load)
  f.store(element.store)
  emitAdvance(f, from, stride)
}

/** Emits whole rounds of 16 terms; every 64 of them a level goes into the next. */
function emitRounds(f: FunctionBuilder, dot: Dot, rounds: Count): void {
  const { turn, left, levels } = dot
  if (levels === 1) {
    emitFor(f, turn, rounds, () => emitFullRound(f, dot))
    return
  }
  f.i32Const(0)
  f.set(turn)
  emitWhileFits(f, turn, SUM_RADIX, rounds, () => {
    emitFor(f, left, SUM_RADIX, () => emitFullRound(f, dot))
    emitMoveUp(f, dot, 1)
    emitCarries(f, dot, 2, SUM_RADIX)
  })
  emitWhileFits(f, turn, 1, rounds, () => emitFullRound(f, dot))
}

/** After `period` rounds more at a multiple of 64 · `period`, the level below goes up. */
function emitCarries(f: FunctionBuilder, dot: Dot, level: number, period: number): void {
  if (level >= dot.levels) return
  f.get(dot.turn)
  f.i32Const(SUM_RADIX)
  f.op('i32.add')
  f.i32Const(period * SUM_RADIX)
  f.op('i32.rem_u')
  f.op('i32.eqz')
  f.if(() => {
    emitMoveUp(f, dot, level)
    emitCarries(f, dot, level + 1, period * SUM_RADIX)
  })
}

function emitFullRound(f: FunctionBuilder, dot: Dot): void {
  emitRound(f, dot, SUM_LANES)
  emitAdvance(f, dot.a, SUM_LANES * dot.strides.a)
  emitAdvance(f, dot.b, SUM_LANES * dot.strides.b)
}

function emitRound(f: FunctionBuilder, dot: Dot, terms: number): void {
  const { element, isFused, strides } = dot
  for (let i = 0; i * element.lanes < terms; i++) {
    const first = i * element.lanes
    const lanes = Math.min(element.lanes, terms - first)
    emitMultiplyAdd(f, element, isFused, sumAt(dot, 0, i), () => {
      for (const side of ['a', 'b'] as const) {
        const stride = strides[side]
        const offset = first * stride
        emitLoadLanes(f, element, { pointer: dot[side], offset, lanes, stride })
      }
    })
  }
}

/** Halves the 16 lanes until one is left: lane j takes lane j + half. */
function emitLanesSum(f: FunctionBuilder, dot: Dot): void {
  const { element } = dot
  const top = dot.levels - 1
  for (let half = SUM_LANES / element.lanes / 2; half >= 1; half /= 2) {
    for (let i = 0; i < half && i + half < sumsOf(dot); i++) {
      f.get(sumAt(dot, top, i))
      f.get(sumAt(dot, top, i + half))
      f.op(element.add)
      f.set(sumAt(dot, top, i))
    }
  }
  for (let bytes = 8; bytes >= element.bytes; bytes /= 2) {
    const sum = sumAt(dot, top, 0)
    f.get(sum)
    f.get(sum)
    f.get(sum)
    f.shuffle(Array.from({ length: 16 }, (_, i) => (i + bytes) % 16))
    f.op(element.add)
    f.set(sum)
  }
}
