import type { Builder, Node } from '@gradus/graph'
import { dim } from '@gradus/ops'

type Example = (builder: Builder) => Node

const rows = dim(3, 'n')
const columns = dim(2, 'k')

/** A node at which each rule fires. */
export const examples: Readonly<Record<string, Example>> = {
  // constants
  'fold-constants': (b) => b.mul(b.constant(3), b.constant(0.5)),
  'gather-factors': (b) => b.mul(b.constant(2), b.mul(vector(b), b.constant(5))),
  'gather-terms': (b) => b.add(b.constant(2), b.add(vector(b), b.constant(5))),
  'gather-scales': (b) => b.mul(b.mul(vector(b), number(b)), number(b, 't')),
  'gather-divisors': (b) => b.mul(b.div(vector(b), number(b)), number(b, 't')),
  'scale-last': (b) => b.mul(b.mul(vector(b), number(b)), vector(b, 'y')),
  'factor-scale-of-sum': (b) => b.add(...scaledPair(b)),
  'factor-scale-of-difference': (b) => b.sub(...scaledPair(b)),
  'add-same': (b) => b.add(vector(b), vector(b)),
  'negate-scaled': (b) => b.neg(b.mul(vector(b), b.constant(3))),
  'divide-by-power-of-two': (b) => b.div(vector(b), b.constant(8)),
  'power-zero': (b) => b.pow(vector(b), b.constant(0)),
  'power-one': (b) => b.pow(vector(b), b.constant(1)),
  'power-two': (b) => b.pow(vector(b), b.constant(2)),
  'power-three': (b) => b.pow(vector(b), b.constant(3)),
  'power-four': (b) => b.pow(vector(b), b.constant(4)),
  'power-minus-one': (b) => b.pow(vector(b), b.constant(-1)),
  'power-minus-two': (b) => b.pow(vector(b), b.constant(-2)),
  'power-half': (b) => b.pow(number(b), b.constant(0.5)),
  // contraction
  'contract-transposed-left': (b) => times(b, turned(b, matrix(b)), matrix(b, 'B')),
  'contract-transposed-right': (b) => times(b, matrix(b), turned(b, matrix(b, 'B'))),
  'transpose-of-contract': (b) => turned(b, times(b, turned(b, matrix(b)), matrix(b, 'B'))),
  'sum-of-contract': (b) =>
    b.apply('sum', [times(b, turned(b, matrix(b)), matrix(b, 'B'))], { axes: [1] }),
  'contract-own-axes': (b) =>
    b.apply('contract', [matrix(b), vector(b)], { left: [0, 1], right: [0], out: [0] }),
  'contract-repeated-left': (b) => times(b, repeatedRow(b), turned(b, matrix(b))),
  'contract-repeated-right': (b) => times(b, turned(b, matrix(b)), repeatedRow(b)),
  'contract-number-left': (b) =>
    b.apply('contract', [number(b), matrix(b)], { left: [], right: [0, 1], out: [1, 0] }),
  'contract-number-right': (b) =>
    b.apply('contract', [matrix(b), number(b)], { left: [0, 1], right: [], out: [0] }),
  'contract-without-sum': (b) =>
    b.apply('contract', [matrix(b), turned(b, matrix(b, 'B'))], {
      left: [0, 1],
      right: [1, 0],
      out: [0, 1],
    }),
  'contract-scaled-left': (b) => times(b, b.mul(turned(b, matrix(b)), number(b)), matrix(b, 'B')),
  'contract-scaled-right': (b) => times(b, turned(b, matrix(b)), b.mul(matrix(b, 'B'), number(b))),
  'sum-of-products': (b) => {
    const shape = [dim(2), dim(3), dim(2)]
    const left = b.apply('broadcast', [turned(b, matrix(b))], { shape, into: [0, 1] })
    const right = b.apply('broadcast', [matrix(b, 'B')], { shape, into: [1, 2] })
    return b.apply('sum', [b.mul(left, right)], { axes: [1] })
  },
  // identities
  'add-zero': (b) => b.add(vector(b), b.constant(0)),
  'subtract-zero': (b) => b.sub(vector(b), b.constant(0)),
  'subtract-from-zero': (b) => b.sub(b.constant(0), vector(b)),
  'multiply-by-one': (b) => b.mul(b.constant(1), vector(b)),
  'multiply-by-minus-one': (b) => b.mul(vector(b), b.constant(-1)),
  'multiply-by-zero': (b) => b.mul(b.tanh(b.cast(iota(b), 'f64')), b.constant(0)),
  'multiply-by-reciprocal': (b) => b.mul(vector(b), b.div(b.constant(1), vector(b, 'y'))),
  'divide-by-one': (b) => b.div(vector(b), b.constant(1)),
  'negate-twice': (b) => b.neg(b.neg(vector(b))),
  'negate-difference': (b) => b.neg(b.sub(vector(b), vector(b, 'y'))),
  'add-negative': (b) => b.add(b.neg(vector(b)), vector(b, 'y')),
  'subtract-negative': (b) => b.sub(vector(b), b.neg(vector(b, 'y'))),
  'multiply-negatives': (b) => b.mul(b.neg(vector(b)), b.neg(vector(b, 'y'))),
  'multiply-negative': (b) => b.mul(b.neg(vector(b)), b.constant(2)),
  'square-absolute': (b) => b.mul(b.abs(vector(b)), b.abs(vector(b))),
  'absolute-of-negative': (b) => b.abs(b.neg(vector(b))),
  'cosine-of-negative': (b) => b.cos(b.neg(vector(b))),
  'sine-of-negative': (b) => b.sin(b.neg(vector(b))),
  'maximum-of-same': (b) => b.max(vector(b), vector(b)),
  'minimum-of-same': (b) => b.min(vector(b), vector(b)),
  'not-twice': (b) => b.select(b.not(b.not(isPositive(b))), vector(b), vector(b, 'y')),
  'select-same': (b) => b.select(isPositive(b), vector(b), vector(b)),
  'select-by-opposite': (b) => b.select(b.not(isPositive(b)), vector(b), vector(b, 'y')),
  'select-true': (b) => b.select(b.constant(1, 'bool'), number(b), number(b, 't')),
  'select-false': (b) => b.select(b.constant(0, 'bool'), number(b), number(b, 't')),
  'multiply-by-mask': (b) =>
    b.mul(vector(b, 'y'), b.select(isPositive(b), b.constant(1), b.constant(0))),
  // movement
  'reshape-to-same': (b) => b.apply('reshape', [vector(b)], { shape: [dim(3)] }),
  'reshape-twice': (b) => {
    const column = b.apply('reshape', [matrix(b)], { shape: [dim(6), dim(1)] })
    return b.apply('reshape', [column], { shape: [dim(2), dim(3)] })
  },
  'reshape-of-repeated-number': (b) =>
    b.apply('reshape', [b.broadcastTo(number(b), [dim(6)])], { shape: [dim(2), dim(3)] }),
  'transpose-to-same': (b) => b.apply('transpose', [matrix(b)], { order: [0, 1] }),
  'transpose-twice': (b) => turned(b, turned(b, matrix(b))),
  'transpose-of-merged-transpose': (b) => {
    const order = [2, 0, 1]
    const cube = b.apply('broadcast', [matrix(b)], {
      shape: [...matrix(b).shape, dim(4)],
      into: [0, 1],
    })
    const turnedCube = b.apply('transpose', [cube], { order })
    return turned(b, b.apply('reshape', [turnedCube], { shape: [dim(4), dim(6)] }))
  },
  'transpose-of-broadcast': (b) => turned(b, repeatedRow(b)),
  'broadcast-to-same': (b) =>
    b.apply('broadcast', [vector(b)], { shape: vector(b).shape, into: [0] }),
  'broadcast-twice': (b) =>
    b.apply('broadcast', [repeatedRow(b)], { shape: [dim(2), dim(3), dim(4)], into: [1, 0] }),
  'slice-of-everything': (b) => cut(b, vector(b), 0, 3),
  'slice-twice': (b) => cut(b, cut(b, vector(b), 1, 2), 1, 1),
  'slice-of-broadcast': (b) => b.apply('slice', [repeatedRow(b)], { axis: 1, start: 1, size: 1 }),
  'slice-of-pad': (b) =>
    cut(b, b.apply('pad', [vector(b)], { axis: 0, before: 2, after: 1 }), 3, 2),
  'pad-with-nothing': (b) => b.apply('pad', [vector(b)], { axis: 0, before: 0, after: 0 }),
  'slice-of-concat': (b) => cut(b, joined(b, [vector(b), vector(b, 'y')]), 4, 2),
  'concat-of-one': (b) => joined(b, [vector(b)]),
  'elementwise-of-broadcasts': (b) =>
    b.mul(b.exp(repeatedRow(b)), b.broadcastTo(number(b), matrix(b).shape)),
  'reverse-twice': (b) => reversed(b, reversed(b, matrix(b), 0), 0, 1),
  'reverse-nothing': (b) => reversed(b, vector(b)),
  // reduction
  'reduce-nothing': (b) =>
    b.apply('sum', [b.apply('reshape', [vector(b)], { shape: [dim(1), dim(3)] })], {
      axes: [0],
    }),
  'sum-of-sum': (b) => b.apply('sum', [b.apply('sum', [matrix(b)], { axes: [0] })], { axes: [0] }),
  'sum-of-broadcast': (b) => b.apply('sum', [repeatedRow(b)], { axes: [0] }),
  'sum-of-negative': (b) => b.apply('sum', [b.neg(vector(b))], { axes: [0] }),
  'sum-of-scaled': (b) => b.apply('sum', [b.mul(matrix(b), number(b))], { axes: [1] }),
  'sum-of-divided': (b) => b.apply('sum', [b.div(matrix(b), number(b))], { axes: [1] }),
  // stability
  'log-of-sigmoid': (b) => b.log(b.sigmoid(vector(b))),
  'log-of-opposite-sigmoid': (b) => b.log(b.sub(b.constant(1), b.sigmoid(vector(b)))),
  'log-of-exp': (b) => b.log(b.exp(vector(b))),
  'log-of-share': (b) => b.log(b.div(b.exp(vector(b)), vector(b, 'w'))),
  'log-of-scaled-exp': (b) => b.log(b.mul(b.exp(vector(b)), vector(b, 'w'))),
  'log-of-one-plus': (b) => b.log(b.add(b.constant(1), vector(b))),
  'log-of-one-minus': (b) => b.log(b.sub(b.constant(1), vector(b))),
  'log-of-one-plus-exp': (b) => b.log1p(b.exp(vector(b))),
  'exp-minus-one': (b) => b.sub(b.exp(vector(b)), b.constant(1)),
  'exp-plus-minus-one': (b) => b.add(b.exp(vector(b)), b.constant(-1)),
  'logistic-function': (b) => b.div(b.constant(1), b.add(b.constant(1), b.exp(b.neg(vector(b))))),
  // windows
  'windows-side-by-side': (b) => seen(b, vector(b), 2, 2),
  'windows-added-side-by-side': (b) =>
    b.apply('overlap_add', [matrix(b)], { axis: 0, length: dim(7), stride: 3, dilation: 1 }),
}

