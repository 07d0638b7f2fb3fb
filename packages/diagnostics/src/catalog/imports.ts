import type { CatalogRow } from './row.ts'

/** E05: imports between files. */
export const imports = {
  E0501: {
    name: 'MissingImport',
    severity: 'error',
    message: 'I cannot find {path}',
    fix: 'ask',
  },
  E0502: {
    name: 'UnknownImport',
    severity: 'error',
    message: '"{path}" has no `{name}`',
    fix: 'safe',
  },
  E0503: {
    name: 'CircularImport',
    severity: 'error',
    message: 'these files import each other: {cycle}',
    fix: 'none',
  },
  E0504: {
    name: 'PrivateName',
    severity: 'error',
    message: '`{name}` is private to {path}',
    fix: 'none',
  },
  E0505: {
    name: 'AmbiguousImport',
    severity: 'error',
    message: '`{name}` comes from two imports',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
