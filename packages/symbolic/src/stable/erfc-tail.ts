/** From here on eight terms of the asymptotic series of erfc are right to the last digit. */
export const tailFrom = 12

// DLMF 7.12.1, without its first term.
const u = '(1/(2*a^2))'
const series = [3, 5, 7, 9, 11, 13, 15].reduceRight(
  (rest, odd) => `-${u}*(1 + ${odd}*(${rest}))`,
  `-${u}`,
)

/** e^(a²)·erfc(a) for large a. */
export const tailText: string = `(1 + ${series})/(sqrt(pi)*a)`

/** log(erfc(a)) for large a. */
export const logOfTailText: string = `log1p(${series}) - a^2 - log(sqrt(pi)*a)`
