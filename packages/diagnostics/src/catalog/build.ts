import type { CatalogRow } from './row.ts'

/** E09: building and exporting. */
export const build = {
  E0901: {
    name: 'MissingCounterpart',
    severity: 'error',
    message: '`{name}` has no {target} counterpart',
    fix: 'none',
  },
  E0902: {
    name: 'UnexportableDim',
    severity: 'error',
    message: '{target} cannot hold dim `{dim}`',
    fix: 'none',
  },
  E0903: {
    name: 'ExceededMemory',
    severity: 'error',
    message: 'WebAssembly memory limit {limit} exceeded at compile time',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
