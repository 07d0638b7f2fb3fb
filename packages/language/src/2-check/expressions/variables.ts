import type { Expr } from '../../1-syntax/ast.ts'
import { listDims } from '../dims.ts'
import { type Env, infer } from '../env.ts'
import { showType } from '../show-type.ts'
import { numbers, type TensorType } from '../types.ts'
import { ownedAt } from './owned-fields.ts'
import { asTensor } from './values.ts'

/** Types what to differentiate by: a parameter, data, an argument, or a list of them. */
export function readVariables(env: Env, expr: Expr): TensorType | undefined {
  if (expr.kind !== 'list') return readVariable(env, expr)
  const types: TensorType[] = []
  for (const item of expr.items) {
    const type = readVariable(env, item)
    if (!type) return undefined
    const [first] = types
    if (first && showType(first) !== showType(type)) {
      env.reporter.report('E0315', item.span, {}, { label: showType(type) })
      return undefined
    }
    types.push(type)
  }
  return numbers(listDims(types.length, types[0]?.dims ?? []))
}

function readVariable(env: Env, expr: Expr): TensorType | undefined {
  const type = infer(env, expr)
  if (type.kind === 'poison') return undefined
  if (!isVariable(env, expr)) {
    const isName = expr.kind === 'name'
    const label = isName ? `\`${expr.name}\` is computed from others` : 'this is a formula'
    env.reporter.report('E0313', expr.span, {}, { label })
    return undefined
  }
  const tensor = asTensor(env, expr, type)
  return tensor && numbers(tensor.dims)
}

function isVariable(env: Env, expr: Expr): boolean {
  if (expr.kind === 'field')
    return ownedAt(env, expr.value)?.parameters.has(expr.field.text) === true
  if (expr.kind !== 'name') return false
  const kind = env.scope.find(expr.name)?.kind
  return kind === 'parameter' || kind === 'data' || kind === 'argument'
}
