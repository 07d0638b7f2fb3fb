import { type Identity, readIdentities } from '../../identity/identity.ts'

/** Hyperbolic functions and their inverses. */
export const hyperbolic: readonly Identity[] = readIdentities(`
    cosh(a)^2 - sinh(a)^2 = 1
    1 + sinh(a)^2 = cosh(a)^2
    cosh(a)^2 - 1 = sinh(a)^2
    cosh(a)^2 + sinh(a)^2 = cosh(2*a)
    2*sinh(a)*cosh(a) = sinh(2*a)
    sinh(a)/cosh(a) = tanh(a)
    tanh(a)*cosh(a) = sinh(a)
    cosh(a) + sinh(a) = exp(a)
    cosh(a) - sinh(a) = exp(-a)
    exp(a)/2 - exp(-a)/2 = sinh(a)
    exp(a)/2 + exp(-a)/2 = cosh(a)
    sinh(n*a) = -sinh(-n*a) where n < 0
    cosh(n*a) = cosh(-n*a) where n < 0
    tanh(n*a) = -tanh(-n*a) where n < 0
    sinh(asinh(a)) = a
    asinh(sinh(a)) = a
    cosh(acosh(a)) = a
    tanh(atanh(a)) = a
    atanh(tanh(a)) = a`)
