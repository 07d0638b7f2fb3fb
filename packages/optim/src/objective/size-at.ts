import type { Vector } from '../linear-algebra/vector.ts'

/** The size of a variable at a point: its magnitude there, but at least its usual size. */
export function sizeAt(x: Vector, i: number, typical: Vector): number {
  return Math.max(Math.abs(x[i]!), typical[i]!)
}
