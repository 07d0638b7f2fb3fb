import { any, type BareRule, bareRule, constant, op } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

const exp = op('exp', any('x'))
const sigmoid = op('sigmoid', any('x'))

/**
 * Forms that keep their digits, or their range, where the written ones do not. The first
 * that fits is taken, so special forms stand before general ones.
 */
export const stability: readonly BareRule<Node, Builder>[] = [
  bareRule('log-of-sigmoid', op('log', sigmoid), ({ x }, b) => b.neg(b.softplus(b.neg(x)))),
  bareRule('log-of-opposite-sigmoid', op('log', op('sub', constant(1), sigmoid)), ({ x }, b) =>
    b.neg(b.softplus(x)),
  ),
  bareRule('log-of-exp', op('log', exp), ({ x }) => x),
  // With w = Σ exp, this is the logarithm of softmax.
  bareRule('log-of-share', op('log', op('div', exp, any('w'))), ({ x, w }, b) =>
    b.sub(x, b.log(w)),
  ),
  bareRule('log-of-scaled-exp', op('log', op('mul', exp, any('w'))), ({ x, w }, b) =>
    b.add(x, b.log(w)),
  ),
  bareRule('log-of-one-plus', op('log', op('add', constant(1), any('x'))), ({ x }, b) =>
    b.log1p(x),
  ),
  bareRule('log-of-one-minus', op('log', op('sub', constant(1), any('x'))), ({ x }, b) =>
    b.log1p(b.neg(x)),
  ),
  bareRule('log-of-one-plus-exp', op('log1p', exp), ({ x }, b) => b.softplus(x)),
  bareRule('exp-minus-one', op('sub', exp, constant(1)), ({ x }, b) => b.expm1(x)),
  bareRule('exp-plus-minus-one', op('add', exp, constant(-1)), ({ x }, b) => b.expm1(x)),
  bareRule(
    'logistic-function',
    op('div', constant(1), op('add', constant(1), op('exp', op('neg', any('x'))))),
    ({ x }, b) => b.sigmoid(x),
  ),
]
