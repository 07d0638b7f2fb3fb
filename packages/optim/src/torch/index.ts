import { Adafactor } from './adafactor.ts'
import { ChainedScheduler, SequentialLR } from './chained.ts'
import { clip_grad_norm, clip_grad_value } from './clip.ts'
import { CyclicLR, OneCycleLR } from './cycles.ts'
import { LBFGS } from './lbfgs.ts'
import { Muon } from './muon.ts'
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  NAdam,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
} from './optimizers.ts'
import {
  ConstantLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  MultiplicativeLR,
  MultiStepLR,
  PolynomialLR,
  ReduceLROnPlateau,
  StepLR,
} from './schedulers.ts'
import { SWALR } from './swa.ts'

const lr_scheduler = {
  StepLR,
  MultiStepLR,
  ConstantLR,
  LinearLR,
  ExponentialLR,
  PolynomialLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  OneCycleLR,
  CyclicLR,
  LambdaLR,
  MultiplicativeLR,
  SequentialLR,
  ChainedScheduler,
  ReduceLROnPlateau,
} as const

/**
 * PyTorch's optimizers, schedulers and clipping, by their names, hyperparameters, defaults and
 * semantics (2.x, one tensor at a time, in f64 to 1e-10).
 *
 * Optimizers are transformations: `torch.Adam({ lr: 0.1, weight_decay: 0.01 })`. Schedulers are
 * schedules, functions of the step from 0, and take `base_lr` where PyTorch takes an optimizer:
 * `torch.lr_scheduler.StepLR({ base_lr: 0.1, step_size: 30 })`. Clipping goes before the
 * optimizer: `chain(torch.clip_grad_norm(1), torch.SGD({ lr: 0.1 }))`. Groups of parameters are
 * `multiTransform`.
 */
export const torch = {
  SGD,
  Adagrad,
  Adadelta,
  RMSprop,
  Adam,
  AdamW,
  NAdam,
  RAdam,
  Adamax,
  ASGD,
  Rprop,
  Adafactor,
  Muon,
  LBFGS,
  clip_grad_norm,
  clip_grad_value,
  lr_scheduler,
  swa_utils: { SWALR },
} as const
