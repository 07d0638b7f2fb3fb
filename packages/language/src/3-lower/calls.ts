import { internalError, type Span } from '@gradus/diagnostics'
import type { OriginFrame } from '@gradus/graph'
import type { Arg, Formal } from '../1-syntax/ast.ts'
import type { Definition } from '../2-check/definition.ts'
import { baseDim, type Dims } from '../2-check/dims.ts'
import { matchArguments } from '../2-check/match-arguments.ts'
import type { ElementwiseName } from '../builtins/function-names.ts'
import { findBuiltin, findPairwise } from '../builtins/table.ts'
import { asNumber, elementwise, joinValues } from './align.ts'
import { lowerBody } from './bodies.ts'
import type { CallArguments } from './call-arguments.ts'
import { gradients, joinGradients, lowerJacobian } from './derivatives.ts'
import { dimNames } from './dim-arguments.ts'
import { applyPairwise, applyUnary, type ValueFunctionName, valueFunctions } from './functions.ts'
import { lowerLayer } from './layers.ts'
import { asTensor, lower, lowerTensor, numberOf } from './lower.ts'
import type { Lowering } from './lowering.ts'
import { drawNormal, drawUniform, initialize } from './random.ts'
import { nextLayerPath, Scope } from './scope.ts'
import { bool, type Callable, type Lowered, tensor, type Value } from './value.ts'

/** An argument of the text; the first one of a call in a pipe comes with its value. */
interface GivenArg extends Arg {
  readonly given?: Value
}

/** What is called, and where the text names it. */
interface Called {
  readonly target: Value
  readonly span: Span
}

/** Lowers a call of a function, layer or built-in. */
export function lowerCall(
  lowering: Lowering,
  scope: Scope,
  { target, span }: Called,
  args: readonly GivenArg[],
): Value {
  if (target.kind !== 'callable') throw internalError(`a ${target.kind} was let through as a call`)
  if (!target.definition) return lowerBuiltin(lowering, scope, target.name, args)
  const frame = { source: scope.module.source, span }
  const calls = [...scope.around.calls, frame]
  return lowerDefinitionCall(lowering, scope, target.definition, args, calls)
}

function argumentOf(lowering: Lowering, scope: Scope, { given, value }: GivenArg): Value {
  return given ?? lower(lowering, scope, value)
}

function tensorArgument(lowering: Lowering, scope: Scope, arg: GivenArg): Lowered {
  return asTensor(lowering, argumentOf(lowering, scope, arg))
}

function lowerBuiltin(
  lowering: Lowering,
  scope: Scope,
  name: string,
  args: readonly GivenArg[],
): Value {
  const builtin = findBuiltin(name)
  const positional = args.filter((arg) => !arg.name).length
  const pairwise = positional === 2 ? findPairwise(name) : undefined
  const row = pairwise ?? builtin?.row
  if (!row || !builtin) throw internalError(`the call of ${name} was let through`)
  const takers = row.arguments.map((each) => ({ name: each.name, hasStart: !!each.optional }))
  const { values } = matchArguments(takers, args)
  const call: BuiltinCall = { lowering, scope, name, values }
  if (pairwise) return lowerPairwise(call)
  if (builtin.kind === 'function') {
    const special = formulaFunctions[name as FormulaFunctionName]
    return special
      ? special(call)
      : valueFunctions[name as ValueFunctionName](lowering, callArguments(call))
  }
  if (builtin.kind === 'layer') return lowerLayer(lowering, scope, callArguments(call))
  if (builtin.kind === 'draw') return lowerDraw(call)
  if (builtin.kind === 'initializer') return lowerInitializer(call)
  throw internalError(`the ${builtin.kind} ${name} was lowered as a value`)
}

/** A call of a built-in with its arguments by name. */
interface BuiltinCall {
  readonly lowering: Lowering
  readonly scope: Scope
  readonly name: string
  readonly values: ReadonlyMap<string, GivenArg>
}

