import { any, constant, op, type Rule, rule } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { vector } from './example-inputs.ts'

const exp = op('exp', any('x'))
const sigmoid = op('sigmoid', any('x'))

/**
 * Forms that keep their digits, or their range, where the written ones do not. The first
 * that fits is taken, so special forms stand before general ones.
 */
export const stability: readonly Rule<Node, Builder>[] = [
  rule('log-of-sigmoid', op('log', sigmoid), ({ x }, b) => b.neg(b.softplus(b.neg(x))), {
    example: (b) => b.log(b.sigmoid(vector(b))),
  }),
  rule(
    'log-of-opposite-sigmoid',
    op('log', op('sub', constant(1), sigmoid)),
    ({ x }, b) => b.neg(b.softplus(x)),
    { example: (b) => b.log(b.sub(b.constant(1), b.sigmoid(vector(b)))) },
  ),
  rule('log-of-exp', op('log', exp), ({ x }) => x, {
    example: (b) => b.log(b.exp(vector(b))),
  }),
  // With w = Σ exp, this is the logarithm of softmax.
  rule('log-of-share', op('log', op('div', exp, any('w'))), ({ x, w }, b) => b.sub(x, b.log(w)), {
    example: (b) => b.log(b.div(b.exp(vector(b)), vector(b, 'w'))),
  }),
  rule(
    'log-of-scaled-exp',
    op('log', op('mul', exp, any('w'))),
    ({ x, w }, b) => b.add(x, b.log(w)),
    {
      example: (b) => b.log(b.mul(b.exp(vector(b)), vector(b, 'w'))),
    },
  ),
  rule('log-of-one-plus', op('log', op('add', constant(1), any('x'))), ({ x }, b) => b.log1p(x), {
    example: (b) => b.log(b.add(b.constant(1), vector(b))),
  }),
  rule(
    'log-of-one-minus',
    op('log', op('sub', constant(1), any('x'))),
    ({ x }, b) => b.log1p(b.neg(x)),
    {
      example: (b) => b.log(b.sub(b.constant(1), vector(b))),
    },
  ),
  rule('log-of-one-plus-exp', op('log1p', exp), ({ x }, b) => b.softplus(x), {
    example: (b) => b.log1p(b.exp(vector(b))),
  }),
  rule('exp-minus-one', op('sub', exp, constant(1)), ({ x }, b) => b.expm1(x), {
    example: (b) => b.sub(b.exp(vector(b)), b.constant(1)),
  }),
  rule('exp-plus-minus-one', op('add', exp, constant(-1)), ({ x }, b) => b.expm1(x), {
    example: (b) => b.add(b.exp(vector(b)), b.constant(-1)),
  }),
  rule(
    'logistic-function',
    op('div', constant(1), op('add', constant(1), op('exp', op('neg', any('x'))))),
    ({ x }, b) => b.sigmoid(x),
    {
      example: (b) => b.div(b.constant(1), b.add(b.constant(1), b.exp(b.neg(vector(b))))),
    },
  ),
]
