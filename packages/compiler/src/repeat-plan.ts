import type { Kernel, RepeatKernel } from './loop/loop.ts'
import { align, bytesOf, lifetimesOf, packLifetimes } from './memory-plan.ts'

/** Where everything inside of a repeat is, from the start of the kernel's scratch. */
export interface RepeatPlan {
  /** Buffers that live from turn to turn, temporaries and scratch of a turn. */
  readonly places: ReadonlyMap<string, number>
  readonly bytes: number
}

/** Plans the scratch of a repeat; buffers that are given are around it. */
export function planRepeat(
  { buffers, links, body }: RepeatKernel,
  scratchBytesOf: (kernel: Kernel) => number,
): RepeatPlan {
  const given = new Set(links.flatMap(({ role, inside }) => (role === 'given' ? [inside] : [])))
  const places = new Map<string, number>()
  let start = 0
  for (const buffer of buffers) {
    if (given.has(buffer.name)) continue
    places.set(buffer.name, start)
    start = align(start + bytesOf(buffer))
  }
  const { offsets, bytes } = packLifetimes(lifetimesOf(body, scratchBytesOf))
  for (const [name, offset] of offsets) places.set(name, start + offset)
  return { places, bytes: start + bytes }
}
