// The protocol
export type { GradientTransform, Rate, Scalar, Schedule, State } from './transform.ts'
