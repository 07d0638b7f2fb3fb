import type { Bound, Identity } from '../identity/identity.ts'
import { isInteger, signOf } from '../number/numeral.ts'

/**
 * Forms to be recognised before roots and quotients are touched: inverse hyperbolic
 * functions written out, and functions of two exponentials.
 */
export const recognized: readonly Identity[] = [
  { name: 'asinh-written-out', from: 'log(a + sqrt(a^2 + 1))', to: 'asinh(a)' },
  { name: 'negative-asinh-written-out', from: 'log(sqrt(a^2 + 1) - a)', to: '-asinh(a)' },
  {
    name: 'acosh-written-out',
    from: 'log(a + sqrt(a^2 - 1))',
    to: 'acosh(a)',
  },
  { name: 'atanh-written-out', from: 'log((1 + a)/(1 - a))', to: '2*atanh(a)' },
  {
    name: 'difference-of-roots-of-unit-square',
    from: 'sqrt(a^2 + 1) - a',
    to: 'exp(-asinh(a))',
  },
  { name: 'exp-plus-exp-minus-two', from: 'exp(a) + exp(-a) - 2', to: '4*sinh(a/2)^2' },
  { name: 'difference-of-opposite-exps', from: 'exp(a) - exp(-a)', to: '2*sinh(a)' },
  { name: 'sum-of-opposite-exps', from: 'exp(a) + exp(-a)', to: '2*cosh(a)' },
  {
    name: 'cosh-of-negative',
    from: 'cosh(n*a)',
    to: 'cosh(-n*a)',
    when: ({ n }) => n?.kind === 'number' && signOf(n.value) < 0,
  },
  {
    name: 'sinh-of-negative',
    from: 'sinh(n*a)',
    to: '-sinh(-n*a)',
    when: ({ n }) => n?.kind === 'number' && signOf(n.value) < 0,
  },
  { name: 'tanh-of-quotient', from: 'sinh(a)/cosh(a)', to: 'tanh(a)' },
  {
    name: 'tanh-of-exps',
    from: '(exp(a) - 1)/(exp(a) + 1)',
    to: 'tanh(a/2)',
  },
  {
    name: 'tanh-of-negative-exps',
    from: '(1 - exp(-a))/(1 + exp(-a))',
    to: 'tanh(a/2)',
  },
]

