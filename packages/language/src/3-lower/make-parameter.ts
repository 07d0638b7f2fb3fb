import type { Builder, Node } from '@gradus/graph'
import { canonicalDims, type Dims } from '../2-check/dims.ts'
import { type Lowering, shapeOfDims, toBatch } from './lowering.ts'
import type { LoweredParameter, Range, Start } from './parameters.ts'
import type { Scope } from './scope.ts'
import { type Lowered, tensor } from './value.ts'

/** What a declaration says of a parameter. */
export interface ParameterDeclaration {
  readonly name: string
  readonly dims: Dims
  readonly range: Range | undefined
  readonly start: Start
}

/** Makes a parameter, or finds it again, and gives its value here: inside `repeat`, its slice. */
export function makeParameter(
  lowering: Lowering,
  scope: Scope,
  declaration: ParameterDeclaration,
): Lowered {
  const { stack } = scope.around
  const stacked = stack?.dims ?? []
  const known = lowering.parameters.get(declaration.name)
  const parameter = known ?? create(lowering, declaration, stacked)
  lowering.parameters.set(declaration.name, parameter)
  const node = stack ? stack.take(parameter) : parameter.value
  // A parameter with the batch dim has a row for each row of the data.
  return toBatch(lowering, tensor(node, declaration.dims, true))
}

function create(
  lowering: Lowering,
  { name, dims, range, start }: ParameterDeclaration,
  stacked: Dims,
): LoweredParameter {
  const all = canonicalDims([...stacked, ...dims])
  const shape = shapeOfDims(lowering, all, true)
  const node = lowering.builder.parameter(name, shape, lowering.precision)
  const value = range ? intoRange(lowering.builder, node, range) : node
  return { name, node, value, dims: all, stackedDims: stacked.length, range, start }
}

/** The change of variables that keeps a value inside its range. */
function intoRange(builder: Builder, free: Node, { low, high }: Range): Node {
  const at = (value: number): Node => builder.constant(value, free.dtype)
  if (high === Number.POSITIVE_INFINITY) {
    return low === Number.NEGATIVE_INFINITY ? free : builder.add(builder.exp(free), at(low))
  }
  if (low === Number.NEGATIVE_INFINITY) return builder.sub(at(high), builder.exp(free))
  return builder.add(builder.mul(builder.sigmoid(free), at(high - low)), at(low))
}

/** The free variable whose image is a value inside the range. */
export function outOfRange(builder: Builder, value: Node, { low, high }: Range): Node {
  const at = (number: number): Node => builder.constant(number, value.dtype)
  if (high === Number.POSITIVE_INFINITY) {
    return low === Number.NEGATIVE_INFINITY ? value : builder.log(builder.sub(value, at(low)))
  }
  if (low === Number.NEGATIVE_INFINITY) return builder.log(builder.sub(at(high), value))
  const below = builder.sub(value, at(low))
  return builder.log(builder.div(below, builder.sub(at(high), value)))
}
