import { internalError } from '@gradus/diagnostics'
import { bring, randomRow, randomStream } from '@gradus/ops'
import type { InitializerName } from '../builtins/layers.ts'
import { elementwise } from './align.ts'
import { constant, type Lowering, shapeOfDims, sizeAsNumber } from './lowering.ts'
import type { LoweredParameter } from './parameters.ts'
import type { DrawSite, Scope } from './scope.ts'
import { type Lowered, tensor } from './value.ts'

/** Uniform draws in [0, 1), one for each element of the declaration that they stand in. */
export function drawUniform(lowering: Lowering, scope: Scope): Lowered {
  const site = siteOf(scope)
  return uniform(lowering, scope, site, nextStream(site), 0)
}

/** Standard normal draws by Box–Muller: √(-2 log(1 - u)) · cos 2πv. */
export function drawNormal(lowering: Lowering, scope: Scope): Lowered {
  const site = siteOf(scope)
  const stream = nextStream(site)
  const u = uniform(lowering, scope, site, stream, 0)
  const v = uniform(lowering, scope, site, stream, 1)
  const number = (value: number): Lowered => constant(lowering, value)
  // 1 - u is in (0, 1], so the logarithm is finite.
  const logarithm = elementwise(lowering, 'log', [elementwise(lowering, 'sub', [number(1), u])])
  const radius = elementwise(lowering, 'sqrt', [
    elementwise(lowering, 'mul', [number(-2), logarithm]),
  ])
  const angle = elementwise(lowering, 'mul', [number(2 * Math.PI), v])
  return elementwise(lowering, 'mul', [radius, elementwise(lowering, 'cos', [angle])])
}

function siteOf({ around: { draws } }: Scope): DrawSite {
  if (!draws) throw internalError('a random draw was let through outside a declaration')
  return draws
}

/** Several draws in one declaration have streams of their own. */
function nextStream(site: DrawSite): string {
  const stream = site.count === 0 ? site.name : `${site.name}#${site.count}`
  site.count++
  return stream
}

function uniform(
  lowering: Lowering,
  { module }: Scope,
  { dims }: DrawSite,
  stream: string,
  half: 0 | 1,
): Lowered {
  const { builder, precision, seed } = lowering
  const shape = shapeOfDims(lowering, dims, true)
  const epoch = builder.constant(0, 'i32')
  const attributes = { stream: randomStream(module.path, stream), half, shape }
  const node = builder.apply(bring(randomRow), [seed, epoch], attributes)
  return tensor(builder.cast(node, precision), dims, true)
}

type AvailableInitializer = Exclude<InitializerName, 'orthogonal'>
type Initializer = (lowering: Lowering, scope: Scope, fan: Fan) => Lowered

/** How many inputs and outputs one unit of a weight has. */
interface Fan {
  readonly inputs: number
  readonly outputs: number
}

const initializers: Readonly<Record<AvailableInitializer, Initializer>> = {
  glorot: (lowering, scope, { inputs, outputs }) => {
    const limit = Math.sqrt(6 / (inputs + outputs))
    const draw = elementwise(lowering, 'mul', [
      drawUniform(lowering, scope),
      constant(lowering, 2 * limit),
    ])
    return elementwise(lowering, 'sub', [draw, constant(lowering, limit)])
  },
  he: (lowering, scope, { inputs }) => {
    const sd = constant(lowering, Math.sqrt(2 / inputs))
    return elementwise(lowering, 'mul', [drawNormal(lowering, scope), sd])
  },
  zeros: (lowering) => constant(lowering, 0),
  ones: (lowering) => constant(lowering, 1),
}

/** The start of a parameter by an initializer; stacked dims are not part of the fan. */
export function initialize(
  lowering: Lowering,
  scope: Scope,
  name: string,
  parameter: Pick<LoweredParameter, 'dims' | 'stackedDims'>,
): Lowered {
  const sizes = parameter.dims
    .slice(parameter.stackedDims)
    .map((dim) => sizeAsNumber(lowering, dim))
  const fan = { inputs: sizes[0] ?? 1, outputs: sizes.length > 1 ? sizes.at(-1)! : 1 }
  const make = initializers[name as AvailableInitializer]
  if (!make) throw internalError(`the initializer ${name} was let through`)
  return make(lowering, scope, fan)
}
