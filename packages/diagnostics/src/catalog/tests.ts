import type { CatalogRow } from './row.ts'

/** T: what tests report. */
export const tests = {
  T1001: {
    name: 'FailedExpectation',
    severity: 'error',
    message: 'expected {expected}, got {found}',
    fix: 'none',
  },
  T1002: {
    name: 'DisagreeingGradients',
    severity: 'error',
    message: 'two ways to compute this gradient disagree',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
