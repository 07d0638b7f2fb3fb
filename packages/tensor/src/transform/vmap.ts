import { repeatInFront, vectorize } from '@gradus/graph'
import { bringLoops } from '../content/brought.ts'
import { moveAxis, normalizeAxis } from '../content/movement.ts'
import { type Content, type Trace, withTrace } from '../content/trace.ts'
import { describe, sizesOf } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import { type Tensor, toContentOf } from '../tensor.ts'
import { flattenTree } from '../tree.ts'
import { treeOf } from './directional.ts'
import { type AnyArguments, type Batch, type Given, requireFunction } from './signature.ts'
import { makeStandIns, pathName, resolve, takeResults } from './stand-ins.ts'

/** Where the batch is in arguments and results. */
export interface VmapOptions {
  /**
   * The axis of the batch in each argument: one for all, or one for each, where `null` is an
   * argument that is the same for the whole batch. 0 unless said otherwise.
   */
  readonly inAxes?: number | readonly (number | null)[]
  /** The axis of the batch in every result; 0 unless said otherwise. */
  readonly outAxes?: number
}

/**
 * A function of whole batches from a function of one element: no loop runs, each op takes the
 * batch at once. `vmap(grad(loss), { inAxes: [null, 0] })(weights, examples)` gives a gradient
 * for each example.
 *
 * Throws `ShapeError` where arguments disagree about the size of the batch.
 */
export function vmap<A extends AnyArguments, R>(
  f: (...args: A) => R,
): (...args: Given<Batch<A>>) => Batch<R>
export function vmap<A extends AnyArguments, R>(
  f: (...args: A) => R,
  options: VmapOptions,
): (...args: Given<AnyBatch<A>>) => AnyBatch<R>
export function vmap(
  f: (...args: never[]) => unknown,
  { inAxes = 0, outAxes = 0 }: VmapOptions = {},
): (...args: never[]) => unknown {
  requireFunction('vmap', f)
  return (...args) => {
    const axes = args.map((_, place) =>
      typeof inAxes === 'number' ? inAxes : (inAxes[place] ?? null),
    )
    if (axes.every((axis) => axis === null)) {
      throw new ShapeError('vmap: no argument has an axis for the batch')
    }
    return withTrace('vmap', (trace) => runBatch(trace, f, args, axes, outAxes))
  }
}

/** A tree in which a batch may be along any axis. */
type AnyBatch<T> = T extends Tensor | number | boolean
  ? Tensor
  : T extends (...args: never[]) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: AnyBatch<T[K]> }
      : T

type Axes = readonly (number | null)[]

function runBatch(
  trace: Trace,
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  axes: Axes,
  outAxis: number,
): unknown {
  const size = batchSize(args, axes)
  const single = makeStandIns(trace, 'vmap', args, {
    isReplaced: (place) => axes[place] !== null,
    typeOf: (content, place) => {
      const axis = normalizeAxis('vmap', axes[place]!, content.shape.length)
      return { shape: content.shape.toSpliced(axis, 1), dtype: content.dtype }
    },
  })
  const results = takeResults(trace, 'vmap', f(...(single.args as never[])))
  const places = single.counts.flatMap((count, place) => Array<number>(count).fill(place))
  const given = single.given.map((content, i) => batchInFront(content, axes[places[i]!]!))
  const batches = given.map((content, i) => trace.standIn(content, `batch ${i + 1}`))
  trace.close(single.nodes)
  bringLoops()
  const outputs = vectorize(trace.builder, results.nodes, single.nodes, batches, size).map(
    ({ node, isBatched }) => (isBatched ? node : repeatInFront(trace.builder, node, size)),
  )
  const contents = resolve(trace, { nodes: batches, given }, outputs)
  const moved = contents.map((content) =>
    moveAxis(content, 0, normalizeAxis('vmap', outAxis, content.shape.length)),
  )
  return treeOf(results.structure, moved)
}

function batchInFront(content: Content, axis: number): Content {
  return moveAxis(content, normalizeAxis('vmap', axis, content.shape.length), 0)
}

function requireAxis(content: Content, axis: number, name: string): void {
  const rank = content.shape.length
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return
  throw new ShapeError(
    `vmap: ${name} is ${describe(content)}, which has no axis ${axis} for the batch; see \`inAxes\``,
  )
}

/** The size of the batch, on which all arguments agree. */
function batchSize(args: readonly unknown[], axes: Axes): number {
  let size: number | undefined
  for (const [place, axis] of axes.entries()) {
    if (axis === null) continue
    const { leaves, paths } = flattenTree(args[place])
    for (const [i, leaf] of leaves.entries()) {
      const content = toContentOf(leaf, 'vmap', place + 1)
      requireAxis(content, axis, pathName(place, paths[i]!))
      const own = sizesOf(content)[normalizeAxis('vmap', axis, content.shape.length)]!
      if (size !== undefined && own !== size) {
        throw new ShapeError(
          `vmap: argument ${place + 1} is ${describe(content)} with a batch of ${own} along axis ` +
            `${axis}, where earlier ones have ${size}`,
        )
      }
      size = own
    }
  }
  if (size === undefined) throw new ShapeError('vmap: the arguments with a batch have no tensors')
  return size
}
