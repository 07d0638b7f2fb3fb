import { any, type BareRule, bareRule, constant, named, op } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { isAlwaysFinite } from './finite.ts'

/**
 * Laws of arithmetic. They keep every value but for the sign of a zero, and NaN and infinity
 * where a rule says so.
 */
export const identities: readonly BareRule<Node, Builder>[] = [
  bareRule('add-zero', op('add', any('x'), constant(0)), ({ x }) => x),
  bareRule('subtract-zero', op('sub', any('x'), constant(0)), ({ x }) => x),
  bareRule('subtract-from-zero', op('sub', constant(0), any('x')), ({ x }, b) => b.neg(x)),
  bareRule('multiply-by-one', op('mul', any('x'), constant(1)), ({ x }) => x),
  bareRule('multiply-by-minus-one', op('mul', any('x'), constant(-1)), ({ x }, b) => b.neg(x)),
  bareRule(
    'multiply-by-zero',
    op('mul', any('x'), named('zero', constant(0))),
    ({ zero }) => zero, // 0·∞ and 0·NaN are NaN, which must not be hidden.
    ({ x }) => isAlwaysFinite(x),
  ),
  bareRule(
    'multiply-by-reciprocal',
    op('mul', any('x'), op('div', constant(1), any('y'))),
    ({ x, y }, b) => b.div(x, y),
  ),
  bareRule('divide-by-one', op('div', any('x'), constant(1)), ({ x }) => x),
  bareRule('negate-twice', op('neg', op('neg', any('x'))), ({ x }) => x),
  bareRule('negate-difference', op('neg', op('sub', any('x'), any('y'))), ({ x, y }, b) =>
    b.sub(y, x),
  ),
  bareRule('add-negative', op('add', any('x'), op('neg', any('y'))), ({ x, y }, b) => b.sub(x, y)),
  bareRule('subtract-negative', op('sub', any('x'), op('neg', any('y'))), ({ x, y }, b) =>
    b.add(x, y),
  ),
  bareRule(
    'multiply-negatives',
    op('mul', op('neg', any('x')), op('neg', any('y'))),
    ({ x, y }, b) => b.mul(x, y),
  ),
  bareRule(
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
  ),
  bareRule('square-absolute', op('mul', op('abs', any('x')), op('abs', any('x'))), ({ x }, b) =>
    b.mul(x, x),
  ),
  bareRule('absolute-of-negative', op('abs', op('neg', any('x'))), ({ x }, b) => b.abs(x)),
  bareRule('cosine-of-negative', op('cos', op('neg', any('x'))), ({ x }, b) => b.cos(x)),
  bareRule('sine-of-negative', op('sin', op('neg', any('x'))), ({ x }, b) => b.neg(b.sin(x))),
  bareRule('maximum-of-same', op('max', any('x'), any('x')), ({ x }) => x),
  bareRule('minimum-of-same', op('min', any('x'), any('x')), ({ x }) => x),
  bareRule('not-twice', op('not', op('not', any('x'))), ({ x }) => x),
  bareRule('select-same', op('select', any('c'), any('x'), any('x')), ({ x }) => x),
  bareRule(
    'select-by-opposite',
    op('select', op('not', any('c')), any('x'), any('y')),
    ({ c, x, y }, b) => b.select(c, y, x),
  ),
  bareRule('select-true', op('select', constant(1), any('x'), any('y')), ({ x }) => x),
  bareRule('select-false', op('select', constant(0), any('x'), any('y')), ({ y }) => y),
  bareRule(
    'multiply-by-mask',
    op('mul', any('x'), op('select', any('c'), constant(1), named('zero', constant(0)))),
    // Where the mask is 0 this is 0 even for x = ∞ or NaN, as a branch that is not taken.
    ({ x, c, zero }, b) => b.select(c, x, zero),
  ),
]
