import type { CatalogRow } from './row.ts'

/** E9999: our own mistakes. */
export const internal = {
  E9999: {
    name: 'InternalError',
    severity: 'error',
    message: 'internal error: {what}',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
