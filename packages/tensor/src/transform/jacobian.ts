import {
  colorColumns,
  findSparsity,
  type Node,
  vjp as pullBack,
  jvp as pushForward,
  repeatInFront,
  type Sparsity,
  vectorize,
} from '@gradus/graph'
import { elementCount } from '@gradus/ops'
import { tellAs } from '../call-as.ts'
import { bringLoops } from '../content/brought.ts'
import { applyElementwise } from '../content/elementwise.ts'
import { take } from '../content/indexing.ts'
import { reshape, transpose } from '../content/movement.ts'
import { cast } from '../content/promotion.ts'
import { type Content, type Trace, withTrace } from '../content/trace.ts'
import { shapeOfSizes, sizesOf } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import { contentOf, Tensor } from '../tensor.ts'
import { unflattenTree } from '../tree.ts'
import { grad } from './gradient.ts'
import {
  type AnyArguments,
  type Blocks,
  type Chosen,
  type Given,
  requireFunction,
} from './signature.ts'
import { makeStandIns, type Results, resolve, type StandIns, takeResults } from './stand-ins.ts'

/** How a Jacobian is found. */
export interface JacobianOptions {
  /**
   * By columns (forward) or by rows (reverse); unless said otherwise, whichever needs fewer
   * passes.
   */
  readonly mode?: 'forward' | 'reverse'
  /** The place, from 0, of the argument that is varied; 0 unless said otherwise. */
  readonly argnums?: number
  /**
   * Where entries may be other than zero, as a tensor `[m, n]` of truth values or numbers;
   * or `dense`, to leave out the search for zeros that is made unless said otherwise.
   */
  readonly sparsity?: Tensor | 'dense'
}

/**
 * The Jacobian of a function: for a result of shape `[…m]` and an argument of shape `[…n]` a
 * tensor `[…m, …n]`, and trees of such tensors for trees.
 *
 * All columns, or all rows, are found at once, as a batch. Where the ops of the function show
 * that entries are zero, or the pattern is given, columns (rows) that do not overlap share a
 * pass (Curtis, Powell, Reid 1974).
 */
export function jacobian<X extends Tensor, O extends Tensor[], R extends Tensor>(
  f: (x: X, ...others: O) => R,
): (x: Given<X>, ...others: Given<O>) => Blocks<R, X>
export function jacobian<A extends AnyArguments, R, P extends JacobianOptions = JacobianOptions>(
  f: (...args: A) => R,
  options?: P,
): (...args: Given<A>) => Blocks<R, Chosen<A, P>>
export function jacobian(
  f: (...args: never[]) => unknown,
  options: JacobianOptions = {},
): (...args: never[]) => unknown {
  requireFunction('jacobian', f)
  requireMode('jacobian', options)
  return (...args) =>
    withTrace('jacobian', (trace) => differentiate(trace, 'jacobian', f, args, options))
}

/**
 * The Hessian of a function that returns a single number, forward over reverse: a tensor
 * `[…n, …n]`, or trees of trees of such blocks for a tree. See `jacobian` for sparsity.
 */
export function hessian<X extends Tensor, O extends Tensor[]>(
  f: (x: X, ...others: O) => Tensor,
): (x: Given<X>, ...others: Given<O>) => Blocks<X, X>
export function hessian<A extends AnyArguments, P extends JacobianOptions = JacobianOptions>(
  f: (...args: A) => unknown,
  options?: P,
): (...args: Given<A>) => Blocks<Chosen<A, P>, Chosen<A, P>>
export function hessian(
  f: (...args: never[]) => unknown,
  options: JacobianOptions = {},
): (...args: never[]) => unknown {
  requireFunction('hessian', f)
  requireMode('hessian', options)
  const { argnums = 0 } = options
  const slope = grad(f as (...args: unknown[]) => unknown, { argnums }) as (
    ...args: never[]
  ) => unknown
  return (...args) =>
    withTrace('hessian', (trace) =>
      tellAs('hessian', ['grad'], () =>
        differentiate(trace, 'hessian', slope, args, { mode: 'forward', ...options }),
      ),
    )
}

