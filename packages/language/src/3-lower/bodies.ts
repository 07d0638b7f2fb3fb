import { internalError } from '@gradus/diagnostics'
import { type Node, repeat } from '@gradus/graph'
import type {
  BindingStatement,
  BlockStatement,
  Expr,
  ParamStatement,
  RepeatStatement,
} from '../1-syntax/ast.ts'
import type { Definition } from '../2-check/definition.ts'
import { canonicalDims } from '../2-check/dims.ts'
import { spread } from './align.ts'
import { dimNames } from './dim-arguments.ts'
import { countLayerCalls } from './layers.ts'
import { lower, lowerTensor, numberOf } from './lower.ts'
import { dimOf, type Lowering, toBatch } from './lowering.ts'
import { makeParameter } from './make-parameter.ts'
import { joinPath, type Scope, type Stack, type Stackable } from './scope.ts'
import { type Lowered, tensor, type Value } from './value.ts'

/** Lowers the body of a function or layer whose formals are bound in `scope`. */
export function lowerBody(lowering: Lowering, scope: Scope, definition: Definition): Value {
  if (definition.kind === 'optimizer') throw internalError('an optimizer was called as a value')
  const { body } = definition.statement
  if (body.kind !== 'block') return lower(lowering, scope, body)
  for (const statement of body.statements) {
    if (statement.kind !== 'return') lowerStatement(lowering, scope, statement)
    else return lowerNamed(lowering, scope, scope.around.path, statement.value)
  }
  throw internalError('a body without `return` was let through')
}

/** Lowers a value under a path: the layers that it calls name their parameters after it. */
export function lowerNamed(lowering: Lowering, scope: Scope, path: string, expr: Expr): Value {
  const total = countLayerCalls(scope.module, expr)
  return lower(lowering, scope.inner({ path, layerCalls: { total, made: 0 } }), expr)
}

/** Lowers a statement that names values or makes parameters. */
export function lowerStatement(
  lowering: Lowering,
  scope: Scope,
  statement: Exclude<BlockStatement, { kind: 'return' }>,
): void {
  if (statement.kind === 'param') lowerParam(lowering, scope, statement)
  else if (statement.kind === 'repeat') lowerRepeat(lowering, scope, statement)
  else scope.define(statement.name.text, lowerBinding(lowering, scope, statement))
}

function lowerBinding(
  lowering: Lowering,
  scope: Scope,
  { name, value, type }: BindingStatement,
): Value {
  const lowered = lowerNamed(lowering, scope, joinPath(scope.around.path, name.text), value)
  if (!type || lowered.kind !== 'tensor') return lowered
  const dims = canonicalDims(type.dims.flatMap((dim) => dimsOfRef(scope, dim)))
  return { ...lowered, node: spread(lowering, lowered, dims), dims }
}

function dimsOfRef(
  scope: Scope,
  dim: { readonly kind: string; readonly name?: string; readonly size?: number },
): readonly string[] {
  if (dim.kind === 'rest') return scope.around.formalDims.get('...') ?? []
  if (dim.kind === 'number') return [String(dim.size)]
  const name = dim.name!
  return dimNames(scope, { kind: 'name', name, span: { start: 0, end: 0 } })
}

/** Lowers a declared parameter and gives it its name. */
export function lowerParam(
  lowering: Lowering,
  scope: Scope,
  { name, type, range, start }: ParamStatement,
): void {
  const dims = canonicalDims((type?.dims ?? []).flatMap((dim) => dimsOfRef(scope, dim)))
  const value = makeParameter(lowering, scope, {
    name: joinPath(scope.around.path, name.text),
    dims,
    range:
      range?.kind === 'binary'
        ? {
            low: numberOf(lowering, scope, range.left),
            high: numberOf(lowering, scope, range.right),
          }
        : undefined,
    start: start ? { kind: 'expression', expr: start, scope } : { kind: 'number', value: 0 },
  })
  scope.define(name.text, value)
}

/**
 * Lowers `repeat depth { … }` to a region. A first pass over the body finds which
 * parameters it makes and which names it carries; the second traces it.
 */
