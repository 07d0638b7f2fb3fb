import { bytesPerElement } from '@gradus/ops'
import {
  buffersOf,
  type LoopBuffer,
  type LoopEntry,
  type LoopKernel,
  type LoopProgram,
  leavesOf,
} from './loop/loop.ts'
import { SERIES_CAPACITY } from './program.ts'

/** Where everything is, as byte addresses; all are multiples of 16. */
export interface MemoryPlan {
  /** Buffers that live as long as the session. */
  readonly buffers: ReadonlyMap<string, number>
  /** For each entry, its temporaries and scratch; entries share this memory, one at a time. */
  readonly temporaries: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** For each series of the step, its ring of f64 values. */
  readonly series: ReadonlyMap<string, number>
  /** The first byte after everything that is written. */
  readonly end: number
  /** Bytes that masked loads may read past the end. */
  readonly overreach: number
}

/** A block of bytes and the kernels, first to last, that need it. */
export interface Lifetime {
  readonly name: string
  readonly bytes: number
  readonly first: number
  readonly last: number
}

/** Addresses below are left unused, so that no buffer is at zero. */
const firstAddress = 64
const alignment = 16

/** Gives every buffer its address. */
export function planMemory(
  program: LoopProgram,
  scratchBytesOf: (kernel: LoopEntry['kernels'][number]) => number,
): MemoryPlan {
  let end = firstAddress
  const place = (bytes: number): number => {
    const address = end
    end = align(end + bytes)
    return address
  }
  const buffers = new Map(program.buffers.map((buffer) => [buffer.name, place(bytesOf(buffer))]))
  const names = program.entries.flatMap((entry) => entry.series.map(({ name }) => name))
  const series = new Map(names.map((name) => [name, place(SERIES_CAPACITY * 8)]))
  const start = end
  const temporaries = new Map<string, ReadonlyMap<string, number>>()
  for (const entry of program.entries) {
    const { offsets, bytes } = packLifetimes(lifetimesOf(entry, scratchBytesOf))
    const places = Array.from(offsets, ([name, offset]) => [name, start + offset] as const)
    temporaries.set(entry.name, new Map(places))
    end = Math.max(end, align(start + bytes))
  }
  return { buffers, temporaries, series, end, overreach: overreachOf(program) }
}

/** What the scratch of a kernel is called, by its position in the entry. */
export function scratchName(index: number): string {
  return `$scratch ${index}`
}

/** From when to when each temporary of an entry is needed. */
export function lifetimesOf(
  entry: LoopEntry,
  scratchBytesOf: (kernel: LoopEntry['kernels'][number]) => number,
): Lifetime[] {
  const first = new Map<string, number>()
  const last = new Map<string, number>()
  entry.kernels.forEach((kernel, index) => {
    const { reads, writes } = buffersOf(kernel)
    for (const name of [...reads, ...writes]) {
      if (!first.has(name)) first.set(name, index)
      last.set(name, index)
    }
  })
  // What decides about the step, and what is recorded, is read after the last kernel.
  const kept = [entry.commit?.buffer, entry.stop, ...entry.series.map(({ buffer }) => buffer.name)]
  for (const name of kept) if (name !== undefined) last.set(name, entry.kernels.length)
  const lifetimes = entry.temporaries.map((buffer) => ({
    name: buffer.name,
    bytes: bytesOf(buffer),
    first: first.get(buffer.name)!,
    last: last.get(buffer.name)!,
  }))
  entry.kernels.forEach((kernel, index) => {
    const bytes = scratchBytesOf(kernel)
    if (bytes > 0) lifetimes.push({ name: scratchName(index), bytes, first: index, last: index })
  })
  return lifetimes
}

/** Offsets such that what is needed at the same time does not overlap. */
export function packLifetimes(lifetimes: readonly Lifetime[]): {
  readonly offsets: ReadonlyMap<string, number>
  readonly bytes: number
} {
  // Placing the big blocks first leaves only small holes. In the order of time, gradients
  // would fragment the memory: they are freed in the reverse order of the forward values.
  const bySize = lifetimes
    .filter(({ bytes }) => bytes > slotBytes)
    .sort((a, b) => b.bytes - a.bytes || a.first - b.first)
  const offsets = new Map<string, number>()
  const placed: Placed[] = []
  let bytes = 0
  for (const lifetime of bySize) {
    const offset = placeLowest(lifetime, placed)
    offsets.set(lifetime.name, offset)
    bytes = Math.max(bytes, offset + lifetime.bytes)
  }
  const small = lifetimes.filter((lifetime) => lifetime.bytes <= slotBytes)
  return { offsets, bytes: assignSlots(small, align(bytes), offsets) }
}

type Placed = Lifetime & { readonly offset: number }

/** Blocks up to this size, single numbers mostly, need no search: any free slot fits. */
const slotBytes = 16

/** Gives small blocks slots behind the others, in the order of time; returns the end. */
function assignSlots(
  lifetimes: readonly Lifetime[],
  start: number,
  offsets: Map<string, number>,
): number {
  const freedAfter = new Map<number, number[]>()
  const free: number[] = []
  let end = start
  let released = 0
  for (const { name, first, last } of lifetimes.toSorted((a, b) => a.first - b.first)) {
    for (; released < first; released++) free.push(...(freedAfter.get(released) ?? []))
    const offset = free.pop() ?? end
    if (offset === end) end += slotBytes
    offsets.set(name, offset)
    const freed = freedAfter.get(last)
    if (freed) freed.push(offset)
    else freedAfter.set(last, [offset])
  }
  return end
}

/** Finds the lowest gap for a block and keeps `placed` in the order of addresses. */
function placeLowest(lifetime: Lifetime, placed: Placed[]): number {
  let offset = 0
  for (const other of placed) {
    if (other.first > lifetime.last || lifetime.first > other.last) continue
    if (offset + lifetime.bytes <= other.offset) break
    offset = Math.max(offset, align(other.offset + other.bytes))
  }
  const after = placed.findLastIndex((other) => other.offset <= offset)
  placed.splice(after + 1, 0, { ...lifetime, offset })
  return offset
}

/** The bytes of a buffer. */
export function bytesOf({ dtype, length }: LoopBuffer): number {
  return length * bytesPerElement[dtype]
}

/** The next address where a buffer may begin. */
export function align(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment
}

/** A masked round reads at most 16 elements past the end, as far apart as its strides. */
function overreachOf({ entries }: LoopProgram): number {
  const kernels = entries.flatMap((entry) => entry.kernels)
  const loops = leavesOf(kernels).filter((kernel): kernel is LoopKernel => kernel.kind === 'loop')
  const strides = loops.flatMap(({ body }) =>
    body.flatMap((line) => ('place' in line ? line.place.strides : [])),
  )
  return 16 * 8 * strides.reduce((most, stride) => Math.max(most, stride), 1)
}
