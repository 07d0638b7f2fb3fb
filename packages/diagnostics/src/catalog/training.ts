import type { CatalogRow } from './row.ts'

/** E06: the objective, training and optimizers. */
export const training = {
  E0601: {
    name: 'RepeatedObjective',
    severity: 'error',
    message: 'there are two objectives',
    fix: 'ask',
  },
  E0602: {
    name: 'UnknownSetting',
    severity: 'error',
    message: '`{optimizer}` has no setting `{setting}`',
    fix: 'safe',
  },
  E0603: {
    name: 'IdleOptimizer',
    severity: 'error',
    message: 'optimizer `{optimizer}` never moves `w`',
    fix: 'none',
  },
  E0604: {
    name: 'UndeclaredState',
    severity: 'error',
    message: '`{name}` is not a state',
    fix: 'safe',
  },
  E0605: {
    name: 'UnknownTrainSetting',
    severity: 'error',
    message: '`train` has no setting `{setting}`',
    fix: 'safe',
  },
  E0606: {
    name: 'MissingObjective',
    severity: 'error',
    message: 'nothing to train: no `minimize` above',
    fix: 'none',
  },
  E0607: {
    name: 'AmbiguousBatch',
    severity: 'error',
    message: 'which dim is the batch? {dims} come from data',
    fix: 'ask',
  },
  E0608: {
    name: 'ConflictingLengths',
    severity: 'error',
    message: 'both `steps` and `epochs` are given',
    fix: 'ask',
  },
  E0609: {
    name: 'OversizedBatch',
    severity: 'error',
    message: 'batch {batch} is larger than `{dim}` = {size}',
    fix: 'ask',
  },
  E0610: {
    name: 'OutlyingFraction',
    severity: 'error',
    message: '`{setting}: {value}` must be a fraction',
    fix: 'safe',
  },
  E0611: {
    name: 'OversizedHessian',
    severity: 'error',
    message: '`{optimizer}` would build a {size} × {size} Hessian ({memory})',
    fix: 'ask',
  },
  E0612: {
    name: 'UnreachedLoss',
    severity: 'error',
    message: 'no parameter reaches the loss',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
