// The protocol
export {
  type Carried,
  defineSchedule,
  defineStateless,
  defineTransform,
  type Extras,
  type GradientTransform,
  type Rate,
  type RuleOver,
  type Scalar,
  type Schedule,
  type State,
  type Step,
  type TreeExtras,
  type Updates,
} from './transform.ts'
export { type Arithmetic, arithmeticIn, arithmeticOf, type Operand } from './arithmetic.ts'
export { defineLeafwise, type LeafwiseRule, type Start } from './leafwise.ts'
export { applyUpdates } from './tree.ts'
export { flattenState, mapState } from './state.ts'
export { loadState, type SavedState, type SavedTensor, saveState } from './save.ts'

// Parts of optimizers
export { chain } from './parts/chain.ts'
export {
  clipAdaptively,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  globalNorm,
} from './parts/clip.ts'
export { addDecayedWeights, penalize, type PenaltyOptions } from './parts/decay.ts'
export { descend, scale, scaleBySchedule } from './parts/scale.ts'
export { scaleByTrustRatio } from './parts/trust-ratio.ts'
export {
  centralize,
  freeze,
  keepAbove,
  normalize,
  takeSigns,
  zeroNans,
} from './parts/elementwise.ts'
export { averageParameters, ema } from './parts/averages.ts'
export { addNoise, type NoiseOptions } from './parts/noise.ts'
export { estimateCurvature } from './parts/curvature.ts'
export { type Labels, masked, multiTransform } from './parts/multi-transform.ts'
export { accumulate, cautious, scheduled, skipNotFinite } from './parts/wrappers.ts'

// Optimizers
export { type SgdOptions, sgd } from './optimizers/sgd.ts'
export {
  accumulateVelocity,
  averagedMomentum,
  heavyBall,
  momentum,
  nesterov,
  quasiHyperbolic,
  type TraceOptions,
} from './optimizers/momentum.ts'
export { signSgd } from './optimizers/sign-sgd.ts'
export { type AsgdOptions, asgd } from './optimizers/asgd.ts'
export { type RpropOptions, rprop } from './optimizers/rprop.ts'
export { type AdagradOptions, adagrad } from './optimizers/adagrad.ts'
export { type AdadeltaOptions, adadelta } from './optimizers/adadelta.ts'
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts'
export {
  type AdamOptions,
  adam,
  adamw,
  amsgrad,
  type MomentOptions,
  scaleByAdam,
} from './optimizers/adam.ts'
export { adamax } from './optimizers/adamax.ts'
export { type NadamOptions, nadam } from './optimizers/nadam.ts'
export { type RadamOptions, radam } from './optimizers/radam.ts'
export { adabelief } from './optimizers/adabelief.ts'
export { type YogiOptions, yogi } from './optimizers/yogi.ts'
export { type AdanOptions, adan } from './optimizers/adan.ts'
export { adopt } from './optimizers/adopt.ts'
export { lamb } from './optimizers/lamb.ts'
export { type LarsOptions, lars } from './optimizers/lars.ts'
export { type AdafactorOptions, adafactor } from './optimizers/adafactor.ts'
export { type MuonOptions, muon, orthogonalize } from './optimizers/muon.ts'
export { type ShampooOptions, shampoo } from './optimizers/shampoo.ts'
export { type SoapOptions, soap } from './optimizers/soap.ts'
export { dAdaptation, type ParameterFreeOptions, prodigy } from './optimizers/prodigy.ts'
export {
  type ScheduleFreeOptions,
  scheduleFreeAdamw,
  scheduleFree,
} from './optimizers/schedule-free.ts'
export { lookahead } from './optimizers/lookahead.ts'
export { sam } from './optimizers/sam.ts'
export { type NewtonOptions, newton } from './optimizers/newton.ts'
export { type LbfgsOptions, lbfgs } from './optimizers/lbfgs.ts'
export { type LionOptions, lion } from './optimizers/lion.ts'
export { type SophiaOptions, sophia } from './optimizers/sophia.ts'

// Schedules
export { defineCurve } from './schedule/curve.ts'
export { constant } from './schedule/constant.ts'
export { linear, polynomial } from './schedule/polynomial.ts'
export { cosine, cosineRestarts } from './schedule/cosine.ts'
export {
  exponential,
  inverseSquareRoot,
  inverseTime,
  naturalExponential,
} from './schedule/exponential.ts'
export { multiStep, piecewiseConstant, step } from './schedule/step.ts'
export { cyclic, oneCycle, type OneCycleOptions } from './schedule/cyclic.ts'
export { warmup } from './schedule/warmup.ts'
export { join, type StableOptions, warmupStableDecay } from './schedule/join.ts'
export {
  type Plateau,
  type PlateauOptions,
  type PlateauState,
  reduceOnPlateau,
} from './schedule/plateau.ts'

// PyTorch's names
export { torch } from './torch/index.ts'

// Minimizing
export { minimize, type OptimizeResult } from './minimize/minimize.ts'
export type { MinimizeOptions, TracePoint } from './minimize/options.ts'
export { type Method, minimizeMethods } from './minimize/methods.ts'
export type { Stop } from './minimize/stop.ts'
export type { Checkpoint } from './minimize/checkpoint.ts'
export type { EvaluationCounts } from './minimize/evaluator.ts'
export type { LineSearchName } from './minimize/solver.ts'

// Least squares
export {
  type IntervalsLike,
  type LeastSquaresResult,
  leastSquares,
} from './least-squares/least-squares.ts'
export type { LeastSquaresOptions, LeastSquaresTrace } from './least-squares/options.ts'
export type { Columns } from './least-squares/columns.ts'
export {
  type CurveFitOptions,
  type CurveFitResult,
  curveFit,
} from './least-squares/curve-fit.ts'
export type { CurveModel } from './least-squares/fitted-model.ts'
export { type LinearFit, linearLeastSquares } from './least-squares/linear-least-squares.ts'
export type { LeastSquaresMethod } from './least-squares/levenberg-marquardt.ts'
export type { LossName } from './least-squares/loss.ts'

// Aids
export {
  type CheckGradientOptions,
  checkGradient,
  type GradientCheck,
  type GradientEntry,
} from './check-gradient.ts'
export { type Curvature, measureCurvature } from './measure-curvature.ts'
export {
  findLearningRate,
  type LearningRateOptions,
  type LearningRates,
} from './find-learning-rate.ts'

// Objectives
export { type ResidualParts, traced, tracedResiduals } from './objective/traced.ts'
export type { Objective, ObjectiveParts } from './objective/problem-of.ts'
export type { Constraint, ConstraintSpec } from './objective/constraints.ts'
export type { Formula } from './objective/formula.ts'
export { ObjectiveError, type ObjectiveFunctions } from './objective/from-functions.ts'
export type { Jacobian, Residuals } from './objective/residuals.ts'
export type { Point, PointLike } from './objective/point.ts'
export type { BoundsLike, Interval } from './objective/box.ts'
