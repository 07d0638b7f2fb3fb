import type { CatalogRow } from './row.ts'

/** W07: what runs, but hardly as meant. */
export const lints = {
  W0701: {
    name: 'UnusedParameter',
    severity: 'warning',
    message: '`{name}` never reaches the loss',
    fix: 'ask',
  },
  W0702: {
    name: 'SymmetricStart',
    severity: 'warning',
    message: 'matrix `{name}` starts at all zeros: its units stay equal',
    fix: 'ask',
  },
  W0703: {
    name: 'SummedLoss',
    severity: 'warning',
    message: 'the loss sums over `{dim}`; mini-batches would change the step size',
    fix: 'ask',
  },
  W0704: {
    name: 'UnstableFormula',
    severity: 'warning',
    message: '`{written}`: use `{better}`, it cannot overflow',
    fix: 'safe',
  },
  W0705: {
    name: 'DoubledActivation',
    severity: 'warning',
    message: '`{function}` takes scores, this went through `{activation}`',
    fix: 'safe',
  },
  W0706: {
    name: 'UnusedName',
    severity: 'warning',
    message: 'unused {kind} `{name}`',
    fix: 'safe',
  },
  W0707: {
    name: 'VanishingGradient',
    severity: 'warning',
    message: '`{activation}` through {depth} layers: gradients shrink about {factor}× a layer',
    fix: 'none',
  },
  W0708: {
    name: 'UnscaledInputs',
    severity: 'warning',
    message: 'inputs span {minimum} … {maximum}',
    fix: 'ask',
  },
  W0709: {
    name: 'InfiniteSlope',
    severity: 'warning',
    message: '`{written}` has an infinite slope at 0',
    fix: 'ask',
  },
  W0710: {
    name: 'ArbitraryBound',
    severity: 'warning',
    message: 'bound {range} looks arbitrary',
    fix: 'none',
  },
  W0711: {
    name: 'InexactComparison',
    severity: 'warning',
    message: '`{operator}` between computed numbers',
    fix: 'safe',
  },
  W0712: {
    name: 'EmptyTest',
    severity: 'warning',
    message: 'test "{name}" has no `expect`',
    fix: 'none',
  },
  W0713: {
    name: 'UnavailableFeature',
    severity: 'warning',
    message: '`{feature}` is understood but not available in this version',
    fix: 'none',
  },
  W0714: {
    name: 'ConstantColumn',
    severity: 'warning',
    message: 'column `{column}` is always {value}, so `standardize` makes it 0',
    fix: 'ask',
  },
} as const satisfies Record<string, CatalogRow>
