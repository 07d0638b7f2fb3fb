import type { CatalogRow } from './row.ts'

/** E00: the file as a whole. */
export const file = {
  E0001: {
    name: 'ForeignScript',
    severity: 'error',
    message: 'this looks like GDScript, not a gradient-descent model',
    fix: 'none',
  },
  E0002: {
    name: 'UndecodableText',
    severity: 'error',
    message: 'this is not UTF-8 text (byte {byte} at {offset})',
    fix: 'none',
  },
  E0003: {
    name: 'UnsupportedVersion',
    severity: 'error',
    message: 'this file asks for language version {wanted}; this is {current}',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
