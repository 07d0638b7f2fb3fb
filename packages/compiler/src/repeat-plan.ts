import type { Kernel, RepeatKernel } from './loop/loop.ts'
import { align, bytesOf, lifetimesOf, packLifetimes, scratchPrefix } from './memory-plan.ts'

/** Where everything inside of a repeat is, from the start of the kernel's scratch. */
export interface RepeatPlan {
  /** Buffers that live from turn to turn, and temporaries of a turn. */
  readonly buffers: ReadonlyMap<string, number>
  /** The scratch of the kernels inside, by their position. */
  readonly scratch: ReadonlyMap<number, number>
  readonly bytes: number
}

/** Plans the scratch of a repeat; buffers that are given are around it. */
export function planRepeat(
  { buffers, links, body }: RepeatKernel,
  scratchBytesOf: (kernel: Kernel) => number,
): RepeatPlan {
  const given = new Set(links.flatMap(({ role, inside }) => (role === 'given' ? [inside] : [])))
  const places = new Map<string, number>()
  const scratch = new Map<number, number>()
  let start = 0
  for (const buffer of buffers) {
    if (given.has(buffer.name)) continue
    places.set(buffer.name, start)
    start = align(start + bytesOf(buffer))
  }
  const lifetimes = lifetimesOf(body, scratchBytesOf)
  const { offsets, bytes } = packLifetimes(lifetimes)
  for (const { name, first } of lifetimes) {
    const place = start + offsets.get(name)!
    if (name.startsWith(scratchPrefix)) scratch.set(first, place)
    else places.set(name, place)
  }
  return { buffers: places, scratch, bytes: start + bytes }
}
