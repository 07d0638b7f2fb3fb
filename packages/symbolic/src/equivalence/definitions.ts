import { type Identity, readIdentities } from '../identity/identity.ts'

/**
 * Functions written by the few that proofs calculate with: exp, log, sin, cos, roots and
 * absolute values. Each holds wherever both sides are defined.
 */
export const definitions: readonly Identity[] = readIdentities(`
    exp(log(a)) = a
    exp(b*log(a)) = a^b
    gamma(a)*gamma(-a) = -pi/(a*sin(pi*a))
    gamma(a + n) = (a + n - 1)*gamma(a + n - 1) where 1 <= n and n <= 20
    gamma(a + n) = gamma(a + n + 1)/(a + n) where -20 <= n and n < 0
    lgamma(a + n) = lgamma(a + n - 1) + log(a + n - 1) where 1 <= n and n <= 20
    lgamma(a + n) = lgamma(a + n + 1) - log(a + n) where -20 <= n and n < 0
    digamma(a + n) = digamma(a + n - 1) + 1/(a + n - 1) where 1 <= n and n <= 20
    digamma(a + n) = digamma(a + n + 1) - 1/(a + n) where -20 <= n and n < 0
    trigamma(a + n) = trigamma(a + n - 1) - 1/(a + n - 1)^2 where 1 <= n and n <= 20
    trigamma(a + n) = trigamma(a + n + 1) + 1/(a + n)^2 where -20 <= n and n < 0
    sin(asin(a)) = a
    tan(atan(a)) = a
    cos(asin(a)) = sqrt(1 - a^2)
    tan(asin(a)) = a/sqrt(1 - a^2)
    cos(atan(a)) = 1/sqrt(1 + a^2)
    sin(atan(a)) = a/sqrt(1 + a^2)
    sinh(a) = (exp(a) - exp(-a))/2
    cosh(a) = (exp(a) + exp(-a))/2
    tanh(a) = (exp(2*a) - 1)/(exp(2*a) + 1)
    asinh(a) = log(a + sqrt(a^2 + 1))
    acosh(a) = log(a + sqrt(a^2 - 1))
    atanh(a) = (log(1 + a) - log(1 - a))/2
    tan(a) = sin(a)/cos(a)
    cot(a) = cos(a)/sin(a)
    sec(a) = 1/cos(a)
    csc(a) = 1/sin(a)
    acos(a) = pi/2 - asin(a)
    sigmoid(a) = 1/(1 + exp(-a))
    softplus(a) = log(1 + exp(a))
    log1p(a) = log(1 + a)
    expm1(a) = exp(a) - 1
    log2(a) = log(a)/log(2)
    log10(a) = log(a)/log(10)
    exp2(a) = exp(a*log(2))
    hypot(a, b) = sqrt(a^2 + b^2)
    erfc(a) = 1 - erf(a)
    relu(a) = (a + abs(a))/2
    max(a, b) = (a + b + abs(a - b))/2
    min(a, b) = (a + b - abs(a - b))/2`)
