import type { DimStatement } from '../../1-syntax/ast.ts'
import { constantOf, type Env } from '../env.ts'
import { inferNumber } from '../expressions/values.ts'
import { numbers } from '../types.ts'
import { declareTop } from './declare.ts'

/** Checks `dim a, b = 16`. */
export function checkDims(env: Env, { dims }: DimStatement): void {
  for (const { name, size } of dims) {
    const value = size && readSize(env, size)
    const meaning = { kind: 'dim', name: name.text, span: name.span, type: numbers() } as const
    const constant = value === undefined ? {} : { constant: value }
    if (!declareTop(env, { ...meaning, ...constant, reads: new Set() })) continue
    env.module.visibleDims.add(name.text)
    declareDim(env, name, value, size !== undefined)
  }
}

function readSize(env: Env, size: NonNullable<DimStatement['dims'][number]['size']>) {
  if (!inferNumber(env, size)) return undefined
  const value = constantOf(env, size)
  if (value !== undefined && Number.isInteger(value) && value > 0) return value
  const found = value === undefined ? 'a number that only a run knows' : `\`${value}\``
  const expected = 'a whole number above 0'
  env.reporter.report('E0317', size.span, { found, expected })
  return undefined
}

// Files share one set of dims: a name that recurs must mean the same size everywhere.
function declareDim(
  env: Env,
  { text: name, span }: DimStatement['dims'][number]['name'],
  size: number | undefined,
  isFixed: boolean,
): void {
  const { source } = env.reporter
  const known = env.session.dims.get(name)
  if (known?.size !== undefined && size !== undefined && known.size !== size) {
    const first = { size: known.size, file: known.sizedBy ?? known.source.file }
    const other = { otherSize: size, otherFile: source.file }
    env.reporter.report('E0403', span, { dim: name, ...first, ...other })
    return
  }
  if (known && !isFixed) return
  const origin = isFixed ? 'fixed' : 'data'
  const sizedBy = isFixed ? { sizedBy: source.file } : {}
  env.session.dims.set(name, { name, size, origin, isBound: isFixed, span, source, ...sizedBy })
}
