import { internalError } from '@gradus/diagnostics'
import type { Origin } from '@gradus/graph'
import type { Arg, Expr, FieldExpr, IndexExpr, NameExpr } from '../1-syntax/ast.ts'
import { gatherDims } from '../2-check/dims.ts'
import { findBuiltin, findConstant } from '../builtins/table.ts'
import {
  applyOperator,
  asBool,
  asNumber,
  choose,
  elementwise,
  joinValues,
  transposed,
} from './align.ts'
import { lowerCall } from './calls.ts'
import { dimNames } from './dim-arguments.ts'
import { constant, constantValue, type Lowering, meet, moveAxis, sizeAsNumber } from './lowering.ts'
import { Scope } from './scope.ts'
import { bool, type Lowered, tensor, type Value } from './value.ts'

/** Lowers an expression; what it makes is recorded as coming from it. */
export function lower(lowering: Lowering, scope: Scope, expr: Expr): Value {
  const origin: Origin = [...scope.around.calls, { source: scope.module.source, span: expr.span }]
  return lowering.builder.withOrigin(origin, () => lowerKind(lowering, scope, expr))
}

/** Lowers an expression that is a tensor; a list becomes one with a dim of its length. */
export function lowerTensor(lowering: Lowering, scope: Scope, expr: Expr): Lowered {
  const value = lower(lowering, scope, expr)
  if (value.kind === 'tensor') return value
  if (value.kind === 'list') {
    return joinValues(lowering, value.items, String(value.items.length), 'first')
  }
  throw internalError(`a ${value.kind} was let through where a value is due`)
}

function lowerKind(lowering: Lowering, scope: Scope, expr: Expr): Value {
  switch (expr.kind) {
    case 'number':
      return constant(lowering, expr.value)
    case 'text':
      return { kind: 'text', text: expr.value }
    case 'name':
      return lowerName(lowering, scope, expr)
    case 'list':
      return { kind: 'list', items: expr.items.map((item) => lowerTensor(lowering, scope, item)) }
    case 'unary': {
      const operand = lowerTensor(lowering, scope, expr.operand)
      if (expr.operator === 'not') {
        return elementwise(lowering, 'not', [asBool(lowering, operand)], bool)
      }
      const number = asNumber(lowering, operand)
      return expr.operator === '-' ? elementwise(lowering, 'neg', [number]) : number
    }
    case 'binary':
      if (expr.operator === '..') return { kind: 'range', low: expr.left, high: expr.right }
      return applyOperator(
        lowering,
        expr.operator,
        lowerTensor(lowering, scope, expr.left),
        lowerTensor(lowering, scope, expr.right),
      )
    case 'if':
      return choose(
        lowering,
        lowerTensor(lowering, scope, expr.condition),
        lowerTensor(lowering, scope, expr.then),
        lowerTensor(lowering, scope, expr.otherwise),
      )
    case 'pipe':
      return lowerPipe(lowering, scope, expr.value, expr.target)
    case 'call':
      return lowerCall(lowering, scope, expr.callee, expr.args)
    case 'index':
      return lowerIndex(lowering, scope, expr)
    case 'field':
      return lowerField(lowering, scope, expr)
    case 'missing':
      throw internalError('a broken expression was lowered')
  }
}

function lowerPipe(lowering: Lowering, scope: Scope, value: Expr, target: Expr): Value {
  const first: Arg = { value, span: value.span }
  if (target.kind === 'call') {
    return lowerCall(lowering, scope, target.callee, [first, ...target.args])
  }
  return lowerCall(lowering, scope, target, [first])
}

function lowerName(lowering: Lowering, scope: Scope, { name }: NameExpr): Value {
  const known = scope.find(name)
  if (known) return known
  const dims = scope.around.formalDims.get(name)
  if (dims) {
    const size = dims.reduce((product, each) => product * sizeAsNumber(lowering, each), 1)
    return constant(lowering, size)
  }
  if (lowering.model.dims.has(name)) return constant(lowering, sizeAsNumber(lowering, name))
  const definition = scope.module.definitions.get(name)
  if (definition) return { kind: 'callable', name, definition }
  const binding = scope.module.bindings.get(name)
  if (binding) {
    return lower(lowering, new Scope(binding.module), binding.statement.value)
  }
  const number = findConstant(name)
  if (number !== undefined) {
    const isTruth = name === 'true' || name === 'false'
    return isTruth
      ? tensor(lowering.builder.cast(lowering.builder.constant(number), 'bool'), [], true, bool)
      : constant(lowering, number)
  }
  if (findBuiltin(name)) return { kind: 'callable', name }
  throw internalError(`the name ${name} was let through`)
}

