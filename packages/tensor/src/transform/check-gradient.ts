import { isFloat, type Shape } from '@gradus/ops'
import { shapeOfSizes } from '../content/values.ts'
import { DTypeError } from '../errors.ts'
import { random } from '../random.ts'
import { Tensor, toContentOf } from '../tensor.ts'
import { flattenTree, type LeafLike, type Structure, unflattenTree } from '../tree.ts'
import { jvp, vjp } from './directional.ts'
import { requireFunction } from './signature.ts'

// Note [Gradient checks] is at the end of this file.

/** One slope of one result, found in three ways. */
export interface GradientEntry {
  /** Which argument, which part of it and which element, such as `0.w[2, 1]`. */
  readonly where: string
  readonly reverse: number
  readonly forward: number
  readonly difference: number
  /** The largest difference among the three, relative to the largest slope. */
  readonly error: number
}

/** What a gradient check found. */
export interface GradientReport {
  readonly isPassed: boolean
  /** The largest error of all entries. */
  readonly error: number
  readonly entries: readonly GradientEntry[]
  /** How many elements the arguments have; the entries may be a sample of them. */
  readonly elements: number
  /** One line for each entry that failed, or one that says that all agree. */
  toString(): string
}

/** How a gradient is checked. */
export interface CheckOptions {
  /** The error that is allowed; 1e-6 unless said otherwise. */
  readonly tolerance?: number
  /** The most elements of each tensor that are checked; 32 unless said otherwise. */
  readonly samples?: number
}

/**
 * Compares the derivative of a function in reverse mode, in forward mode and by finite
 * differences, in f64, for every float among its arguments. Results that are no single number
 * are first multiplied by fixed numbers and summed.
 *
 * Arguments must be where the function is smooth: beside a kink the ways disagree.
 */
export function checkGradient<A extends unknown[]>(
  f: (...args: A) => unknown,
  args: A,
  { tolerance = 1e-6, samples = 32 }: CheckOptions = {},
): GradientReport {
  requireFunction('checkGradient', f)
  if (!Array.isArray(args)) {
    throw new DTypeError('checkGradient: argument 2 has to be the array of arguments')
  }
  const { leaves, paths, structure } = flattenTree(args)
  const tensors = leaves.map((leaf) =>
    widen(new Tensor(toContentOf(leaf as LeafLike, 'checkGradient'))),
  )
  const places = tensors.flatMap((one, i) => (isFloat(one.dtype) ? [i] : []))
  const g = weighted(f, structure, tensors, places)
  const point = places.map((i) => tensors[i]!)
  const [, pullback] = vjp(g)(...point)
  const slopes = pullback(1 as never)
  const entries = point.flatMap((one, k) =>
    sampleElements(one.size, samples).map((element) => {
      const where = `${paths[places[k]!]}${printIndex(one, element)}`
      const reverse = slopes[k]!.data()[element]!
      return compareWays(g, point, k, element, { where, reverse })
    }),
  )
  return report(
    entries,
    tolerance,
    point.reduce((sum, one) => sum + one.size, 0),
  )
}

type Weighted = (...varied: Tensor[]) => Tensor

/** The function of the tensors that are varied, as a single number. */
function weighted(
  f: (...args: never[]) => unknown,
  structure: Structure,
  tensors: readonly Tensor[],
  places: readonly number[],
): Weighted {
  return (...varied) => {
    const all = [...tensors]
    places.forEach((place, k) => {
      all[place] = varied[k]!
    })
    const { leaves } = flattenTree(f(...(unflattenTree(structure, all) as never[])))
    const results = leaves.map((leaf) => new Tensor(toContentOf(leaf, 'checkGradient')))
    const parts = results.map((result, i) =>
      results.length === 1 && result.rank === 0
        ? result
        : result.mul(random.key(i).uniform(result.shape, { low: 0.5, high: 1.5 })).sum(),
    )
    return parts.reduce((sum, part) => sum.add(part))
  }
}

function compareWays(
  g: Weighted,
  point: readonly Tensor[],
  place: number,
  element: number,
  { where, reverse }: Pick<GradientEntry, 'where' | 'reverse'>,
): GradientEntry {
  const direction = (step: number): Tensor[] =>
    point.map((one, k) => {
      const data = new Float64Array(one.size)
      if (k === place) data[element] = step
      return new Tensor({ ...shapeOf(one), dtype: 'f64', data })
    })
  const [, tangent] = jvp(g)(point as never, direction(1) as never)
  const forward = (tangent as Tensor).item()
  const moved = (step: number): number =>
    g(
      ...point.map(
        (one, k) => (k === place ? one.add(direction(step)[k]! as never) : one) as Tensor,
      ),
    ).item()
  const size = Math.max(1, Math.abs(point[place]!.data()[element]!))
  const difference = differentiate(moved, 1e-3 * size)
  const ways = [reverse, forward, difference]
  const scale = Math.max(1, ...ways.map(Math.abs))
  return {
    where,
    reverse,
    forward,
    difference,
    error: (Math.max(...ways) - Math.min(...ways)) / scale,
  }
}

/** Central differences with steps h, h/2 and h/4, extrapolated to 0 (Richardson 1911). */
function differentiate(moved: (step: number) => number, h: number): number {
  const [a, b, c] = [h, h / 2, h / 4].map((step) => (moved(step) - moved(-step)) / (2 * step)) as [
    number,
    number,
    number,
  ]
  const [ab, bc] = [(4 * b - a) / 3, (4 * c - b) / 3]
  return (16 * bc - ab) / 15
}

function report(
  entries: readonly GradientEntry[],
  tolerance: number,
  elements: number,
): GradientReport {
  // NaN is an error, however large the tolerance.
  const isFar = ({ error }: GradientEntry): boolean => !(error <= tolerance)
  const failed = entries.filter(isFar)
  const error = Math.max(0, ...entries.map((entry) => entry.error))
  const line = ({ where, reverse, forward, difference }: GradientEntry): string =>
    `${where}: reverse ${reverse}, forward ${forward}, differences ${difference}`
  return {
    isPassed: failed.length === 0,
    error,
    entries,
    elements,
    toString: () =>
      failed.length > 0
        ? failed.map(line).join('\n')
        : `${entries.length} of ${elements} slopes agree within ${error}`,
  }
}

function widen(tensor: Tensor): Tensor {
  return isFloat(tensor.dtype) ? tensor.cast('f64') : tensor
}

function shapeOf({ shape }: Tensor): { readonly shape: Shape } {
  return { shape: shapeOfSizes(shape) }
}

/** All elements, or some that are spread evenly. */
function sampleElements(count: number, samples: number): number[] {
  const taken = Math.min(count, samples)
  return Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken))
}

function printIndex({ shape }: Tensor, element: number): string {
  const index: number[] = []
  let rest = element
  for (const size of shape.toReversed()) {
    index.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return shape.length === 0 ? '' : `[${index.join(', ')}]`
}

// Note [Gradient checks]
//
// The three ways share little: reverse mode transposes, forward mode pushes forward, and
// differences only call the function. The error is relative to the larger of 1 and the
// slopes, since differences cannot resolve less than about 1e-10 of the value.
