import type { CatalogRow } from './row.ts'

/** E08: what goes wrong while a model runs. */
export const running = {
  E0801: {
    name: 'NonfiniteLoss',
    severity: 'error',
    message: 'the loss became {value} at step {step}',
    fix: 'none',
  },
  W0802: {
    name: 'GrowingLoss',
    severity: 'warning',
    message: 'the loss grows: lr {lr} is above 2/curvature ≈ {limit}',
    fix: 'ask',
  },
  E0803: {
    name: 'BoundedParameter',
    severity: 'error',
    message: 'parameter `{name}` reached its bound',
    fix: 'none',
  },
  E0804: {
    name: 'SingularHessian',
    severity: 'error',
    message: 'the Hessian is singular at step {step}',
    fix: 'ask',
  },
  E0805: {
    name: 'ExhaustedMemory',
    severity: 'error',
    message: 'out of memory: needs {needed}, has {available}',
    fix: 'ask',
  },
  E0806: {
    name: 'ForeignCheckpoint',
    severity: 'error',
    message: 'this checkpoint belongs to another model',
    fix: 'none',
  },
  E0807: {
    name: 'ReachedLimit',
    severity: 'error',
    message: 'time limit reached; saved at step {step}',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
