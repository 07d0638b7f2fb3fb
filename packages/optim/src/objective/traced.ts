import { compile, hessian, jacobian, type Tensor, tensor, valueAndGrad } from '@gradus/tensor'
import type { ObjectiveFunctions } from './from-functions.ts'
import { isList, type Point } from './point.ts'
import type { Jacobian, Residuals } from './residuals.ts'

type Numbers<N extends string> = { [name in N]: number }
type Tensors<N extends string> = { readonly [name in N]: Tensor }

/** A tensor `[n]`, or single numbers by name. */
type Tree = Tensor | Readonly<Record<string, Tensor>>

/** Residuals with their Jacobian, for {@link leastSquares}. */
export interface ResidualParts<P extends Point> {
  readonly residuals: Residuals<P>
  readonly jacobian?: Jacobian<P>
}

/**
 * A function over tensors as an objective: it is traced once, its gradient and Hessian are
 * derived, and all of them run as WebAssembly in f64, the same bits everywhere.
 *
 * @param f  Gets a tensor `[n]` for a start that is a list, or scalars by the names of the
 *   start, and returns a scalar. It is called to be traced: what it does beside computing
 *   happens once.
 */
export function traced(f: (x: Tensor) => Tensor): ObjectiveFunctions<number[]>
export function traced<N extends string>(
  f: (x: Tensors<N>) => Tensor,
): ObjectiveFunctions<Numbers<N>>
export function traced(f: (x: never) => Tensor): ObjectiveFunctions<never> {
  const objective = f as (x: Tree) => Tensor
  const value = compile(objective, { deterministic: true })
  const both = compile(valueAndGrad(objective as (x: Tensor) => Tensor), { deterministic: true })
  const second = compile(hessian(objective as (x: Tensor) => Tensor), { deterministic: true })
  return {
    value: (x: Point) => value(treeOf(x) as Tensor).item(),
    valueAndGradient: (x: Point) => {
      const [at, slopes] = both(treeOf(x) as Tensor)
      return { value: at.item(), gradient: readPoint(slopes) }
    },
    hessian: (x: Point) => readSquare(second(treeOf(x) as Tensor), x),
  }
}

/**
 * The same for residuals: a function over tensors that returns a tensor `[m]`, with its
 * Jacobian.
 */
export function tracedResiduals(f: (x: Tensor) => Tensor): ResidualParts<number[]>
export function tracedResiduals<N extends string>(
  f: (x: Tensors<N>) => Tensor,
): ResidualParts<Numbers<N>>
export function tracedResiduals(f: (x: never) => Tensor): ResidualParts<never> {
  const residuals = f as (x: Tree) => Tensor
  const values = compile(residuals, { deterministic: true })
  const slopes = compile(jacobian(residuals as (x: Tensor) => Tensor), { deterministic: true })
  return {
    residuals: (x: Point) => values(treeOf(x) as Tensor).toArray() as number[],
    jacobian: (x: Point) => {
      const found: Tree = slopes(treeOf(x) as Tensor)
      if (isTensor(found)) return found.toArray() as number[][]
      const columns = (Object.values(found) as Tensor[]).map(
        (column) => column.toArray() as number[],
      )
      return (columns[0] ?? []).map((_, i) => columns.map((column) => column[i]!))
    },
  }
}

function treeOf(x: Point): Tree {
  if (isList(x)) return tensor(Float64Array.from(x))
  return Object.fromEntries(Object.entries(x).map(([name, entry]) => [name, tensor(entry)]))
}

function isTensor(tree: Tree): tree is Tensor {
  return typeof (tree as Tensor).toArray === 'function'
}

function readPoint(tree: Tree): Point {
  if (isTensor(tree)) return tree.toArray() as number[]
  return Object.fromEntries(Object.entries(tree).map(([name, entry]) => [name, entry.item()]))
}

/** The Hessian of a record comes as a record of rows, each a record of scalars. */
function readSquare(found: unknown, x: Point): number[][] {
  if (isList(x)) return (found as Tensor).toArray() as number[][]
  const rows = found as Readonly<Record<string, Readonly<Record<string, Tensor>>>>
  const names = Object.keys(x)
  return names.map((row) => names.map((column) => rows[row]![column]!.item()))
}
