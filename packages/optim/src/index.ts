// The protocol
export type { GradientTransform, Rate, Scalar, Schedule, State } from './transform.ts'
export { flattenState, mapState } from './state.ts'

// Parts of optimizers
export { chain } from './chain.ts'
export { clipByGlobalNorm, clipByValue, globalNorm } from './clip.ts'
export { addDecayedWeights } from './decay.ts'
export { descend, scale } from './scale.ts'

// Optimizers
export { type SgdOptions, sgd } from './sgd.ts'
export {
  accumulateVelocity,
  averagedMomentum,
  heavyBall,
  momentum,
  type TraceOptions,
} from './momentum.ts'
export { type RmspropOptions, rmsprop } from './rmsprop.ts'
export { type AdamOptions, adam, adamw } from './adam.ts'

// Schedules
export { constant } from './schedule/constant.ts'
export { cosine } from './schedule/cosine.ts'
export { exponential } from './schedule/exponential.ts'
export { stepDecay } from './schedule/step-decay.ts'
export { warmup } from './schedule/warmup.ts'
