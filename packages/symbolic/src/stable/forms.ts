import { unscaledPart } from '../canonical/parts.ts'
import { wholeNumberOf } from '../factors.ts'
import { type Bound, type Identity, readIdentities } from '../identity/identity.ts'
import { costOf } from '../simplify/cost.ts'
import { isCount } from '../simplify/rules/conditions.ts'
import { hyperbolic } from '../simplify/rules/hyperbolic.ts'
import { special } from '../simplify/rules/special.ts'
import { logOfTailText, tailFrom, tailText } from './erfc-tail.ts'
import { multipliedOut } from './regroup.ts'

// On right sides `stop_gradient` is the identity that keeps a rule from firing again.

/** Inverse functions written out, as they stand before roots are touched. */
export const recognized: readonly Identity[] = readIdentities('log(a + sqrt(a^2 + 1)) = asinh(a)')

/**
 * Logarithms of what is close to 1, or reaches 0 or infinity before its logarithm does;
 * inverse functions near the ends of their domains; differences of one function at two
 * places that may be close, and of functions and the numbers that they come close to.
 */
export const forms: readonly Identity[] = [
  ...readIdentities(`
    log1p(exp(a)) = softplus(a)
    log(sigmoid(a)) = -softplus(-a)
    log(expm1(a)) = if(a < 1, log(stop_gradient(expm1(a))), a + log1p(-exp(-a)))
    log(-expm1(a)) = if(a > -1, log(-stop_gradient(expm1(a))), log1p(-exp(a)))
    log(cosh(a)) = if(abs(a) < 1, log1p(2*sinh(a/2)^2), abs(a) + log1p(exp(-2*abs(a))) - log(2))
    log(sinh(a)) = if(a < 1, log(stop_gradient(sinh(a))), a + log1p(-exp(-2*a)) - log(2))
    log(tanh(a)) = if(a < 1, log(stop_gradient(tanh(a))), log1p(-2*sigmoid(-2*a)))
    log(gamma(a)) = if(a > 0, lgamma(a), log(stop_gradient(gamma(a))))
    log(erfc(a)) = if(a > ${tailFrom}, ${logOfTailText}, log(stop_gradient(erfc(a))))`),
  ...readIdentities('log(a^n) = n*log(abs(a))', ({ n }) => (wholeNumberOf(n) ?? 1) % 2 === 0),
  ...readIdentities('log(a^n) = n*log(a)', ({ n }) => wholeNumberOf(n) !== undefined),
  ...readIdentities('log(a^2) = 2*log(abs(a))'),
  ...readIdentities('log(n*a) = log(n) + log(a) where n > 0', ({ a }) => a?.kind === 'call'),
  ...readIdentities(`
    log(1 + a) = log1p(a)
    log1p(a^2) = if(abs(a) < 1, log1p(stop_gradient(a^2)), 2*log(hypot(a, 1)))
    pi/2 - asin(a) = acos(a)
    acos(1 - a) = 2*asin(sqrt(a/2))
    atanh(1 - a) = if(a < 1/2, log((2 - a)/a)/2, atanh(stop_gradient(1 - a)))
    acosh(1 + a) = 2*asinh(sqrt(a/2))
    exp(a) - 1 = expm1(a)
    expm1(a) + 1 = exp(a)
    exp(a) - exp(b) = 2*exp((a + b)/2)*sinh((a - b)/2)
    log(a) - log(b) = if(abs(a - b) < b/2, log1p((a - b)/b), stop_gradient(log(a)) - log(b))
    log1p(a) - log1p(b) = if(abs(a - b) < (1 + b)/2, log1p((a - b)/(1 + b)), stop_gradient(log1p(a)) - log1p(b))`),
  ...readIdentities(
    `
    sinh(a) - sinh(b) = 2*cosh((a + b)/2)*sinh((a - b)/2)
    sin(a) - sin(b) = cos(b)*sin(a - b) - 2*sin(b)*sin((a - b)/2)^2
    cos(a) - cos(b) = -sin(b)*sin(a - b) - 2*cos(b)*sin((a - b)/2)^2
    atan(a) - atan(b) = atan2(a - b, 1 + a*b)`,
    areClose,
  ),
  ...readIdentities(
    'a^b - 1 = if(abs(a - 1) < 1/2, expm1(b*log1p(a - 1)), stop_gradient(a^b) - 1)',
    ({ a, b }) => b?.kind !== 'number' || (!isCount(b) && a?.kind === 'sum'),
  ),
  ...readIdentities(`
    1 - sigmoid(a) = sigmoid(-a)
    sigmoid(a) - sigmoid(-a) = tanh(a/2)
    2*sigmoid(a) - 1 = tanh(a/2)
    1 - tanh(a)^2 = 1/cosh(a)^2
    1 - tanh(a) = 2*sigmoid(-2*a)
    1 + tanh(a) = 2*sigmoid(2*a)
    1 - cos(a)^2 = sin(a)^2
    1 - cos(a) = 2*sin(a/2)^2
    1 + cos(a) = 2*cos(a/2)^2
    1 - sin(a)^2 = cos(a)^2
    cosh(a) - 1 = 2*sinh(a/2)^2
    1 + erf(a) = erfc(-a)
    1/(1 + exp(a)) = sigmoid(-a)
    exp(a)/expm1(a) = -1/expm1(-a)
    exp(a)/expm1(a)^2 = -1/(expm1(a)*expm1(-a))
    softplus(a) - a = softplus(-a)
    sinh(a)/cosh(a)^2 = tanh(a)/cosh(a)
    sinh(a)/cosh(a)^3 = tanh(a)/cosh(a)^2
    sinh(a)^2/cosh(a)^3 = tanh(a)^2/cosh(a)
    exp(a^2)*erfc(a) = if(a > ${tailFrom}, ${tailText}, exp(a^2)*stop_gradient(erfc(a)))`),
  ...hyperbolic,
  ...special,
]

/** Powers near 1 and squares, after differences of either. */
export const lastForms: readonly Identity[] = [
  ...readIdentities(
    '(1 + a)^b = if(abs(a) < 1/2, exp(b*log1p(a)), stop_gradient(1 + a)^b)',
    ({ b }) => b?.kind !== 'number',
  ),
  ...readIdentities('log(a^2 + b^2) = 2*log(hypot(a, b))'),
]

/** Whether the difference of two formulas is simpler than they are. */
function areClose({ a, b }: Bound): boolean {
  const difference = unscaledPart(multipliedOut(a!.sub(b!)))
  return difference.kind === 'number' || costOf(difference) < Math.max(costOf(a!), costOf(b!)) - 0.5
}
