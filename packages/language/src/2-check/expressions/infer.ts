import type { Expr, ListExpr } from '../../1-syntax/ast.ts'
import { listDims } from '../dims.ts'
import { type Env, infer } from '../env.ts'
import { showType } from '../show-type.ts'
import { type Element, numbers, poison, type TensorType, type Type } from '../types.ts'
import { typeCall, typePipe } from './calls.ts'
import { foldConstant } from './constants.ts'
import { typeField, typeIndex } from './indexing.ts'
import { inferName } from './names.ts'
import { commonElement, typeBinary, typeIf, typeUnary } from './operators.ts'
import { asTensor } from './values.ts'

// Each level takes a dozen frames of the machine's stack. Texts alone nest less (E0120 of
// the parser); only chains of definitions can add up to this.
const deepest = 300

/** Types an expression and notes its constant value, if it has one; once for each table. */
export function inferExpr(env: Env, expr: Expr): Type {
  const known = env.types.get(expr)
  if (known) return known
  // Chains such as `a + b + c` lean to the left as far as the line is long, so they are
  // typed from their innermost link outwards.
  const chain = [expr]
  for (let link = firstLink(expr); link && !env.types.has(link); link = firstLink(link)) {
    chain.push(link)
  }
  let type: Type = poison
  for (const link of chain.reverse()) {
    type = typeOne(env, link)
    env.types.set(link, type)
  }
  return type
}

function firstLink(expr: Expr): Expr | undefined {
  if (expr.kind === 'binary') return expr.left
  if (expr.kind === 'unary') return expr.operand
  if (expr.kind === 'pipe' || expr.kind === 'index' || expr.kind === 'field') return expr.value
  return undefined
}

function typeOne(env: Env, expr: Expr): Type {
  const { session } = env
  if (session.depth >= deepest) return env.reporter.report('E0120', expr.span, { levels: deepest })
  session.depth++
  const type = typeByKind(env, expr)
  session.depth--
  foldConstant(env, expr)
  return type
}

function typeByKind(env: Env, expr: Expr): Type {
  switch (expr.kind) {
    case 'number':
      return numbers()
    case 'text':
      return { kind: 'text' }
    case 'missing':
      return poison
    case 'name':
      return inferName(env, expr)
    case 'list':
      return typeList(env, expr)
    case 'unary':
      return typeUnary(env, expr, infer(env, expr.operand))
    case 'binary':
      return typeBinary(env, expr, infer(env, expr.left), infer(env, expr.right))
    case 'pipe':
      return typePipe(env, expr)
    case 'if':
      return typeIf(env, expr, [
        infer(env, expr.condition),
        infer(env, expr.then),
        infer(env, expr.otherwise),
      ])
    case 'call':
      return typeCall(env, expr)
    case 'index':
      return typeIndex(env, expr, infer(env, expr.value))
    case 'field':
      return typeField(env, expr, infer(env, expr.value))
  }
}

function typeList(env: Env, { items, span }: ListExpr): Type {
  const types = items.map((item) => asTensor(env, item, infer(env, item)))
  const [first] = types
  if (types.some((type) => type === undefined)) return poison
  if (!first) {
    return env.reporter.report('E0315', span, {}, { label: 'an empty list has no shape' })
  }
  let element: Element = first.element
  for (const [index, type] of types.entries()) {
    const item = items[index]
    if (!type || !item) return poison
    if (!sameDims(type, first)) {
      const firstSpan = items[0]?.span ?? span
      const secondary = [{ span: firstSpan, text: showType(first) }]
      return env.reporter.report('E0315', item.span, {}, { label: showType(type), secondary })
    }
    element = commonElement(element, type.element)
  }
  return { kind: 'tensor', element, dims: listDims(items.length, first.dims) }
}

function sameDims(left: TensorType, right: TensorType): boolean {
  return left.dims.join() === right.dims.join()
}
