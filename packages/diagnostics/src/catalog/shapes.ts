import type { CatalogRow } from './row.ts'

/** E03: shapes and elements. */
export const shapes = {
  E0302: {
    name: 'MismatchedInnerDim',
    severity: 'error',
    message: '`@` needs the same dim in the middle, but `{left}` meets `{right}`',
    fix: 'safe',
  },
} as const satisfies Record<string, CatalogRow>
