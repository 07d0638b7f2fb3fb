import { type Identity, readIdentities } from '../../identity/identity.ts'
import { isWhole } from './conditions.ts'

/** Absolute values, signs, and choices. */
export const piecewise: readonly Identity[] = [
  ...readIdentities(`
    abs(a) = a where a >= 0
    abs(a) = -a where a <= 0
    abs(n*a) = abs(-n*a) where n < 0
    abs(a)^2 = a^2
    abs(a)/a = sign(a)
    sign(a)*abs(a) = a
    sign(a)*a = abs(a)
    sign(a) = 1 where a > 0
    sign(a) = -1 where a < 0
    relu(a) = a where a >= 0
    relu(a) = 0 where a <= 0
    relu(a) - relu(-a) = a
    relu(a) + relu(-a) = abs(a)
    max(a, b) + min(a, b) = a + b
    max(a, b) = a where a >= b
    min(a, b) = a where a <= b`),
  ...readIdentities(
    `
    floor(a) = a
    ceil(a) = a
    round(a) = a`,
    isWhole('a'),
  ),
]