function requireMode(name: string, { mode }: JacobianOptions): void {
  if (mode === undefined || mode === 'forward' || mode === 'reverse') return
  throw new RangeError(`${name}: a mode is 'forward' or 'reverse', not ${String(mode)}`)
}

function differentiate(
  trace: Trace,
  name: string,
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  options: JacobianOptions,
): unknown {
  const { argnums = 0 } = options
  const isReplaced = (place: number): boolean => place === argnums
  const standIns = makeStandIns(trace, name, args, { isReplaced, needsFloats: true })
  if (standIns.nodes.length === 0) throw new RangeError(`${name}: there is no argument ${argnums}`)
  const results = takeResults(trace, name, f(...(standIns.args as never[])))
  const blocks = findBlocks(trace, results, standIns, options)
  const columns = standIns.nodes.length
  const contents = resolve(
    trace,
    standIns,
    blocks.flat().map((block) => trace.lift(block)),
  )
  const tensors = contents.map((content) => new Tensor(content))
  const lines = blocks.map((_, i) =>
    unflattenTree(standIns.structures[argnums]!, tensors.slice(i * columns, (i + 1) * columns)),
  )
  return unflattenTree(results.structure, lines)
}

/** A block for each result and each part of the argument, `[…m, …n]`. */
function findBlocks(
  trace: Trace,
  { nodes: outputs }: Results,
  { nodes: sources }: StandIns,
  options: JacobianOptions,
): Content[][] {
  const [m, n] = [sizeOf(outputs), sizeOf(sources)]
  const sparse =
    outputs.length + sources.length === 2 && findSparse(trace, outputs[0]!, sources[0]!, options)
  if (sparse) return [[sparse]]
  const isForward = options.mode ? options.mode === 'forward' : n <= m
  if (!isForward) return outputs.map((output) => rowsOf(trace, output, sources))
  const columns = sources.map((source) => columnsOf(trace, outputs, source))
  return outputs.map((_, i) => columns.map((blocks) => blocks[i]!))
}

function sizeOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { shape }) => sum + elementCount(shape), 0)
}

/** Jacobians of all outputs with respect to one source, column by column. */
function columnsOf(trace: Trace, outputs: readonly Node[], source: Node): Content[] {
  const count = elementCount(source.shape)
  return pushBatch(trace, outputs, source, unitVectors(trace, source)).map((pushed, i) => {
    const lines = transpose(reshape(pushed, [count, elementCount(outputs[i]!.shape)]))
    return reshape(lines, [...sizesOf(outputs[i]!), ...sizesOf(source)])
  })
}

/** Jacobians of one output with respect to all sources, row by row. */
function rowsOf(trace: Trace, output: Node, sources: readonly Node[]): Content[] {
  return pullBatch(trace, output, sources, unitVectors(trace, output)).map((pulled, i) =>
    reshape(pulled, [...sizesOf(output), ...sizesOf(sources[i]!)]),
  )
}

/** Tangents of all outputs for a batch of directions `[count, …n]`. */
function pushBatch(
  trace: Trace,
  outputs: readonly Node[],
  source: Node,
  directions: Content,
): Content[] {
  const seed = trace.standIn(source, 'tangent')
  const pushed = pushForward(trace.builder, outputs, [source], [seed])
  return applyToBatch(trace, pushed, seed, directions)
}

/** Cotangents of all sources for a batch of cotangents `[count, …m]`. */
function pullBatch(
  trace: Trace,
  output: Node,
  sources: readonly Node[],
  cotangents: Content,
): Content[] {
  const seed = trace.standIn(output, 'cotangent')
  const pulled = pullBack(trace.builder, [output], [seed], sources)
  return applyToBatch(trace, pulled, seed, cotangents)
}

function applyToBatch(trace: Trace, nodes: readonly Node[], seed: Node, batch: Content): Content[] {
  const size = batch.shape[0]!.size
  trace.close([seed])
  bringLoops()
  return vectorize(trace.builder, nodes, [seed], [trace.lift(batch)], size).map(
    ({ node, isBatched }) =>
      trace.content(isBatched ? node : repeatInFront(trace.builder, node, size)),
  )
}

