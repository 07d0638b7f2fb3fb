import { type Node, repeat as repeatRegion, repeatWhile } from '@gradus/graph'
import { dim, sameSizes } from '@gradus/ops'
import { bringLoops } from '../content/brought.ts'
import { cast } from '../content/promotion.ts'
import { type Content, currentTrace, type Trace, withTrace } from '../content/trace.ts'
import { describe, shapeOfSizes } from '../content/values.ts'
import { checkSizes } from '../create.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import { iota, reverse, stack } from '../functions/movement.ts'
import { asTensor, contentOf, Tensor, type TensorLike, toContentOf } from '../tensor.ts'
import { flattenTree, mapTree, type Structure, structureKey } from '../tree.ts'
import { treeOf } from './directional.ts'
import { type Batch, requireFunction, type Slice } from './signature.ts'
import { takeResults } from './stand-ins.ts'

/** How `scan` runs. */
export interface ScanOptions {
  /** How often it runs, where there is nothing to run over. */
  readonly length?: number
  /** From the last slice to the first; what is collected keeps the order of the slices. */
  readonly reverse?: boolean
}

/**
 * Runs a function along axis 0: `f(carry, x)` returns `[next carry, y]`, and the result is the
 * last carry with all `y` stacked along a new axis 0. The carry keeps its structure, shapes
 * and dtypes. While a function is traced, `f` is called once, whatever the length, and the
 * loop stays a loop, also in derivatives.
 *
 * @param xs  A tree of tensors `[length, …]`, or `undefined` with `length` in the options.
 */
export function scan<C, X, Y>(
  f: (carry: C, x: Slice<X>) => readonly [carry: C, y: Y],
  init: C,
  xs: X,
  options: ScanOptions = {},
): [carry: C, ys: Batch<Y>] {
  requireFunction('scan', f)
  const stacked = treeOfTensors('scan', xs)
  const length = scanLength(stacked.contents, options)
  const turn = (tree: unknown): unknown =>
    options.reverse ? mapTree(tree, (one) => reverse(one, 0)) : tree
  const first = turn(treeOf(stacked.structure, stacked.contents))
  const run = currentTrace() ? scanTraced : scanEagerly
  const [carry, ys] = run(f as Step, treeOfTensors('scan', init), first, length)
  return [carry as C, turn(ys) as Batch<Y>]
}

/**
 * Calls `f(carry, i)` for i = 0 … count − 1 (i32), each time with what it returned before:
 * `repeat(3, (x) => f(x), init)` is `f(f(f(init)))`. See `scan` for how it is traced.
 */
export function repeat<C>(count: number, f: (carry: C, index: Tensor<[]>) => C, init: C): C {
  checkSizes('repeat', [count])
  requireFunction('repeat', f, 2)
  const step = (carry: C, index: Tensor<[]>): readonly [C, undefined] => [
    f(carry, index),
    undefined,
  ]
  const [carry] = scan(step as never, init, iota([count]))
  return carry
}

/**
 * Calls `body` on what it returned before, as long as `condition` holds, and returns the last
 * value: `while (condition(x)) x = body(x)`. The value keeps its structure, shapes and dtypes.
 *
 * While a function is traced the loop stays a loop. It has a derivative in forward mode, but
 * none in reverse mode, where `TypeError` is thrown: see `repeat` and `scan`.
 */
export function whileLoop<C>(
  condition: (carry: C) => TensorLike,
  body: (carry: C) => C,
  init: C,
): C {
  requireFunction('whileLoop', condition)
  requireFunction('whileLoop', body, 2)
  const start = treeOfTensors('whileLoop', init)
  const trace = currentTrace()
  if (trace) return whileTraced(trace, condition as Condition, body as Body, start) as C
  let carry = treeOf(start.structure, start.contents)
  const goesOn = (): boolean => {
    const answer = asTensor(condition(carry as C), 'whileLoop')
    requireSingle(contentOf(answer))
    return answer.item() !== 0
  }
  while (goesOn()) {
    const next = treeOfTensors('whileLoop', body(carry as C))
    requireSame('whileLoop', start, next)
    carry = treeOf(next.structure, next.contents)
  }
  return carry as C
}

function requireSingle(goesOn: Content): void {
  if (goesOn.shape.length === 0) return
  throw new ShapeError(`whileLoop: the condition is ${describe(goesOn)}, not a single truth value`)
}

type Condition = (carry: unknown) => TensorLike
type Body = (carry: unknown) => unknown

function whileTraced(trace: Trace, condition: Condition, body: Body, start: Leaves): unknown {
  return withTrace('whileLoop', () => {
    const lift = (content: Content): Node => trace.lift(content)
    bringLoops()
    const carried = repeatWhile(trace.builder, start.contents.map(lift), (state) => {
      const carry = contentTree(trace, start, state)
      const goesOn = trace.within(state, () => toContentOf(condition(carry), 'whileLoop'))
      requireSingle(goesOn)
      const next = trace.within(state, () => treeOfTensors('whileLoop', body(carry)))
      requireSame('whileLoop', start, next)
      return { carried: next.contents.map(lift), condition: lift(cast(goesOn, 'bool')) }
    })
    return contentTree(trace, start, carried)
  })
}

