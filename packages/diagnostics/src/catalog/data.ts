import type { CatalogRow } from './row.ts'

/** E04: data files and what they bind to. */
export const data = {
  E0401: {
    name: 'MissingFile',
    severity: 'error',
    message: 'I cannot find "{file}"',
    fix: 'ask',
  },
  E0402: {
    name: 'UnknownColumn',
    severity: 'error',
    message: '"{file}" has no column `{column}`',
    fix: 'safe',
  },
  E0403: {
    name: 'ConflictingSizes',
    severity: 'error',
    message: 'dim `{dim}` is {size} in {file} but {otherSize} in {otherFile}',
    fix: 'none',
  },
  E0404: {
    name: 'UnreadableCell',
    severity: 'error',
    message: 'row {row}, column `{column}`: "{text}" is not a number',
    fix: 'ask',
  },
  E0405: {
    name: 'OutlyingStart',
    severity: 'error',
    message: '`{name}` starts at {start}, outside `{range}`',
    fix: 'ask',
  },
  E0406: {
    name: 'MismatchedArray',
    severity: 'error',
    message: '"{file}" has shape {shape}, declared `{declared}`',
    fix: 'none',
  },
  E0407: {
    name: 'UnsizedDim',
    severity: 'error',
    message: 'dim `{dim}` has no size: no data binds it',
    fix: 'ask',
  },
  E0408: {
    name: 'SurplusLabel',
    severity: 'error',
    message: '{found} labels found, but `dim {dim} = {size}`',
    fix: 'none',
  },
  E0409: {
    name: 'EmptyRange',
    severity: 'error',
    message: 'the range `{range}` is empty',
    fix: 'safe',
  },
  E0410: {
    name: 'UnsupportedFormat',
    severity: 'error',
    message: 'unsupported file type {type}',
    fix: 'none',
  },
  E0411: {
    name: 'RaggedRow',
    severity: 'error',
    message: 'row {row} has {found} cells, the header has {expected}',
    fix: 'none',
  },
  E0412: {
    name: 'EmptyTable',
    severity: 'error',
    message: '"{file}" has no rows',
    fix: 'none',
  },
  E0413: {
    name: 'RepeatedColumn',
    severity: 'error',
    message: 'the header names `{column}` twice',
    fix: 'none',
  },
  E0414: {
    name: 'UnnamedColumn',
    severity: 'error',
    message: 'column {number} has no name',
    fix: 'none',
  },
  E0415: {
    name: 'UnpairedQuote',
    severity: 'error',
    message: 'row {row}: a quotation mark has no partner',
    fix: 'none',
  },
  E0416: {
    name: 'DamagedFile',
    severity: 'error',
    message: '"{file}" is damaged: {problem}',
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