/** All unit vectors like a node, `[n, …n]`. */
function unitVectors(trace: Trace, like: Node): Content {
  const { builder } = trace
  const count = elementCount(like.shape)
  const shape = shapeOfSizes([count, count])
  const index = (axis: number): Node => builder.apply('iota', [], { shape, axis })
  const identity = builder.cast(builder.eq(index(0), index(1)), like.dtype)
  return reshape(trace.content(identity), [count, ...sizesOf(like)])
}

/** Below this many passes, looking for zeros costs more than it saves. */
const FEW_PASSES = 8

/** The Jacobian by shared passes, where its zeros allow to save at least half of them. */
function findSparse(
  trace: Trace,
  output: Node,
  source: Node,
  { mode, sparsity }: JacobianOptions,
): Content | undefined {
  const [m, n] = [elementCount(output.shape), elementCount(source.shape)]
  if (sparsity === 'dense' || (sparsity === undefined && Math.min(m, n) < FEW_PASSES))
    return undefined
  const known = sparsity
    ? givenSparsity(sparsity, m, n)
    : findSparsity(trace.builder, output, source, trace.values)
  if (!known) return undefined
  const byColumns = mode !== 'reverse' ? colorColumns(known) : undefined
  const byRows = mode !== 'forward' ? colorColumns(transposed(known)) : undefined
  const [forward, reverse] = [byColumns, byRows].map((colors) =>
    colors ? Math.max(0, ...colors) + 1 : Infinity,
  )
  if (Math.min(forward!, reverse!) > Math.min(m, n) / 2 && !sparsity) return undefined
  const matrix =
    forward! <= reverse!
      ? expand(
          pushBatch(trace, [output], source, seedsOf(byColumns!, forward!, source))[0]!,
          byColumns!,
          m,
        )
      : transpose(
          expand(
            pullBatch(trace, output, [source], seedsOf(byRows!, reverse!, output))[0]!,
            byRows!,
            n,
          ),
        )
  const mask = maskOf(known)
  const masked = applyElementwise('select', [mask, matrix, 0])
  return reshape(masked, [...sizesOf(output), ...sizesOf(source)])
}

/** For each colour, the sum of the unit vectors that have it. */
function seedsOf(colors: readonly number[], count: number, like: Node): Content {
  const shape = shapeOfSizes([count, colors.length])
  const data = new Float64Array(count * colors.length)
  for (const [i, color] of colors.entries()) data[color * colors.length + i] = 1
  return reshape(cast({ shape, dtype: 'f64', data }, like.dtype), [count, ...sizesOf(like)])
}

/** From one line for each colour, `[colours, …]`, a matrix `[length, lines]` of the line of each. */
function expand(compressed: Content, colors: readonly number[], length: number): Content {
  const lines = reshape(compressed, [compressed.shape[0]!.size, length])
  const positions = {
    shape: shapeOfSizes([colors.length]),
    dtype: 'i32',
    data: Int32Array.from(colors),
  } as const
  return transpose(take(lines, positions, 0))
}

function maskOf({ rows, columns, pattern }: Sparsity): Content {
  return { shape: shapeOfSizes([rows, columns]), dtype: 'bool', data: Int32Array.from(pattern) }
}

function transposed({ rows, columns, pattern }: Sparsity): Sparsity {
  const turned = new Uint8Array(pattern.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = pattern[row * columns + column]!
    }
  }
  return { rows: columns, columns: rows, pattern: turned }
}

function givenSparsity(given: Tensor, rows: number, columns: number): Sparsity {
  if (given.shape.length !== 2 || given.shape[0] !== rows || given.shape[1] !== columns) {
    throw new ShapeError(
      `jacobian: the pattern has shape [${given.shape.join(', ')}], and [${rows}, ${columns}] is due`,
    )
  }
  const pattern = Uint8Array.from(new Tensor(cast(contentOf(given), 'bool')).data())
  return { rows, columns, pattern }
}