type Step = (carry: unknown, x: unknown) => readonly [unknown, unknown]

interface Leaves {
  readonly contents: readonly Content[]
  readonly structure: Structure
  readonly paths: readonly string[]
}

function treeOfTensors(name: string, tree: unknown): Leaves {
  const { leaves, structure, paths } = flattenTree(tree)
  return { contents: leaves.map((leaf) => toContentOf(leaf, name)), structure, paths }
}

function scanLength(stacked: readonly Content[], { length }: ScanOptions): number {
  const sizes = stacked.map((content) => content.shape[0]?.size)
  const found = length ?? sizes[0]
  const wrong = stacked.find((_, i) => sizes[i] !== found)
  if (found === undefined || wrong) {
    const reason = wrong
      ? `${describe(wrong)} among tensors of ${found} slices`
      : 'no tensor and no length'
    throw new ShapeError(`scan: there is ${reason}`)
  }
  return found
}

function scanEagerly(f: Step, init: Leaves, xs: unknown, length: number): [unknown, unknown] {
  let carry = treeOf(init.structure, init.contents)
  const lines: Tensor[][] = []
  let structure: Structure | undefined
  for (let i = 0; i < length; i++) {
    const [next, y] = pairOf(
      f(
        carry,
        mapTree(xs, (one) => one.at(i)),
      ),
    )
    const state = treeOfTensors('scan', next)
    requireSame('scan', init, state)
    carry = treeOf(state.structure, state.contents)
    const collected = treeOfTensors('scan', y)
    structure = collected.structure
    lines.push(collected.contents.map((content) => new Tensor(content)))
  }
  if (!structure) return scanNothing(f, init, xs)
  const columns = lines[0]!.map((_, k) => contentOf(stack(lines.map((line) => line[k]!))))
  return [carry, treeOf(structure, columns)]
}

/** Of no runs, what is collected has its types from a trace. */
function scanNothing(f: Step, init: Leaves, xs: unknown): [unknown, unknown] {
  const carry = treeOf(init.structure, init.contents)
  const empty = withTrace('scan', () => scanTraced(f, init, xs, 0)[1])
  const zeros = mapTree(empty, (one) => {
    const shape = shapeOfSizes(one.shape)
    return new Tensor({ shape, dtype: one.dtype, data: new Float64Array(0) })
  })
  return [carry, zeros]
}

function scanTraced(f: Step, init: Leaves, xs: unknown, length: number): [unknown, unknown] {
  return withTrace('scan', (trace) => {
    const slices = treeOfTensors('scan', xs)
    const lift = (content: Content): Node => trace.lift(content)
    let collected: Structure = { kind: 'fixed', value: undefined }
    bringLoops()
    const result = repeatRegion(
      trace.builder,
      dim(length),
      init.contents.map(lift),
      slices.contents.map(lift),
      (carry, at) => {
        const [given, slice] = [contentTree(trace, init, carry), contentTree(trace, slices, at)]
        const returned = pairOf(trace.within([...carry, ...at], () => f(given, slice)))
        const next = treeOfTensors('scan', returned[0])
        requireSame('scan', init, next)
        const ys = takeAny(trace, returned[1])
        collected = ys.structure
        return { carried: next.contents.map(lift), collected: ys.nodes }
      },
    )
    const tree = (structure: Structure, nodes: readonly Node[]): unknown =>
      treeOf(
        structure,
        nodes.map((node) => trace.content(node)),
      )
    return [tree(init.structure, result.carried), tree(collected, result.collected)]
  })
}

function contentTree(trace: Trace, { structure }: Leaves, nodes: readonly Node[]): unknown {
  return treeOf(
    structure,
    nodes.map((node) => trace.content(node)),
  )
}

/** Results that may be none. */
function takeAny(
  trace: Trace,
  returned: unknown,
): { readonly nodes: readonly Node[]; readonly structure: Structure } {
  const { leaves, structure } = flattenTree(returned)
  return leaves.length === 0 ? { nodes: [], structure } : takeResults(trace, 'scan', returned)
}

function pairOf(returned: unknown): readonly [unknown, unknown] {
  if (Array.isArray(returned) && returned.length === 2) return [returned[0], returned[1]]
  throw new DTypeError('scan: the function returns [next carry, y]; y may be null')
}

/** Refuses a carry that changes on the way. */
function requireSame(name: string, before: Leaves, after: Leaves): void {
  if (structureKey(before.structure) !== structureKey(after.structure)) {
    throw new ShapeError(`${name}: the function returned a carry of another structure`)
  }
  for (const [i, content] of after.contents.entries()) {
    const expected = before.contents[i]!
    const where = before.paths[i] === '' ? 'the carry' : `${before.paths[i]} of the carry`
    if (!sameSizes(content.shape, expected.shape)) {
      throw new ShapeError(
        `${name}: ${where} was ${describe(expected)} and became ${describe(content)}`,
      )
    }
    if (content.dtype !== expected.dtype) {
      throw new DTypeError(
        `${name}: ${where} was ${describe(expected)} and became ${describe(content)}; see \`cast\``,
      )
    }
  }
}
