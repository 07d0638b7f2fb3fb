import { unscaledPart } from '../canonical/parts.ts'
import type { Expr } from '../expr.ts'
import { wholeNumberOf } from '../factors.ts'
import type { Bound, Identity } from '../identity/identity.ts'
import { signOf } from '../number/numeral.ts'
import { costOf } from '../simplify/cost.ts'
import { isCount } from '../simplify/rules/conditions.ts'
import { hyperbolic } from '../simplify/rules/hyperbolic.ts'
import { special } from '../simplify/rules/special.ts'
import { logOfTailText, tailFrom, tailText } from './erfc-tail.ts'
import { multipliedOut } from './regroup.ts'

// On right sides `stop_gradient` is the identity that keeps a rule from firing again.

/** Inverse functions written out, as they stand before roots are touched. */
export const recognized: readonly Identity[] = [{ from: 'log(a + sqrt(a^2 + 1))', to: 'asinh(a)' }]

/** Differences of one function at two places that may be close. */
const differences: readonly Identity[] = [
  { from: 'exp(a) - 1', to: 'expm1(a)' },
  { from: 'expm1(a) + 1', to: 'exp(a)' },
  // Overflows no sooner than the difference.
  { from: 'exp(a) - exp(b)', to: '2*exp((a + b)/2)*sinh((a - b)/2)' },
  { from: 'sinh(a) - sinh(b)', to: '2*cosh((a + b)/2)*sinh((a - b)/2)', when: areClose },
  { from: 'log(a) - log(b)', to: ofLogs('log(a)', 'a - b', 'b') },
  { from: 'log1p(a) - log1p(b)', to: ofLogs('log1p(a)', 'a - b', '(1 + b)') },
  {
    from: 'sin(a) - sin(b)',
    to: 'cos(b)*sin(a - b) - 2*sin(b)*sin((a - b)/2)^2',
    when: areClose,
  },
  {
    from: 'cos(a) - cos(b)',
    to: '-sin(b)*sin(a - b) - 2*cos(b)*sin((a - b)/2)^2',
    when: areClose,
  },
  { from: 'atan(a) - atan(b)', to: 'atan2(a - b, 1 + a*b)', when: areClose },
  {
    from: 'a^b - 1',
    to: 'if(abs(a - 1) < 1/2, expm1(b*log1p(a - 1)), stop_gradient(a^b) - 1)',
    when: ({ a, b }) => b?.kind !== 'number' || (!isCount(b) && a?.kind === 'sum'),
  },
]

function ofLogs(first: string, difference: string, b: string): string {
  const second = b === 'b' ? 'log(b)' : 'log1p(b)'
  return `if(abs(${difference}) < ${b}/2, log1p((${difference})/${b}), stop_gradient(${first}) - ${second})`
}

/** Whether the difference of two formulas is simpler than they are. */
function areClose({ a, b }: Bound): boolean {
  const difference = unscaledPart(multipliedOut(a!.sub(b!)))
  return difference.kind === 'number' || costOf(difference) < Math.max(costOf(a!), costOf(b!)) - 0.5
}

/** Functions less the numbers that they come close to. */
const complements: readonly Identity[] = [
  { from: '1 - sigmoid(a)', to: 'sigmoid(-a)' },
  { from: 'sigmoid(a) - sigmoid(-a)', to: 'tanh(a/2)' },
  { from: '2*sigmoid(a) - 1', to: 'tanh(a/2)' },
  { from: '1 - tanh(a)^2', to: '1/cosh(a)^2' },
  { from: '1 - tanh(a)', to: '2*sigmoid(-2*a)' },
  { from: '1 + tanh(a)', to: '2*sigmoid(2*a)' },
  { from: '1 - cos(a)^2', to: 'sin(a)^2' },
  { from: '1 - cos(a)', to: '2*sin(a/2)^2' },
  { from: '1 + cos(a)', to: '2*cos(a/2)^2' },
  { from: '1 - sin(a)^2', to: 'cos(a)^2' },
  { from: 'cosh(a) - 1', to: '2*sinh(a/2)^2' },
  { from: '1 + erf(a)', to: 'erfc(-a)' },
]

/**
 * Logarithms of what is close to 1, or reaches 0 or infinity before its logarithm does, and
 * inverse functions near the ends of their domains.
 */
