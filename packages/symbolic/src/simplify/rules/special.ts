import { type Identity, readIdentities } from '../../identity/identity.ts'
import { isCount } from './conditions.ts'

/** The error function, gamma and their relatives. */
export const special: readonly Identity[] = [
  ...readIdentities(`
    1 - erf(a) = erfc(a)
    1 - erfc(a) = erf(a)
    erf(a) + erfc(a) = 1
    2 - erfc(a) = erfc(-a)
    erf(n*a) = -erf(-n*a) where n < 0`),
  // The recurrences of gamma and its relatives, from the larger argument to the smaller.
  ...readIdentities(
    `
    gamma(a)/gamma(b) = (a - 1)*gamma(a - 1)/gamma(b)
    lgamma(a) - lgamma(b) = log(abs(a - 1)) + lgamma(a - 1) - lgamma(b)
    digamma(a) - digamma(b) = 1/(a - 1) + digamma(a - 1) - digamma(b)
    trigamma(a) - trigamma(b) = trigamma(a - 1) - trigamma(b) - 1/(a - 1)^2`,
    ({ a, b }) => isCount(a?.sub(b!)),
  ),
]
