import {
  allocate,
  type Kernel,
  type KernelName,
  kernels,
  namesByKind,
  type OpName,
} from '@gradus/ops'
import {
  any,
  type BareRule,
  bareRule,
  constant,
  named,
  type OpPattern,
  oneOf,
  op,
} from '@gradus/rewrite'
import { type Builder, constantUnder } from '../builder.ts'
import type { Node } from '../node.ts'

const whatever = constant(() => true)

/** Computing with constants, once and for all. */
export const constants: readonly BareRule<Node, Builder>[] = [
  bareRule(
    'fold-constants',
    oneOf('whole', namesByKind.elementwise),
    ({ whole }, b) => fold(whole, b),
    ({ whole }) => whole.inputs.every(isNumber),
  ),
  bareRule(
    'gather-factors',
    op('mul', op('mul', any('x'), named('c', whatever)), named('d', whatever)),
    ({ x, c, d }, b) => b.mul(x, b.mul(c, d)),
    ({ c, d }) => isProductSafe(numberOf(c), numberOf(d)),
  ),
  bareRule(
    'gather-terms',
    op('add', op('add', any('x'), named('c', whatever)), named('d', whatever)),
    ({ x, c, d }, b) => b.add(x, b.add(c, d)),
    // Terms of very different size would lose digits of x that cancel later.
    ({ c, d }) => Number.isInteger(numberOf(c)) && Number.isInteger(numberOf(d)),
  ),
  // These two round once less; the quotient or product of the numbers must not overflow.
  bareRule(
    'gather-scales',
    op('mul', op('mul', any('x'), op('broadcast', any('s'))), op('broadcast', any('t'))),
    ({ x, s, t }, b) => b.mul(x, b.mul(s, t)),
    ({ x, s, t }) => isRunTimeNumber(s) && isRunTimeNumber(t) && x.shape.length > 0,
  ),
  bareRule(
    'gather-divisors',
    op('mul', op('div', any('x'), op('broadcast', any('s'))), op('broadcast', any('t'))),
    ({ x, s, t }, b) => b.mul(x, b.div(t, s)),
    ({ s, t }) => isRunTimeNumber(s) && isRunTimeNumber(t),
  ),
  // Numbers move outwards, where sums and contractions hand them on to smaller results.
  bareRule(
    'scale-last',
    op('mul', op('mul', any('x'), named('scale', op('broadcast', any('s')))), any('y')),
    ({ x, y, scale }, b) => b.mul(b.mul(x, y), scale),
    // A product of numbers alone stays together, or the rules above would gather it again.
    ({ s, x, y }) => s.shape.length === 0 && !isRepeatedNumber(x) && !isRepeatedNumber(y),
  ),
  bareRule(
    'factor-scale-of-sum',
    op('add', scaled('x'), scaled('y')),
    ({ x, y, scale }, b) => b.mul(b.add(x, y), scale),
    ({ s }) => s.shape.length === 0,
  ),
  bareRule(
    'factor-scale-of-difference',
    op('sub', scaled('x'), scaled('y')),
    ({ x, y, scale }, b) => b.mul(b.sub(x, y), scale),
    ({ s }) => s.shape.length === 0,
  ),
  bareRule('add-same', op('add', any('x'), any('x')), ({ x }, b) => b.mul(x, b.constant(2))),
  bareRule('negate-scaled', op('neg', op('mul', any('x'), named('c', whatever))), ({ x, c }, b) =>
    b.mul(x, b.neg(c)),
  ),
  bareRule(
    'divide-by-power-of-two',
    op('div', any('x'), named('c', constant(hasExactReciprocal))),
    ({ x, c }, b) => b.mul(x, b.constant(1 / numberOf(c), x.dtype)),
  ),
  bareRule('power-zero', op('pow', any('x'), named('c', constant(0))), ({ x }, b) =>
    b.full(1, x.shape, x.dtype),
  ),
  bareRule('power-one', op('pow', any('x'), constant(1)), ({ x }) => x),
  bareRule('power-two', op('pow', any('x'), constant(2)), ({ x }, b) => b.mul(x, x)),
  bareRule('power-three', op('pow', any('x'), constant(3)), ({ x }, b) => b.mul(b.mul(x, x), x)),
  bareRule('power-four', op('pow', any('x'), constant(4)), ({ x }, b) => square(b, b.mul(x, x))),
  bareRule('power-minus-one', op('pow', any('x'), constant(-1)), ({ x }, b) => b.div(one(b, x), x)),
  bareRule('power-minus-two', op('pow', any('x'), constant(-2)), ({ x }, b) =>
    b.div(one(b, x), b.mul(x, x)),
  ),
  // The power of −∞ is +∞ and its root NaN; they agree everywhere else.
  bareRule('power-half', op('pow', any('x'), constant(0.5)), ({ x }, b) => b.sqrt(x)),
]

/** A value times a repeated number, the same one wherever it occurs in a pattern. */
function scaled<Name extends string>(name: Name): OpPattern<Name | 's' | 'scale'> {
  return op('mul', any(name), named('scale', op('broadcast', any('s'))))
}

/** Whether a node is one constant, not repeated over a shape. */
function isNumber(node: Node): boolean {
  return node.inputs.length === 0 && constantUnder(node) !== undefined
}

function isRepeatedNumber({ attributes, inputs }: Node): boolean {
  return 'into' in attributes && inputs[0]!.shape.length === 0
}

/** Whether a node is a single number that is not a constant. */
function isRunTimeNumber(node: Node): boolean {
  return node.shape.length === 0 && constantUnder(node) === undefined
}

function fold(node: Node, builder: Builder): Node {
  const inputs = node.inputs.map((input) => {
    const data = allocate(input.dtype, 1)
    data[0] = numberOf(input)
    return { shape: input.shape, dtype: input.dtype, data }
  })
  const out = { shape: node.shape, dtype: node.dtype, data: allocate(node.dtype, 1) }
  const kernel = kernels[node.op as KernelName] as Kernel<OpName>
  kernel(inputs, node.attributes as never, out, 0)
  return builder.constant(out.data[0]!, node.dtype)
}

function numberOf(node: Node): number {
  return constantUnder(node)!.attributes.value
}

/** Whether the product neither overflows nor vanishes, so that it may stand for two steps. */
function isProductSafe(c: number, d: number): boolean {
  const size = Math.abs(c * d)
  return c === 0 || d === 0 || (size > 1e-30 && size < 1e30)
}

/** Whether 1/c is exact, so that dividing and multiplying round alike. */
function hasExactReciprocal(c: number): boolean {
  const exponent = Math.log2(Math.abs(c))
  return Number.isInteger(exponent) && Math.abs(exponent) < 100 && 2 ** exponent === Math.abs(c)
}

function one(builder: Builder, like: Node): Node {
  return builder.constant(1, like.dtype)
}

function square(builder: Builder, x: Node): Node {
  return builder.mul(x, x)
}
