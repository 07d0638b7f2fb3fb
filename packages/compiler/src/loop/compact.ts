import type { Affine, Axis, Instruction, LoopKernel, Place } from './loop.ts'

/**
 * The same kernel with as few axes and instructions as it needs: axes of size 1 go, two
 * neighbours become one where every access steps through both evenly, and instructions
 * that reach no store go.
 */
export function compact(kernel: LoopKernel): LoopKernel {
  const pruned = prune(kernel)
  const accesses = accessesOf(pruned)
  const groups = groupAxes(pruned.axes, accesses)
  const axes = groups.map((group) => mergedAxis(group.map((axis) => pruned.axes[axis]!)))
  // The last axis of a group has the steps of the merged one.
  const remap = <A extends Affine>(affine: A): A => ({
    ...affine,
    strides: groups.map((group) => affine.strides[group.at(-1)!]!),
  })
  const place = <S extends { readonly place: Place }>(item: S): S => ({
    ...item,
    place: remap(item.place),
  })
  return {
    ...pruned,
    axes,
    body: pruned.body.map((line) => {
      if ('place' in line) return place(line)
      return line.kind === 'iota' ? remap(line) : line
    }),
    stores: pruned.stores.map(place),
    reductions: pruned.reductions.map(place),
  }
}

/** Every affine function of a kernel. */
export function accessesOf({ body, stores, reductions }: LoopKernel): Affine[] {
  return [
    ...body.flatMap((line): Affine[] =>
      'place' in line ? [line.place] : line.kind === 'iota' ? [line] : [],
    ),
    ...[...stores, ...reductions].map(({ place }) => place),
  ]
}

/** Which axes become one; axes of size 1 are in no group. */
function groupAxes(axes: readonly Axis[], accesses: readonly Affine[]): number[][] {
  const groups: number[][] = []
  axes.forEach((axis, index) => {
    if (axis.extent.size === 1 && axis.extent.rows === undefined) return
    const last = groups.at(-1)?.at(-1)
    const canMerge =
      last !== undefined &&
      axes[last]!.role === axis.role &&
      // Behind another axis, a run-time count would leave gaps.
      axis.extent.rows === undefined &&
      accesses.every(({ strides }) => strides[last] === strides[index]! * axis.extent.size)
    if (canMerge) groups.at(-1)!.push(index)
    else groups.push([index])
  })
  return groups
}

function mergedAxis(axes: readonly Axis[]): Axis {
  const [{ role, extent }] = axes as [Axis]
  const size = axes.reduce((product, axis) => product * axis.extent.size, 1)
  if (extent.rows === undefined) return { role, extent: { size } }
  const others = axes.slice(1).reduce((product, axis) => product * axis.extent.size, 1)
  return { role, extent: { size, rows: extent.rows * others } }
}

function prune(kernel: LoopKernel): LoopKernel {
  const used = new Set([...kernel.stores, ...kernel.reductions].map(({ value }) => value))
  for (let i = kernel.body.length - 1; i >= 0; i--) {
    if (used.has(i)) for (const argument of argumentsOf(kernel.body[i]!)) used.add(argument)
  }
  if (used.size === kernel.body.length) return kernel
  const kept = kernel.body.map((_, i) => i).filter((i) => used.has(i))
  const renumbered = new Map(kept.map((old, i) => [old, i]))
  const rename = (old: number): number => renumbered.get(old)!
  return {
    ...kernel,
    body: kept.map((i) => renameArguments(kernel.body[i]!, rename)),
    stores: kernel.stores.map((store) => ({ ...store, value: rename(store.value) })),
    reductions: kernel.reductions.map((item) => ({ ...item, value: rename(item.value) })),
  }
}

/** The instructions that an instruction takes its arguments from. */
export function argumentsOf(line: Instruction): readonly number[] {
  return 'args' in line ? line.args : []
}

function renameArguments(line: Instruction, rename: (old: number) => number): Instruction {
  return 'args' in line ? ({ ...line, args: line.args.map(rename) } as Instruction) : line
}
