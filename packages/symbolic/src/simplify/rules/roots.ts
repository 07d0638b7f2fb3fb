import { type Identity, readIdentities } from '../../identity/identity.ts'

/** Square roots and powers of powers; most need to know a sign. */
export const roots: readonly Identity[] = readIdentities(`
    sqrt(a^2) = a where a >= 0
    sqrt(a^2) = -a where a <= 0
    sqrt(a^2) = abs(a)
    (a^b)^c = a^(b*c) where a > 0
    sqrt(a)*sqrt(b) = sqrt(a*b)
    sqrt(a^2*b) = a*sqrt(b) where a > 0
    hypot(a, 0) = abs(a)`)
