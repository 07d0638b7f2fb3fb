import { dot, type Vector } from '../../linear-algebra/vector.ts'

/** The `t ≥ 0` with `‖from + t·along‖ = radius`, for a start inside. */
export function stepToBorder(from: Vector, along: Vector, radius: number): number {
  const a = dot(along, along)
  const b = dot(from, along)
  const missing = Math.max(radius * radius - dot(from, from), 0)
  const root = Math.sqrt(b * b + a * missing)
  // The root without cancellation, by the sign of b.
  return b > 0 ? missing / (b + root) : (root - b) / a
}