export function lowerRepeat(lowering: Lowering, scope: Scope, statement: RepeatStatement): void {
  const [depth] = dimNames(scope, statement.count)
  const count = depth ?? String(numberOf(lowering, scope, statement.count))
  const names = carriedNames(scope, statement)
  const starts = names.map((name) => scope.find(name) as Lowered)
  const made: Stackable[] = []
  const rehearsal = turn(
    lowering,
    scope,
    statement,
    new Map(names.map((n, i) => [n, starts[i]!])),
    {
      dims: [...(scope.around.stack?.dims ?? []), count],
      take: (parameter) => {
        if (!made.includes(parameter)) made.push(parameter)
        return firstSlice(lowering, outerValue(scope, parameter))
      },
    },
  )
  const carried = starts.map((start, i) => {
    const end = rehearsal[i]!
    const met = end.isFixed ? start : toBatch(lowering, start)
    return { ...met, isFixed: end.isFixed }
  })
  const stacked = made.map((parameter) => outerValue(scope, parameter))
  const region = repeat(
    lowering.builder,
    dimOf(lowering, count, true),
    carried.map((value) => value.node),
    stacked,
    (values, slices) => {
      const inside = names.map((name, i): [string, Lowered] => [
        name,
        { ...carried[i]!, node: values[i]! },
      ])
      const results = turn(lowering, scope, statement, new Map(inside), {
        dims: [...(scope.around.stack?.dims ?? []), count],
        take: (parameter) => slices[made.indexOf(parameter)]!,
      })
      const ends = results.map((end, i) => spread(lowering, end, carried[i]!.dims))
      return { carried: ends, collected: [] }
    },
  )
  for (const [i, name] of names.entries()) {
    scope.assign(name, { ...carried[i]!, node: region.carried[i]! })
  }
  nameStacked(lowering, scope, statement)
}

/** Parameters made inside are known outside as what they are stacked to. */
function nameStacked(lowering: Lowering, scope: Scope, { body }: RepeatStatement): void {
  const outer = scope.around.stack?.dims.length ?? 0
  for (const inner of body.statements) {
    if (inner.kind === 'repeat') nameStacked(lowering, scope, inner)
    if (inner.kind !== 'param') continue
    const { text } = inner.name
    const parameter = lowering.parameters.get(joinPath(scope.around.path, text))
    if (!parameter) continue
    const dims = canonicalDims(parameter.dims.slice(outer))
    scope.define(text, tensor(outerValue(scope, parameter), dims, false))
  }
}

/** Lowers the body once, and gives what the carried names stand for at its end. */
function turn(
  lowering: Lowering,
  scope: Scope,
  { body }: RepeatStatement,
  carried: ReadonlyMap<string, Lowered>,
  stack: Stack,
): readonly Lowered[] {
  const inside = scope.inner({ stack })
  for (const [name, value] of carried) inside.define(name, value)
  for (const statement of body.statements) {
    if (statement.kind !== 'return') lowerStatement(lowering, inside, statement)
  }
  return [...carried.keys()].map((name) => inside.find(name) as Lowered)
}

/** The names that the body gives a value and that have one before it. */
function carriedNames(scope: Scope, { body }: RepeatStatement): string[] {
  const names = new Set<string>()
  const collect = (statements: readonly BlockStatement[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'repeat') collect(statement.body.statements)
      else if (statement.kind === 'binding' && scope.find(statement.name.text)) {
        names.add(statement.name.text)
      }
    }
  }
  collect(body.statements)
  return [...names]
}

/** A stacked parameter as the surrounding turn sees it. */
function outerValue({ around: { stack } }: Scope, parameter: Stackable): Node {
  return stack ? stack.take(parameter) : parameter.value
}

function firstSlice({ builder }: Lowering, node: Node): Node {
  const one = builder.apply('slice', [node], { axis: 0, start: 0, size: 1 })
  return builder.apply('reshape', [one], { shape: node.shape.slice(1) })
}

/** Lowers an expression that has to be a tensor, under a path. */
export function lowerNamedTensor(
  lowering: Lowering,
  scope: Scope,
  path: string,
  expr: Expr,
): Lowered {
  const value = lowerNamed(lowering, scope, path, expr)
  return value.kind === 'tensor' ? value : lowerTensor(lowering, scope, expr)
}
