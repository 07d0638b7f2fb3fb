import type { FunctionBuilder, Local } from '@gradus/wasm'
import {
  type Element,
  elements,
  emitLoadLanes,
  emitStoreLanes,
  VectorLocals,
} from '../contraction-element.ts'
import { emitOwnFunction, type RoutineContext } from './context.ts'
import { type AddressTerm, emitAddress, emitFor, emitUntil } from './loop.ts'

/** A matrix at a constant byte address; strides in elements, none negative. */
export interface Matrix {
  readonly address: number
  readonly strides: { readonly row: number; readonly column: number }
}

/** `out` such that A · out = b, where A is a triangle of `a`, or its transpose. */
export interface TriangularSolveDescriptor {
  readonly dtype: 'f32' | 'f64'
  readonly n: number
  readonly columns: number
  readonly lower: boolean
  readonly transposed: boolean
  /** `[n, n]`; the other triangle is not read. */
  readonly a: Matrix
  /** `[n, columns]`. */
  readonly b: Matrix
  /** `[n, columns]`; may be where `b` is. */
  readonly out: Matrix
}

/** What the emission of the columns of one vector needs; strides are bytes. */
interface Solve {
  readonly element: Element
  readonly descriptor: TriangularSolveDescriptor
  readonly isForward: boolean
  readonly step: Local
  readonly term: Local
  readonly column: Local
  readonly pointer: Local
  readonly vectors: VectorLocals
}

/** Emits substitution, with vectors along the columns; needs no scratch. */
export function emitTriangularSolve(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: TriangularSolveDescriptor,
): void {
  const { dtype, n, columns } = descriptor
  const name = `triangular_solve_${n}x${columns}`
  emitOwnFunction(f, context, { name, extents: [], rows: undefined }, (to) => {
    const element = elements[dtype]
    const solve: Solve = {
      element,
      descriptor,
      isForward: descriptor.lower !== descriptor.transposed,
      step: to.local('i32', 'step'),
      term: to.local('i32', 'term'),
      column: to.local('i32', 'column'),
      pointer: to.local('i32'),
      vectors: new VectorLocals(to),
    }
    const whole = columns - (columns % element.lanes)
    if (whole > 0) {
      emitUntil(to, solve.column, element.lanes, whole, () => emitColumns(to, solve, element.lanes))
    }
    if (columns > whole) emitColumns(to, solve, columns - whole)
  })
}

function emitColumns(f: FunctionBuilder, solve: Solve, lanes: number): void {
  const { element, descriptor, step, term, column, pointer, vectors } = solve
  const { dtype, n, b, out } = descriptor
  const [rest, factor] = [vectors.at(0), vectors.at(1)]
  const at = (matrix: Matrix, index: Local): void => {
    emitRowAddress(f, solve, matrix, index, [column, matrix.strides.column * element.bytes])
    f.set(pointer)
  }
  const lanesOf = (matrix: Matrix) => ({
    pointer,
    offset: 0,
    lanes,
    stride: matrix.strides.column * element.bytes,
  })
  emitFor(f, step, n, () => {
    at(b, step)
    emitLoadLanes(f, element, lanesOf(b))
    f.set(rest)
    emitFor(f, term, step, () => {
      emitEntry(f, solve, term)
      f.set(factor)
      at(out, term)
      f.get(rest)
      f.get(factor)
      emitLoadLanes(f, element, lanesOf(out))
      f.op(element.mul)
      f.op(dtype === 'f32' ? 'f32x4.sub' : 'f64x2.sub')
      f.set(rest)
    })
    f.get(rest)
    emitEntry(f, solve, step)
    f.op(dtype === 'f32' ? 'f32x4.div' : 'f64x2.div')
    f.set(rest)
    at(out, step)
    emitStoreLanes(f, element, lanesOf(out), rest)
  })
}

/** Pushes the address in the row that comes `index`-th, from the bottom when going backward. */
function emitRowAddress(
  f: FunctionBuilder,
  { element, isForward, descriptor }: Solve,
  { address, strides }: Matrix,
  index: Local,
  other: AddressTerm,
): void {
  const stride = strides.row * element.bytes
  const start = isForward ? address : address + (descriptor.n - 1) * stride
  emitAddress(f, start, [[index, isForward ? stride : -stride], other])
}

/** Pushes a(step, term) in every lane, in the order in which rows are solved. */
function emitEntry(f: FunctionBuilder, solve: Solve, term: Local): void {
  const { element, descriptor, isForward, step } = solve
  const { a, transposed, n } = descriptor
  const column = a.strides.column * element.bytes
  const row = a.strides.row * element.bytes
  const [down, across] = transposed ? [column, row] : [row, column]
  const sign = isForward ? 1 : -1
  emitAddress(f, isForward ? a.address : a.address + (n - 1) * (row + column), [
    [step, sign * down],
    [term, sign * across],
  ])
  f.load(element.loadSplat)
}
