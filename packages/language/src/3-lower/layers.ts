import type { Block, Expr } from '../1-syntax/ast.ts'
import { walkExpressions } from '../1-syntax/walk.ts'
import type { CheckedModule, Definition } from '../2-check/definition.ts'
import { canonicalDims, type Dims } from '../2-check/dims.ts'
import { layers } from '../builtins/layers.ts'
import { isAvailable } from '../builtins/table.ts'
import { asNumber, elementwise, matrixProduct } from './align.ts'
import type { CallArguments } from './call-arguments.ts'
import { lower } from './lower.ts'
import type { Lowering } from './lowering.ts'
import { makeParameter } from './make-parameter.ts'
import type { Start } from './parameters.ts'
import { joinPath, nextLayerPath, type Scope } from './scope.ts'
import type { Lowered } from './value.ts'

/** Lowers `dense` and `linear`: `act(x @ W + b)`; without `o` the last dim is summed away. */
export function lowerLayer(lowering: Lowering, scope: Scope, args: CallArguments): Lowered {
  const x = asNumber(lowering, args.tensor('x'))
  const output = args.dims('o') ?? []
  const place = scope.inner({ path: nextLayerPath(scope.around) })
  const own = (name: string, dims: Dims, fallback: Start): Lowered =>
    makeParameter(lowering, place, {
      name: joinPath(place.around.path, name),
      dims,
      range: undefined,
      start: startOf(lowering, scope, args.expr(name), fallback),
    })
  const weights = own('W', canonicalDims([x.dims.at(-1)!, ...output]), {
    kind: 'initializer',
    name: 'glorot',
  })
  const offset = own('b', output, { kind: 'number', value: 0 })
  const score = elementwise(lowering, 'add', [matrixProduct(lowering, x, weights), offset])
  return args.activation('act')?.(score) ?? score
}

/** A start given by name (`he`), by a call (`he()`, `normal(0, 0.1)`), or as a number. */
function startOf(lowering: Lowering, scope: Scope, expr: Expr | undefined, fallback: Start): Start {
  if (!expr) return fallback
  if (expr.kind !== 'name') return { kind: 'expression', expr, scope }
  const value = lower(lowering, scope, expr)
  if (value.kind === 'callable') return { kind: 'initializer', name: value.name }
  return { kind: 'expression', expr, scope }
}

/** Counts the calls in an expression that make parameters of their own. */
export function countLayerCalls(module: CheckedModule, expr: Expr): number {
  let count = 0
  for (const each of walkExpressions([expr])) {
    if (each.kind === 'call' && isLayer(module, each.callee)) count++
    // What is called by its name alone, at the end of a pipe, is not a call in the tree.
    if (each.kind === 'pipe' && isLayer(module, each.target)) count++
  }
  return count
}

function isLayer(module: CheckedModule, callee: Expr): boolean {
  if (callee.kind === 'field' && callee.value.kind === 'name') {
    const other = module.aliases.get(callee.value.name)
    return ownsParameters(other?.definitions.get(callee.field.text))
  }
  if (callee.kind !== 'name') return false
  const definition = module.definitions.get(callee.name)
  if (definition) return ownsParameters(definition)
  return Object.hasOwn(layers, callee.name) && isAvailable(callee.name)
}

function ownsParameters(definition: Definition | undefined): boolean {
  if (definition?.kind !== 'layer') return false
  const holds = (block: Block): boolean =>
    block.statements.some((statement) => {
      if (statement.kind === 'param') return true
      if (statement.kind === 'repeat') return holds(statement.body)
      return countLayerCalls(definition.module, statement.value) > 0
    })
  return holds(definition.statement.body)
}