function callArguments({ lowering, scope, values }: BuiltinCall): CallArguments {
  return {
    expr: (name) => values.get(name)?.value,
    tensor: (name) => tensorArgument(lowering, scope, values.get(name)!),
    dims: (name) => {
      const arg = values.get(name)
      return arg && dimNames(scope, arg.value)
    },
    activation: (name) => {
      const arg = values.get(name)
      const value = arg && argumentOf(lowering, scope, arg)
      if (value?.kind !== 'callable') return undefined
      return (x) => applyCallable(lowering, scope, value, x)
    },
  }
}

function lowerPairwise({ lowering, scope, name, values }: BuiltinCall): Lowered {
  const [a, b] = ['a', 'b'].map((side) => tensorArgument(lowering, scope, values.get(side)!))
  return applyPairwise(lowering, name as 'min' | 'max', a!, b!)
}

type FormulaFunctionName = 'stack' | 'grad' | 'jacobian' | 'hessian' | 'gradcheck' | 'validation'

/** Functions that look at their arguments' formulas, not at values alone. */
const formulaFunctions: Readonly<Record<FormulaFunctionName, (call: BuiltinCall) => Lowered>> = {
  stack: ({ lowering, scope, values }) => {
    const list = argumentOf(lowering, scope, values.get('list')!)
    const items = list.kind === 'list' ? list.items : [list as Lowered]
    return joinValues(lowering, items, dimNames(scope, values.get('as')!.value)[0]!, 'last')
  },
  grad: ({ lowering, scope, values }) => {
    const { value, variables, isList } = differentiated(lowering, scope, values)
    return joinGradients(lowering, gradients(lowering, value, variables), isList)
  },
  jacobian: ({ lowering, scope, values }) => {
    const { value, variables, isList } = differentiated(lowering, scope, values)
    return lowerJacobian(lowering, value, variables, isList)
  },
  hessian: ({ lowering, scope, values }) => {
    const { value, variables, isList } = differentiated(lowering, scope, values)
    const first = joinGradients(lowering, gradients(lowering, value, variables), isList)
    return lowerJacobian(lowering, first, variables, isList)
  },
  gradcheck: ({ lowering, scope, values }) => {
    const value = asNumber(lowering, tensorArgument(lowering, scope, values.get('value')!))
    const tolerance = values.get('tol')
    const tol = tolerance ? numberOf(lowering, scope, tolerance.value) : 1e-6
    const input = lowering.builder.input(`gradcheck ${lowering.probes.length}`, [], 'bool')
    lowering.probes.push({ kind: 'gradcheck', input, value: value.node, tol })
    return tensor(input, [], false, bool)
  },
  validation: ({ lowering, values }) => {
    const metric = values.get('metric')!.value
    const name = metric.kind === 'name' ? metric.name : 'loss'
    const input = lowering.builder.input(`validation ${name}`, [], lowering.precision)
    lowering.probes.push({ kind: 'validation', input, metric: name })
    return tensor(input, [], false)
  },
}

/** A value, and the names it is differentiated by: each with the very node that formulas read. */
interface Differentiated {
  readonly value: Lowered
  readonly variables: readonly Lowered[]
  readonly isList: boolean
}

function differentiated(
  lowering: Lowering,
  scope: Scope,
  values: BuiltinCall['values'],
): Differentiated {
  const names = values.get('variables')!.value
  const isList = names.kind === 'list'
  const items = names.kind === 'list' ? names.items : [names]
  const value = asNumber(lowering, tensorArgument(lowering, scope, values.get('value')!))
  return { value, variables: items.map((item) => lowerTensor(lowering, scope, item)), isList }
}