function lowerIndex(lowering: Lowering, scope: Scope, expr: IndexExpr): Lowered {
  let value = lowerTensor(lowering, scope, expr.value)
  for (const index of expr.indices) {
    const named = index.name && { kind: 'name', name: index.name.text, span: index.span }
    const name = named ? dimNames(scope, named as NameExpr)[0]! : value.dims[0]!
    value = indexBy(lowering, scope, value, name, index.value)
  }
  return value
}

function indexBy(
  lowering: Lowering,
  scope: Scope,
  value: Lowered,
  name: string,
  expr: Expr,
): Lowered {
  const index = lower(lowering, scope, expr)
  const axis = value.dims.indexOf(name)
  if (index.kind === 'range') {
    const start = numberOf(lowering, scope, index.low)
    const size = numberOf(lowering, scope, index.high) - start
    const node = lowering.builder.apply('slice', [value.node], { axis, start, size })
    return { ...value, node, dims: gatherDims(value.dims, name, [String(size)]) }
  }
  if (index.kind !== 'tensor') throw internalError(`a ${index.kind} was let through as an index`)
  const constantIndex = constantValue(index.node)
  if (constantIndex !== undefined) return takeOne(lowering, value, axis, constantIndex)
  return gatherBy(lowering, value, axis, name, index)
}

function takeOne(lowering: Lowering, value: Lowered, axis: number, start: number): Lowered {
  const { builder } = lowering
  const one = builder.apply('slice', [value.node], { axis, start, size: 1 })
  const shape = one.shape.filter((_, i) => i !== axis)
  const dims = value.dims.filter((_, i) => i !== axis)
  return { ...value, dims, node: builder.apply('reshape', [one], { shape }) }
}

/** `table[dim: labels]`: the dims of the labels take the place of the indexed one. */
function gatherBy(
  lowering: Lowering,
  value: Lowered,
  axis: number,
  name: string,
  index: Lowered,
): Lowered {
  const { builder } = lowering
  const [table, labels] = meet(lowering, [value, index]) as [Lowered, Lowered]
  const positions = builder.cast(labels.node, 'i32')
  const front = moveAxis(builder, table.node, axis, 0)
  let node = builder.apply('gather', [front, positions], {})
  // The axes of the labels come first; they belong where the indexed axis was.
  const count = labels.dims.length
  const order = [...node.shape.keys()]
  const moved = order.splice(0, count)
  order.splice(axis, 0, ...moved)
  node = builder.apply('transpose', [node], { order })
  const dims = gatherDims(table.dims, name, labels.dims)
  return { ...table, node, dims, isFixed: table.isFixed && labels.isFixed }
}

function lowerField(lowering: Lowering, scope: Scope, expr: FieldExpr): Value {
  const path = fieldPath(expr)
  const parameter = path && lowering.parameters.get(path)
  if (parameter) return tensor(parameter.value, parameter.dims, false)
  if (expr.value.kind === 'name') {
    const module = scope.module.aliases.get(expr.value.name)
    if (module && !scope.find(expr.value.name)) {
      return lowerName(lowering, new Scope(module), {
        ...expr,
        kind: 'name',
        name: expr.field.text,
      })
    }
  }
  return transposed(lowering, lowerTensor(lowering, scope, expr.value))
}

/** `h.W` and `block.first.W` as the name of a parameter. */
function fieldPath(expr: FieldExpr): string | undefined {
  const parts = [expr.field.text]
  let at = expr.value
  while (at.kind === 'field') {
    parts.unshift(at.field.text)
    at = at.value
  }
  return at.kind === 'name' ? [at.name, ...parts].join('.') : undefined
}

/** The number that an expression is before anything runs. */
export function numberOf(lowering: Lowering, scope: Scope, expr: Expr): number {
  const value = constantValue(lowerTensor(lowering, scope, expr).node)
  if (value === undefined) throw internalError('a value was let through where a number is due')
  return value
}
