import { type Vector, zeros } from '../linear-algebra/vector.ts'

/** The box that a solver stays in: `lower ≤ x ≤ upper`, entry by entry. */
export interface Box {
  readonly lower: Vector
  readonly upper: Vector
}

/** The nearest point of the box: a new vector, or `x` itself where there is no box. */
export function project(x: Vector, box: Box | undefined): Vector {
  if (!box) return x
  const inside = zeros(x.length)
  for (let i = 0; i < x.length; i++) {
    inside[i] = Math.min(Math.max(x[i]!, box.lower[i]!), box.upper[i]!)
  }
  return inside
}

/**
 * The variables that may move: those that are not held at a bound which the gradient
 * pushes against. All of them where there is no box.
 */
export function findFree(x: Vector, gradient: Vector, box: Box | undefined): readonly number[] {
  const free: number[] = []
  for (let i = 0; i < x.length; i++) {
    const isHeld =
      box &&
      ((x[i]! <= box.lower[i]! && gradient[i]! >= 0) ||
        (x[i]! >= box.upper[i]! && gradient[i]! <= 0) ||
        box.lower[i]! === box.upper[i]!)
    if (!isHeld) free.push(i)
  }
  return free
}

/** The gradient with zeros where a variable is held at a bound. */
export function projectedGradient(x: Vector, gradient: Vector, box: Box | undefined): Vector {
  if (!box) return gradient
  const projected = zeros(x.length)
  for (const i of findFree(x, gradient, box)) projected[i] = gradient[i]!
  return projected
}

/** The largest `t` for which `x + t·direction` stays in the box; infinite without one. */
export function roomAlong(x: Vector, direction: Vector, box: Box | undefined): number {
  let room = Number.POSITIVE_INFINITY
  if (!box) return room
  for (let i = 0; i < x.length; i++) {
    const slope = direction[i]!
    if (slope > 0) room = Math.min(room, (box.upper[i]! - x[i]!) / slope)
    else if (slope < 0) room = Math.min(room, (box.lower[i]! - x[i]!) / slope)
  }
  return Math.max(room, 0)
}
