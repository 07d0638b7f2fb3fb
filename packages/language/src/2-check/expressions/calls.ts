import type { Arg, CallExpr, Expr, PipeExpr } from '../../1-syntax/ast.ts'
import { findBuiltin, findConstant } from '../../builtins/table.ts'
import type { Definition } from '../definition.ts'
import { type Env, infer } from '../env.ts'
import { type FunctionType, poison, type TensorType, type Type } from '../types.ts'
import { applyBuiltin, typeBuiltinCall } from './builtin-calls.ts'
import { type CallSite, reportUncallable } from './call-arguments.ts'
import { applyDefinition, typeDefinitionCall } from './definition-calls.ts'
import { readMeaning, reportUnknownName } from './names.ts'
import { nounOf } from './values.ts'

/** Types a call. */
export function typeCall(env: Env, expr: CallExpr): Type {
  return typeSite(env, expr.callee, siteOf(env, expr.callee, expr.args, expr))
}

/** Types `value |> call`: the value becomes the first argument. */
export function typePipe(env: Env, { value, target }: PipeExpr): Type {
  const piped: Arg = { value, span: value.span }
  if (target.kind === 'call') {
    const args = [piped, ...target.args]
    return typeSite(env, target.callee, {
      ...siteOf(env, target.callee, args, target),
      isPiped: true,
    })
  }
  if (target.kind === 'name' || target.kind === 'field') {
    return typeSite(env, target, { ...siteOf(env, target, [piped], target), isPiped: true })
  }
  // The parser has reported anything else (E0106).
  infer(env, target)
  return poison
}

function siteOf(env: Env, callee: Expr, args: readonly Arg[], { span }: Expr): CallSite {
  const name = env.reporter.textOf(callee.span)
  return { name, calleeSpan: callee.span, span, args, isPiped: false }
}

function typeSite(env: Env, callee: Expr, site: CallSite): Type {
  const type = calleeType(env, callee, site)
  if (type.kind === 'function') return typeFunction(env, type, site)
  // What is given is still worth checking, though the call gives nothing.
  for (const { name, value } of site.args) if (!name) infer(env, value)
  if (type.kind !== 'poison') reportUncallable(env, site, nounOf(type))
  return poison
}

/** What is called: a name of the file, else a built-in of that name. */
function calleeType(env: Env, callee: Expr, site: CallSite): Type {
  if (callee.kind !== 'name') return infer(env, callee)
  const meaning = readMeaning(env, callee.name)
  if (meaning) return meaning.type
  if (findBuiltin(callee.name)) return { kind: 'function', name: callee.name }
  if (findConstant(callee.name) !== undefined) return infer(env, callee)
  return reportUnknownName(env, callee.name, site.calleeSpan)
}

function typeFunction(env: Env, type: FunctionType, site: CallSite): Type {
  if (type.definition) return callDefinition(env, type.definition, site)
  const builtin = findBuiltin(type.name)
  return builtin ? typeBuiltinCall(env, { ...site, name: type.name }, builtin, apply) : poison
}

function callDefinition(env: Env, definition: Definition, site: CallSite): Type {
  if (definition.kind !== 'optimizer') return typeDefinitionCall(env, definition, site)
  for (const { value } of site.args) infer(env, value)
  return { kind: 'setting', of: 'optimizer' }
}

/** Types a function that is passed by name, applied to one value. */
function apply(env: Env, type: FunctionType, argument: TensorType, { value }: Arg): Type {
  const name = env.reporter.textOf(value.span)
  const site = { name, calleeSpan: value.span, span: value.span, args: [], isPiped: false }
  if (type.definition) return applyDefinition(env, type.definition, argument, site)
  const builtin = findBuiltin(type.name)
  return builtin ? applyBuiltin(env, builtin, argument, site) : poison
}
