import { type Identity, readIdentities } from '../../identity/identity.ts'

/** Exponentials, logarithms, and the functions made of them. */
export const exponentials: readonly Identity[] = readIdentities(`
    log(exp(a)) = a
    exp(log(a)) = a
    exp(b*log(a)) = a^b
    log(a^b) = b*log(a) where a > 0
    log(a) + log(b) = log(a*b)
    log(a) - log(b) = log(a/b)
    exp(a)*exp(b) = exp(a + b)
    expm1(a) + 1 = exp(a)
    exp(log1p(a)) = 1 + a
    1/(1 + exp(-a)) = sigmoid(a)
    exp(a)/(exp(a) + exp(b)) = sigmoid(a - b)
    sigmoid(a)*exp(-a) = sigmoid(-a)
    1 - sigmoid(a) = sigmoid(-a)
    sigmoid(a) + sigmoid(-a) = 1
    log(1 + exp(a)) = softplus(a)
    exp(softplus(a)) = 1 + exp(a)
    softplus(a) - softplus(-a) = a`)