/** A single number. */
function number(builder: Builder, name = 's'): Node {
  return builder.input(name, [], 'f64')
}

/** A vector `[n=3]`. */
function vector(builder: Builder, name = 'x'): Node {
  return builder.input(name, [rows], 'f64')
}

/** A matrix `[n=3, k=2]`. */
function matrix(builder: Builder, name = 'A'): Node {
  return builder.input(name, [rows, columns], 'f64')
}

/** A vector `[k=2]`, repeated to a matrix `[n=3, k=2]`. */
function repeatedRow(builder: Builder, name = 'r'): Node {
  const row = builder.input(name, [columns], 'f64')
  return builder.apply('broadcast', [row], { shape: [rows, columns], into: [1] })
}

function scaledPair(builder: Builder): [Node, Node] {
  const scale = number(builder)
  return [builder.mul(vector(builder), scale), builder.mul(vector(builder, 'y'), scale)]
}

function times(builder: Builder, x: Node, y: Node): Node {
  return builder.apply('contract', [x, y], { left: [0, 1], right: [1, 2], out: [0, 2] })
}

function turned(builder: Builder, x: Node): Node {
  return builder.apply('transpose', [x], { order: [1, 0] })
}

function iota(builder: Builder): Node {
  return builder.apply('iota', [], { shape: vector(builder).shape, axis: 0 })
}

function isPositive(builder: Builder): Node {
  return builder.gt(vector(builder), builder.constant(0))
}

function cut(builder: Builder, x: Node, start: number, size: number): Node {
  return builder.apply('slice', [x], { axis: 0, start, size })
}

function joined(builder: Builder, parts: readonly Node[]): Node {
  return builder.apply('concat', parts, { axis: 0, name: '' })
}

function reversed(builder: Builder, x: Node, ...axes: readonly number[]): Node {
  return builder.apply('reverse', [x], { axes })
}

function seen(builder: Builder, x: Node, size: number, stride: number): Node {
  return builder.apply('windows', [x], { axis: 0, size, stride, dilation: 1 })
}