/** Forms of one function each that keep their digits or their range. */
export const forms: readonly Identity[] = [
  { name: 'exp-minus-one', from: 'exp(a) - 1', to: 'expm1(a)' },
  { name: 'exp-over-expm1', from: 'exp(a)/expm1(a)', to: '-1/expm1(-a)' },
  {
    name: 'exp-over-expm1-square',
    from: 'exp(a)/expm1(a)^2',
    to: '-1/(expm1(a)*expm1(-a))',
  },
  { name: 'log-of-expm1', from: 'log(expm1(a))', to: 'a + log(-expm1(-a))' },
  {
    name: 'log-of-cosh',
    from: 'log(cosh(a))',
    to: 'abs(a) + softplus(-2*abs(a)) - log(2)',
  },
  {
    name: 'log-of-sinh',
    from: 'log(sinh(a))',
    to: 'a + log(-expm1(-2*a)) - log(2)',
  },
  { name: 'cosh-minus-one', from: 'cosh(a) - 1', to: '2*sinh(a/2)^2' },
  { name: 'one-minus-cosine', from: '1 - cos(a)', to: '2*sin(a/2)^2' },
  { name: 'one-minus-tanh', from: '1 - tanh(a)', to: '2*sigmoid(-2*a)' },
  { name: 'one-plus-tanh', from: '1 + tanh(a)', to: '2*sigmoid(2*a)' },
  { name: 'one-minus-tanh-square', from: '1 - tanh(a)^2', to: '1/cosh(a)^2' },
  { name: 'one-minus-sigmoid', from: '1 - sigmoid(a)', to: 'sigmoid(-a)' },
  { name: 'sigmoid-times-exp', from: 'sigmoid(a)*exp(-a)', to: 'sigmoid(-a)' },
  { name: 'log-of-sigmoid', from: 'log(sigmoid(a))', to: '-softplus(-a)' },
  { name: 'one-minus-erf', from: '1 - erf(a)', to: 'erfc(a)' },
  { name: 'one-plus-erf', from: '1 + erf(a)', to: 'erfc(-a)' },
  { name: 'one-minus-erfc', from: '1 - erfc(a)', to: 'erf(a)' },
  { name: 'opposite-erfc', from: '2 - erfc(a)', to: 'erfc(-a)' },
  {
    name: 'acos-near-one',
    from: 'acos(1 - a)',
    to: '2*asin(sqrt(a/2))',
  },
  { name: 'acosh-near-one', from: 'acosh(1 + a)', to: '2*asinh(sqrt(a/2))' },
  { name: 'difference-of-arctangents', from: 'atan(a) - atan(b)', to: 'atan2(a - b, 1 + a*b)' },
  {
    name: 'power-near-one',
    from: '(1 + a)^b',
    to: 'exp(b*log1p(a))',
    when: ({ b }) => b?.kind !== 'number',
  },
  {
    name: 'power-near-one-minus-one',
    from: '(1 + a)^n - 1',
    to: 'expm1(n*log1p(a))',
    when: ({ n }) => n?.kind === 'number' && !isInteger(n.value),
  },
  { name: 'log-near-one', from: 'log(1 + a)', to: 'log1p(a)' },
  { name: 'log1p-minus-log', from: 'log1p(a) - log(a)', to: 'log1p(1/a)' },
  {
    name: 'difference-of-close-logs',
    from: 'log(a) - log(b)',
    to: 'log1p((a - b)/b)',
    when: areClose,
  },
  {
    name: 'difference-of-close-log1p',
    from: 'log1p(a) - log1p(b)',
    to: 'log1p((a - b)/(1 + b))',
    when: areClose,
  },
  {
    name: 'difference-of-close-quotients',
    from: '1/a - 1/b',
    to: '(b - a)/(a*b)',
    when: areClose,
  },
  {
    name: 'lgamma-of-successor',
    from: 'lgamma(a + 1) - lgamma(a)',
    to: 'log(abs(a))',
  },
  {
    name: 'digamma-of-successor',
    from: 'digamma(a + 1) - digamma(a)',
    to: '1/a',
  },
  {
    name: 'trigamma-of-successor',
    from: 'trigamma(a + 1) - trigamma(a)',
    to: '-1/a^2',
  },
]

/** Roots of sums of squares, and differences of squares; after differences of roots. */
export const squares: readonly Identity[] = [
  { name: 'root-of-square', from: 'sqrt(a^2)', to: 'abs(a)' },
  {
    name: 'root-of-square-plus-one',
    from: 'sqrt(a^2 + 1)',
    to: 'hypot(a, 1)',
    when: (_, __, times) => times % 2 !== 0,
  },
  {
    name: 'root-of-two-squares',
    from: 'sqrt(a^2 + b^2)',
    to: 'hypot(a, b)',
  },
  {
    name: 'root-of-more-squares',
    from: 'sqrt(a^2 + b^2 + c)',
    to: 'hypot(hypot(a, b), sqrt(c))',
    when: ({ c }, facts, times) => times % 2 !== 0 && facts.isNonnegative(c!),
  },
  {
    name: 'log-of-two-squares',
    from: 'log(a^2 + b^2)',
    to: '2*log(hypot(a, b))',
  },
  { name: 'difference-of-squares', from: 'a^2 - b^2', to: '(a - b)*(a + b)' },
]

function areClose({ a, b }: Bound): boolean {
  return a!.sub(b!).kind === 'number'
}
