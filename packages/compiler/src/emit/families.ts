import type { FunctionReference } from '@gradus/wasm'
import { type Kernel, type LoopKernel, type LoopProgram, leavesOf } from '../loop/loop.ts'

// Note [Families] is at the end of this file.

/** Kernels that differ in nothing but where their buffers are. */
export interface Family {
  /** For each kernel, its buffers; in equal places where kernels are alike. */
  readonly members: Map<Kernel, readonly string[]>
  /** The function of the count of rows and the addresses of buffers, once it is written. */
  written?: FunctionReference
}

/** Lines times points from which on a call does not show beside the work. */
const leastWork = 256

/** The families of kernels that are worth a function, by kernel. */
export function findFamilies({ entries }: LoopProgram): ReadonlyMap<Kernel, Family> {
  const kernels = leavesOf(entries.flatMap((entry) => entry.kernels))
  const long = kernels
    .filter((kernel) => kernel.kind === 'loop')
    .filter((kernel) => workOf(kernel) >= leastWork)
  const [works, twice] = [new Set<number>(), new Set<number>()]
  for (const work of long.map(workOf)) (works.has(work) ? twice : works).add(work)
  const found = new Map<Kernel, Family>()
  const byText = new Map<string, Family>()
  for (const kernel of long) {
    // Most kernels are alone by their work, and need no text.
    if (!twice.has(workOf(kernel))) continue
    const { text, buffers } = formOf(kernel)
    const family = byText.get(text) ?? { members: new Map() }
    byText.set(text, family)
    family.members.set(kernel, buffers)
    found.set(kernel, family)
  }
  return found
}

function workOf({ axes, body }: LoopKernel): number {
  return axes.reduce((points, { extent }) => points * extent.size, body.length)
}

/** A text that is equal for kernels that are alike, and their buffers as they come in it. */
function formOf(kernel: LoopKernel): { readonly text: string; readonly buffers: string[] } {
  const buffers: string[] = []
  const text = JSON.stringify({ ...kernel, name: '' }, (key, value: unknown) => {
    // JSON has no -0, no infinities and no NaN.
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`
    if (key !== 'buffer') return value
    const known = buffers.indexOf(value as string)
    return known < 0 ? buffers.push(value as string) - 1 : known
  })
  return { text, buffers }
}

// Note [Families]
//
// An optimizer does the same to every parameter, and a deep network has the same layers again
// and again. Written for each, a hundred updates are code that no machine has a cache for; as
// one function that is called with the addresses of the buffers, they run as fast as one update
// of all elements, and an engine compiles them in no time.
