// The protocol
export {
  type Carried,
  defineSchedule,
  defineStateless,
  defineTransform,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
  type Schedule,
  type State,
  type Step,
  type Updates,
} from './transform.ts'
export { applyUpdates } from './tree.ts'
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

// Minimizing
export {
  type MinimizeOptions,
  minimize,
  type Objective,
  type OptimizeResult,
  type TracePoint,
} from './minimize/minimize.ts'
export type { Method } from './minimize/methods.ts'
export type { Stop } from './minimize/stop.ts'
export type { Checkpoint } from './minimize/checkpoint.ts'
export type { EvaluationCounts } from './minimize/evaluator.ts'
export type { LineSearchName } from './minimize/solver.ts'

// Objectives
export type { Formula } from './objective/formula.ts'
export { ObjectiveError, type ObjectiveFunctions } from './objective/from-functions.ts'
export type { Point, PointLike } from './objective/point.ts'
export type { BoundsLike, Interval } from './objective/box.ts'
