import { any, constant, named, op, type Rule, rule } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { number, vector } from './example-inputs.ts'
import { isAlwaysFinite } from './finite.ts'

/**
 * Laws of arithmetic. They keep every value but for the sign of a zero, and NaN and infinity
 * where a rule says so.
 */
export const identities: readonly Rule<Node, Builder>[] = [
  rule('add-zero', op('add', any('x'), constant(0)), ({ x }) => x, {
    example: (b) => b.add(vector(b), b.constant(0)),
  }),
  rule('subtract-zero', op('sub', any('x'), constant(0)), ({ x }) => x, {
    example: (b) => b.sub(vector(b), b.constant(0)),
  }),
  rule('subtract-from-zero', op('sub', constant(0), any('x')), ({ x }, b) => b.neg(x), {
    example: (b) => b.sub(b.constant(0), vector(b)),
  }),
  rule('multiply-by-one', op('mul', any('x'), constant(1)), ({ x }) => x, {
    example: (b) => b.mul(b.constant(1), vector(b)),
  }),
  rule('multiply-by-minus-one', op('mul', any('x'), constant(-1)), ({ x }, b) => b.neg(x), {
    example: (b) => b.mul(vector(b), b.constant(-1)),
  }),
  rule('multiply-by-zero', op('mul', any('x'), named('zero', constant(0))), ({ zero }) => zero, {
    // 0·∞ and 0·NaN are NaN, which must not be hidden.
    when: ({ x }) => isAlwaysFinite(x),
    example: (b) => b.mul(b.tanh(b.cast(iota(b), 'f64')), b.constant(0)),
  }),
  rule(
    'multiply-by-reciprocal',
    op('mul', any('x'), op('div', constant(1), any('y'))),
    ({ x, y }, b) => b.div(x, y),
    { example: (b) => b.mul(vector(b), b.div(b.constant(1), vector(b, 'y'))) },
  ),
  rule('divide-by-one', op('div', any('x'), constant(1)), ({ x }) => x, {
    example: (b) => b.div(vector(b), b.constant(1)),
  }),
  rule('negate-twice', op('neg', op('neg', any('x'))), ({ x }) => x, {
    example: (b) => b.neg(b.neg(vector(b))),
  }),
  rule(
    'negate-difference',
    op('neg', op('sub', any('x'), any('y'))),
    ({ x, y }, b) => b.sub(y, x),
    {
      example: (b) => b.neg(b.sub(vector(b), vector(b, 'y'))),
    },
  ),
  rule('add-negative', op('add', any('x'), op('neg', any('y'))), ({ x, y }, b) => b.sub(x, y), {
    example: (b) => b.add(b.neg(vector(b)), vector(b, 'y')),
  }),
  rule(
    'subtract-negative',
    op('sub', any('x'), op('neg', any('y'))),
    ({ x, y }, b) => b.add(x, y),
    {
      example: (b) => b.sub(vector(b), b.neg(vector(b, 'y'))),
    },
  ),
  rule(
    'multiply-negatives',
    op('mul', op('neg', any('x')), op('neg', any('y'))),
    ({ x, y }, b) => b.mul(x, y),
    { example: (b) => b.mul(b.neg(vector(b)), b.neg(vector(b, 'y'))) },
  ),
  rule(
    'multiply-negative',
    op(
      'mul',
      op('neg', any('x')),
      named(
        'c',
        constant(() => true),
      ),
    ),
    ({ x, c }, b) => b.mul(x, b.neg(c)),
    { example: (b) => b.mul(b.neg(vector(b)), b.constant(2)) },
  ),
  rule(
    'square-absolute',
    op('mul', op('abs', any('x')), op('abs', any('x'))),
    ({ x }, b) => b.mul(x, x),
    {
      example: (b) => b.mul(b.abs(vector(b)), b.abs(vector(b))),
    },
  ),
  rule('absolute-of-negative', op('abs', op('neg', any('x'))), ({ x }, b) => b.abs(x), {
    example: (b) => b.abs(b.neg(vector(b))),
  }),
  rule('cosine-of-negative', op('cos', op('neg', any('x'))), ({ x }, b) => b.cos(x), {
    example: (b) => b.cos(b.neg(vector(b))),
  }),
  rule('sine-of-negative', op('sin', op('neg', any('x'))), ({ x }, b) => b.neg(b.sin(x)), {
    example: (b) => b.sin(b.neg(vector(b))),
  }),
  rule('maximum-of-same', op('max', any('x'), any('x')), ({ x }) => x, {
    example: (b) => b.max(vector(b), vector(b)),
  }),
  rule('minimum-of-same', op('min', any('x'), any('x')), ({ x }) => x, {
    example: (b) => b.min(vector(b), vector(b)),
  }),
  rule('not-twice', op('not', op('not', any('x'))), ({ x }) => x, {
    example: (b) => b.select(b.not(b.not(isPositive(b))), vector(b), vector(b, 'y')),
  }),
  rule('select-same', op('select', any('c'), any('x'), any('x')), ({ x }) => x, {
    example: (b) => b.select(isPositive(b), vector(b), vector(b)),
  }),
  rule(
    'select-by-opposite',
    op('select', op('not', any('c')), any('x'), any('y')),
    ({ c, x, y }, b) => b.select(c, y, x),
    {
      example: (b) => b.select(b.not(isPositive(b)), vector(b), vector(b, 'y')),
    },
  ),
  rule('select-true', op('select', constant(1), any('x'), any('y')), ({ x }) => x, {
    example: (b) => b.select(b.constant(1, 'bool'), number(b), number(b, 't')),
  }),
  rule('select-false', op('select', constant(0), any('x'), any('y')), ({ y }) => y, {
    example: (b) => b.select(b.constant(0, 'bool'), number(b), number(b, 't')),
  }),
  rule(
    'multiply-by-mask',
    op('mul', any('x'), op('select', any('c'), constant(1), named('zero', constant(0)))),
    // Where the mask is 0 this is 0 even for x = ∞ or NaN, as a branch that is not taken.
    ({ x, c, zero }, b) => b.select(c, x, zero),
    {
      example: (b) => b.mul(vector(b, 'y'), b.select(isPositive(b), b.constant(1), b.constant(0))),
    },
  ),
]

function iota(builder: Builder): Node {
  return builder.apply('iota', [], { shape: vector(builder).shape, axis: 0 })
}

function isPositive(builder: Builder): Node {
  return builder.gt(vector(builder), builder.constant(0))
}
