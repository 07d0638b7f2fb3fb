import { internalError } from '@gradus/diagnostics'
import { type Builder, isRegion, type Node } from '@gradus/graph'
import { elementCount } from '@gradus/ops'
import { isFed, nameOf } from '../fed.ts'
import { compact } from '../loop/compact.ts'
import {
  buffersOf,
  type Kernel,
  type LoopBuffer,
  type LoopEntry,
  type LoopProgram,
  type RoutineKernel,
  type RoutineOp,
} from '../loop/loop.ts'
import { mapEntry, rootsOfEntry } from '../passes/rebuild.ts'
import type { Entry, Program, StepEntry } from '../program.ts'
import { regionCompiler } from '../region-compiler.ts'
import { Body } from './body.ts'
import { type Draft, Drafts, isPointwise } from './drafts.ts'
import { extentOf, kernelOf } from './kernel.ts'
import { orderDrafts } from './order.ts'
import type { Root } from './root.ts'
import { chooseStored } from './stored.ts'
import { placeWrites } from './writes.ts'

/** Lowers the graphs of a program to kernels. */
export function lowerProgram(program: Program, builder: Builder): LoopProgram {
  const buffers = program.buffers.map(({ name, shape, dtype }) => ({
    name,
    dtype,
    length: elementCount(shape),
  }))
  const entries = program.entries.map((entry) => lowerEntry(entry, builder))
  if (program.step) entries.push(lowerEntry(program.step, builder))
  return { buffers, entries }
}

function lowerEntry(entry: Entry & Partial<StepEntry>, builder: Builder): LoopEntry {
  const changes = entry.writes.filter(
    ({ buffer, node }) => !(isFed(node) && nameOf(node) === buffer),
  )
  const given = mapEntry({ ...entry, writes: changes }, (node) =>
    isFed(node) ? copied(builder, node) : node,
  )
  const { writes, series = [], commitIf: commit, stopIf: stop } = given
  const stored = chooseStored(rootsOfEntry(given))
  const drafts = new Drafts((node) => stored.has(node) || isFed(node))
  for (const [node, loops] of stored) drafts.plan(node, loops)
  const targets = placeWrites(drafts, writes, commit)
  const bufferOf = (node: Node): string | undefined =>
    isFed(node) ? nameOf(node) : stored.has(node) ? (targets.get(node) ?? `$${node.id}`) : undefined
  const order = orderDrafts(drafts)
  const kernels = order.map((draft) => makeKernel(draft, bufferOf, builder))
  const isKept = new Set([
    ...entry.writes.map(({ buffer }) => buffer),
    ...rootsOfEntry({ ...given, writes: [] }).map((node) => bufferOf(node)!),
  ])
  const live = dropUnread(kernels, isKept)
  const commitAt = order.findIndex(({ isCommitted }) => isCommitted)
  const before = live.filter(({ index }) => commitAt < 0 || index < commitAt).length
  return {
    name: entry.name,
    temporaries: temporariesOf(live, stored, bufferOf),
    kernels: live.map(({ kernel }) => kernel),
    ...(commit && { commit: { buffer: bufferOf(commit)!, before } }),
    ...(stop && { stop: bufferOf(stop)! }),
    series: series.map(({ name, node }) => ({ name, buffer: bufferFor(node, bufferOf) })),
  }
}

/** A node of equal value that is not the buffer itself, which is about to be overwritten. */
function copied(builder: Builder, node: Node): Node {
  return builder.apply('reshape', [node], { shape: node.shape })
}

function bufferFor(node: Node, bufferOf: (node: Node) => string | undefined): LoopBuffer {
  return { name: bufferOf(node)!, dtype: node.dtype, length: elementCount(node.shape) }
}

function makeKernel(
  draft: Draft,
  bufferOf: (node: Node) => string | undefined,
  builder: Builder,
): Kernel {
  if (draft.routine) {
    const [node] = draft.routine as [Node]
    if (!isRegion(node)) return routineKernel(node, bufferOf)
    const outputs = draft.routine as Node<'repeat'>[]
    return regionCompiler().lower(outputs, bufferOf, builder, (entry) => lowerEntry(entry, builder))
  }
  const [{ domain }] = draft.roots as [Root]
  const isCopy = draft.roots.some(({ target }) => target !== undefined)
  const body = new Body(domain, {
    bufferOf,
    isComputedHere: (node) => !isCopy && isPointwise(draft, node),
  })
  const kernel = kernelOf(
    draft.roots,
    body,
    kernelName(draft.roots, builder),
    (node) => bufferOf(node)!,
  )
  if (body.unfoldable.size > 0) internalError('a movement that has no strides reached a kernel')
  return kernel
}

/** The op that gives a kernel its name, and the line of the text that asked for it. */
function kernelName(roots: readonly Root[], builder: Builder): string {
  const { node } = roots.at(-1)!
  const frame = builder.originsOf(node)[0]?.[0]
  const line = frame ? `:${frame.source.lineAt(frame.span.start)}` : ''
  return `${node.op}.${node.id}${line}`
}

function routineKernel(node: Node, bufferOf: (node: Node) => string | undefined): RoutineKernel {
  const operand = (value: Node): RoutineKernel['output'] => ({
    buffer: bufferOf(value)!,
    offset: 0,
    shape: value.shape.map(extentOf),
    dtype: value.dtype,
  })
  return {
    kind: 'routine',
    name: `${node.op}.${node.id}`,
    op: node.op as RoutineOp,
    attributes: node.attributes as RoutineKernel['attributes'],
    inputs: node.inputs.map(operand),
    output: operand(node),
  }
}

/** Drops stores that nothing reads, and kernels without any, from the last kernel up. */
function dropUnread(
  kernels: readonly Kernel[],
  kept: ReadonlySet<string>,
): { readonly kernel: Kernel; readonly index: number }[] {
  const needed = new Set(kept)
  const live: { readonly kernel: Kernel; readonly index: number }[] = []
  for (let index = kernels.length - 1; index >= 0; index--) {
    const kernel = withoutUnread(kernels[index]!, needed)
    if (!kernel) continue
    for (const buffer of buffersOf(kernel).reads) needed.add(buffer)
    live.push({ kernel, index })
  }
  return live.toReversed()
}

function withoutUnread(kernel: Kernel, needed: ReadonlySet<string>): Kernel | undefined {
  if (kernel.kind !== 'loop') {
    return buffersOf(kernel).writes.some((name) => needed.has(name)) ? kernel : undefined
  }
  const isNeeded = ({ place }: { readonly place: { readonly buffer: string } }): boolean =>
    needed.has(place.buffer)
  const stores = kernel.stores.filter(isNeeded)
  const reductions = kernel.reductions.filter(isNeeded)
  if (stores.length + reductions.length === 0) return undefined
  const isSame =
    stores.length + reductions.length === kernel.stores.length + kernel.reductions.length
  return isSame ? kernel : compact({ ...kernel, stores, reductions })
}

function temporariesOf(
  live: readonly { readonly kernel: Kernel }[],
  stored: ReadonlyMap<Node, unknown>,
  bufferOf: (node: Node) => string | undefined,
): LoopBuffer[] {
  const written = new Set(live.flatMap(({ kernel }) => buffersOf(kernel).writes))
  return [...stored.keys()]
    .map((node) => bufferFor(node, bufferOf))
    .filter(({ name }) => name.startsWith('$') && written.has(name))
}
