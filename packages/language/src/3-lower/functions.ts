import { type Builder, gelu, type Node, silu } from '@gradus/graph'
import type { Dims } from '../2-check/dims.ts'
import { binaryFunctions, elementwiseFunctions } from '../builtins/elementwise.ts'
import type {
  BinaryName,
  CompositeName,
  ElementwiseName as ElementwiseFunction,
} from '../builtins/function-names.ts'
import type { LossName } from '../builtins/losses.ts'
import type { LabelName, NormalizerName, ReductionName } from '../builtins/reductions.ts'
import { asNumber, elementwise, outerProduct, solution, transposed } from './align.ts'
import type { Lowering } from './lowering.ts'
import {
  argmax,
  binaryCrossEntropy,
  crossEntropy,
  deviation,
  logSoftmax,
  maximum,
  mean,
  minimum,
  norm,
  oneHot,
  softmax,
  standardize,
  sum,
  variance,
} from './reduce.ts'
import type { Lowered } from './value.ts'

/** The arguments of a call, evaluated. */
export interface LoweredArguments {
  /** The tensor given for an argument. */
  tensor(name: string): Lowered
  /** The dims named by an argument, if it is given. */
  dims(name: string): Dims | undefined
}

/** How a built-in function of values is computed. */
type FunctionLowering = (lowering: Lowering, args: LoweredArguments) => Lowered

/** The functions whose arguments are values and dims; the others need their formulas. */
export type ValueFunctionName =
  | ElementwiseFunction
  | BinaryName
  | ReductionName
  | NormalizerName
  | LabelName
  | LossName
  | 'transpose'
  | 'outer'
  | 'solve'

type OpFunction = Exclude<ElementwiseFunction, CompositeName> | BinaryName

/** A function that is an op of the table, of the arguments that its row names. */
function elementwiseOp(op: OpFunction): FunctionLowering {
  const row = op in elementwiseFunctions ? ['x'] : ['a', 'b']
  return (lowering, args) =>
    elementwise(
      lowering,
      op,
      row.map((name) => asNumber(lowering, args.tensor(name))),
    )
}

type ElementwiseLowerings = Readonly<Record<OpFunction, FunctionLowering>>

function elementwiseLowerings(): ElementwiseLowerings {
  const names = Object.keys({ ...elementwiseFunctions, ...binaryFunctions })
  const ops = names.map((name) => [name, elementwiseOp(name as OpFunction)])
  return Object.fromEntries(ops) as ElementwiseLowerings
}

/** A function of one number that is several ops. */
function composite(make: (builder: Builder, x: Node) => Node): FunctionLowering {
  return (lowering, args) => {
    const x = asNumber(lowering, args.tensor('x'))
    return { ...x, node: make(lowering.builder, x.node) }
  }
}

type Reduce = (lowering: Lowering, x: Lowered, which: { over?: Dims; keep?: Dims }) => Lowered

function reduction(reduce: Reduce): FunctionLowering {
  return (lowering, args) => {
    const [over, keep] = [args.dims('over'), args.dims('keep')]
    const which = { ...(over && { over }), ...(keep && { keep }) }
    return reduce(lowering, asNumber(lowering, args.tensor('x')), which)
  }
}

/** The lowering of every function of values. */
export const valueFunctions: Readonly<Record<ValueFunctionName, FunctionLowering>> = {
  ...elementwiseLowerings(),
  identity: (lowering, args) => asNumber(lowering, args.tensor('x')),
  gelu: composite((builder, x) => gelu(builder, x)),
  silu: composite(silu),
  sum: reduction(sum),
  mean: reduction(mean),
  norm: reduction(norm),
  max: reduction(maximum),
  min: reduction(minimum),
  variance: reduction(variance),
  std: reduction(deviation),
  softmax: reduction(softmax),
  log_softmax: reduction(logSoftmax),
  standardize: reduction(standardize),
  argmax: (lowering, args) => argmax(lowering, args.tensor('x'), args.dims('over')![0]!),
  one_hot: (lowering, args) => oneHot(lowering, args.tensor('labels')),
  cross_entropy: (lowering, args) =>
    crossEntropy(lowering, args.tensor('scores'), args.tensor('labels')),
  binary_cross_entropy: (lowering, args) =>
    binaryCrossEntropy(lowering, args.tensor('scores'), args.tensor('target')),
  l2: (lowering, args) => {
    const w = asNumber(lowering, args.tensor('w'))
    const squares = sum(lowering, elementwise(lowering, 'mul', [w, w]), {})
    return elementwise(lowering, 'mul', [squares, args.tensor('strength')])
  },
  transpose: (lowering, args) => transposed(lowering, args.tensor('x')),
  outer: (lowering, args) => outerProduct(lowering, args.tensor('a'), args.tensor('b')),
  solve: (lowering, args) => solution(lowering, args.tensor('matrix'), args.tensor('right')),
}

/** Applies a function of one value by its name, as an activation does. */
export function applyUnary(lowering: Lowering, name: ElementwiseFunction, x: Lowered): Lowered {
  return valueFunctions[name](lowering, { tensor: () => x, dims: () => undefined })
}

/** `min(a, b)` and `max(a, b)`. */
export function applyPairwise(
  lowering: Lowering,
  op: 'min' | 'max',
  a: Lowered,
  b: Lowered,
): Lowered {
  return elementwise(lowering, op, [asNumber(lowering, a), asNumber(lowering, b)])
}
