import { type Identity, readIdentities } from '../../identity/identity.ts'
import { isWhole } from './conditions.ts'

/** Sines, cosines, their quotients and inverses. */
export const trigonometric: readonly Identity[] = [
  ...readIdentities(`
    sin(a)^2 + cos(a)^2 = 1
    1 - sin(a)^2 = cos(a)^2
    1 - cos(a)^2 = sin(a)^2
    cos(a)^2 - sin(a)^2 = cos(2*a)
    2*sin(a)*cos(a) = sin(2*a)
    1 + tan(a)^2 = sec(a)^2
    1 + cot(a)^2 = csc(a)^2
    sec(a)^2 - 1 = tan(a)^2
    csc(a)^2 - 1 = cot(a)^2
    sin(a)/cos(a) = tan(a)
    tan(a)*cos(a) = sin(a)
    cot(a)*sin(a) = cos(a)
    tan(a)*cot(a) = 1
    sec(a)*cos(a) = 1
    csc(a)*sin(a) = 1
    sin(n*a) = -sin(-n*a) where n < 0
    cos(n*a) = cos(-n*a) where n < 0
    tan(n*a) = -tan(-n*a) where n < 0
    atan(n*a) = -atan(-n*a) where n < 0
    sin(pi) = 0
    cos(pi) = -1
    sin(asin(a)) = a
    cos(acos(a)) = a
    tan(atan(a)) = a
    asin(a) + acos(a) = pi/2`),
  ...readIdentities('sin(n*pi) = 0', isWhole('n')),
]