export const forms: readonly Identity[] = [
  { from: 'log1p(exp(a))', to: 'softplus(a)' },
  { from: 'log(sigmoid(a))', to: '-softplus(-a)' },
  {
    from: 'log(expm1(a))',
    to: 'if(a < 1, log(stop_gradient(expm1(a))), a + log1p(-exp(-a)))',
  },
  {
    from: 'log(-expm1(a))',
    to: 'if(a > -1, log(-stop_gradient(expm1(a))), log1p(-exp(a)))',
  },
  {
    from: 'log(cosh(a))',
    to: 'if(abs(a) < 1, log1p(2*sinh(a/2)^2), abs(a) + log1p(exp(-2*abs(a))) - log(2))',
  },
  {
    from: 'log(sinh(a))',
    to: 'if(a < 1, log(stop_gradient(sinh(a))), a + log1p(-exp(-2*a)) - log(2))',
  },
  {
    from: 'log(tanh(a))',
    to: 'if(a < 1, log(stop_gradient(tanh(a))), log1p(-2*sigmoid(-2*a)))',
  },
  { from: 'log(gamma(a))', to: 'if(a > 0, lgamma(a), log(stop_gradient(gamma(a))))' },
  {
    from: 'log(erfc(a))',
    to: `if(a > ${tailFrom}, ${logOfTailText}, log(stop_gradient(erfc(a))))`,
  },
  { from: 'log(a^n)', to: 'n*log(abs(a))', when: isEven },
  {
    from: 'log(a^n)',
    to: 'n*log(a)',
    when: ({ n }) => wholeNumberOf(n) !== undefined,
  },
  { from: 'log(a^2)', to: '2*log(abs(a))' },
  { from: 'log(n*a)', to: 'log(n) + log(a)', when: isMultipleOfCall },
  { from: 'log(1 + a)', to: 'log1p(a)' },
  {
    from: 'log1p(a^2)',
    to: 'if(abs(a) < 1, log1p(stop_gradient(a^2)), 2*log(hypot(a, 1)))',
  },
  { from: 'pi/2 - asin(a)', to: 'acos(a)' },
  { from: 'acos(1 - a)', to: '2*asin(sqrt(a/2))' },
  {
    from: 'atanh(1 - a)',
    to: 'if(a < 1/2, log((2 - a)/a)/2, atanh(stop_gradient(1 - a)))',
  },
  { from: 'acosh(1 + a)', to: '2*asinh(sqrt(a/2))' },
  ...differences,
  ...complements,
  { from: '1/(1 + exp(a))', to: 'sigmoid(-a)' },
  { from: 'exp(a)/expm1(a)', to: '-1/expm1(-a)' },
  { from: 'exp(a)/expm1(a)^2', to: '-1/(expm1(a)*expm1(-a))' },
  { from: 'softplus(a) - a', to: 'softplus(-a)' },
  { from: 'sinh(a)/cosh(a)^2', to: 'tanh(a)/cosh(a)' },
  { from: 'sinh(a)/cosh(a)^3', to: 'tanh(a)/cosh(a)^2' },
  { from: 'sinh(a)^2/cosh(a)^3', to: 'tanh(a)^2/cosh(a)' },
  {
    from: 'exp(a^2)*erfc(a)',
    to: `if(a > ${tailFrom}, ${tailText}, exp(a^2)*stop_gradient(erfc(a)))`,
  },
  ...hyperbolic,
  ...special,
]

/** Powers near 1 and squares, after differences of either. */
export const lastForms: readonly Identity[] = [
  {
    from: '(1 + a)^b',
    to: 'if(abs(a) < 1/2, exp(b*log1p(a)), stop_gradient(1 + a)^b)',
    when: ({ b }) => b?.kind !== 'number',
  },
  { from: 'log(a^2 + b^2)', to: '2*log(hypot(a, b))' },
]

function isEven({ n }: Bound): boolean {
  return (wholeNumberOf(n) ?? 1) % 2 === 0
}

function isMultipleOfCall({ n, a }: Bound): boolean {
  return isPositive(n) && a?.kind === 'call'
}

function isPositive(n: Expr | undefined): boolean {
  return n?.kind === 'number' && signOf(n.value) > 0
}