function lowerDraw({ lowering, scope, name, values }: BuiltinCall): Lowered {
  const argument = (key: string, start: number): Lowered => {
    const arg = values.get(key)
    if (arg) return asNumber(lowering, tensorArgument(lowering, scope, arg))
    return tensor(lowering.builder.constant(start, lowering.precision), [], true)
  }
  if (name === 'normal') {
    const [center, size] = [argument('mean', 0), argument('sd', 1)]
    const product = elementwise(lowering, 'mul', [size, drawNormal(lowering, scope)])
    return elementwise(lowering, 'add', [center, product])
  }
  const [low, high] = [argument('low', 0), argument('high', 1)]
  const width = elementwise(lowering, 'sub', [high, low])
  const product = elementwise(lowering, 'mul', [width, drawUniform(lowering, scope)])
  return elementwise(lowering, 'add', [low, product])
}

function lowerInitializer({ lowering, scope, name }: BuiltinCall): Lowered {
  const { draws } = scope.around
  if (!draws) throw internalError(`${name} was let through outside a declaration`)
  return initialize(lowering, scope, name, { dims: draws.dims, stackedDims: draws.stackedDims })
}

/** The arguments of a call of a definition: values by formal, and dims for `dim` formals. */
interface Given {
  readonly values: Map<string, Value>
  readonly dims: Map<string, Dims>
}

function lowerDefinitionCall(
  lowering: Lowering,
  scope: Scope,
  definition: Definition,
  args: readonly GivenArg[],
  calls: readonly OriginFrame[],
): Value {
  const { formals } = definition.statement
  const takers = formals.map(({ name, start }) => ({ name: name.text, hasStart: !!start }))
  const { values: matched } = matchArguments(takers, args)
  const given: Given = { values: new Map(), dims: new Map() }
  for (const { name, type } of formals) {
    const arg = matched.get(name.text)
    if (!arg) continue
    if (type === 'dim') given.dims.set(name.text, dimNames(scope, arg.value))
    else given.values.set(name.text, argumentOf(lowering, scope, arg))
  }
  return callDefinition(lowering, scope, definition, given, calls)
}

function callDefinition(
  lowering: Lowering,
  scope: Scope,
  definition: Definition,
  { values, dims }: Given,
  calls: readonly OriginFrame[],
): Value {
  const { module, statement } = definition
  const path = definition.kind === 'layer' ? nextLayerPath(scope.around) : scope.around.path
  const around = { ...scope.around, calls, path, formalDims: dims, draws: undefined }
  // A body sees the names of its own file, never those of its caller.
  const global = module === lowering.model.main ? lowering.top : undefined
  const body = new Scope(module, around, global)
  for (const formal of statement.formals) {
    const { name, type, start } = formal
    if (type === 'dim') {
      if (!dims.has(name.text)) dims.set(name.text, dimNames(body, start!))
      continue
    }
    const value = values.get(name.text) ?? lower(lowering, body, start!)
    bindFormal(lowering, body, formal, value, dims)
  }
  return lowerBody(lowering, body, definition)
}

function bindFormal(
  lowering: Lowering,
  inner: Scope,
  { name, type }: Formal,
  value: Value,
  dims: Map<string, Dims>,
): void {
  if (type && type !== 'dim' && value.kind === 'tensor') {
    const isOpen = type.dims[0]?.kind === 'rest'
    const named = isOpen ? type.dims.slice(1) : type.dims
    const split = value.dims.length - named.length
    if (isOpen) dims.set('...', value.dims.slice(0, split))
    for (const [i, each] of named.entries()) {
      const base = each.kind === 'name' ? baseDim(each.name) : ''
      if (base && !dims.has(base) && !lowering.model.dims.has(base)) {
        dims.set(base, [baseDim(value.dims[split + i]!)])
      }
    }
  }
  inner.define(name.text, value)
}

/** Applies something callable to one value, as an activation. */
function applyCallable(
  lowering: Lowering,
  scope: Scope,
  { name, definition }: Callable,
  x: Lowered,
): Lowered {
  if (!definition) return applyUnary(lowering, name as ElementwiseName, x)
  const first = definition.statement.formals[0]!.name.text
  const given: Given = { values: new Map([[first, x]]), dims: new Map() }
  const result = callDefinition(lowering, scope, definition, given, scope.around.calls)
  if (result.kind !== 'tensor') throw internalError(`${name} was let through as an activation`)
  return result
}
