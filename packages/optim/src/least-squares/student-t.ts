/** Beyond so many degrees of freedom the series below is as good as the exact sums. */
const sumLimit = 1000

/**
 * The quantile of Student's t: the `t` that a draw stays below with probability `p`.
 *
 * Newton's method on the distribution function, from the normal quantile with the first
 * corrections in 1/ν; to about 13 digits.
 *
 * Source: Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 26.7.3, 26.7.4
 * and 26.7.5.
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1) || !(degreesOfFreedom > 0)) return Number.NaN
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom)
  if (p === 0.5) return 0
  const nu = degreesOfFreedom
  const guess = expand(normalQuantile(p), nu)
  if (nu > sumLimit) return guess
  if (nu === 1) return Math.tan(Math.PI * (p - 0.5))
  let low = 0
  let high = Number.POSITIVE_INFINITY
  let t = guess
  for (let turn = 0; turn < 100; turn++) {
    const error = centralProbability(t, nu) - (2 * p - 1)
    if (error > 0) high = t
    else low = t
    let next = t - error / (2 * density(t, nu))
    if (!(next > low && next < high))
      next = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * t
    if (Math.abs(next - t) <= 2e-15 * t) return next
    t = next
  }
  return t
}

/** The probability that a draw lies within `±t`, for a whole number of degrees. */
function centralProbability(t: number, nu: number): number {
  const angle = Math.atan(t / Math.sqrt(nu))
  const square = Math.cos(angle) ** 2
  const isOdd = nu % 2 === 1
  let term = isOdd ? Math.cos(angle) : 1
  let sum = nu === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k <= nu - 2; k += 2) {
    term *= ((k - 1) / k) * square
    sum += term
  }
  const sine = Math.sin(angle)
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}

function density(t: number, nu: number): number {
  // Γ((ν + 1)/2) / Γ(ν/2), by its recurrence over ν from 1 or 2.
  let ratio = nu % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2
  for (let k = nu % 2 === 1 ? 1 : 2; k < nu; k += 2) ratio *= (k + 1) / k
  return (ratio / Math.sqrt(nu * Math.PI)) * (1 + (t * t) / nu) ** (-(nu + 1) / 2)
}

/** The first four terms in 1/ν. */
function expand(x: number, nu: number): number {
  const x2 = x * x
  const g1 = (x * (x2 + 1)) / 4
  const g2 = (x * ((5 * x2 + 16) * x2 + 3)) / 96
  const g3 = (x * (((3 * x2 + 19) * x2 + 17) * x2 - 15)) / 384
  const g4 = (x * ((((79 * x2 + 776) * x2 + 1482) * x2 - 1920) * x2 - 945)) / 92160
  return x + (g1 + (g2 + (g3 + g4 / nu) / nu) / nu) / nu
}

/**
 * The quantile of the normal distribution for `p ≥ ½`: a rational guess, then Halley steps on
 * the distribution function.
 *
 * Source: Abramowitz and Stegun (1964), 26.2.23.
 */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p))
  let x =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let turn = 0; turn < 4; turn++) {
    const error = upperTail(x) - (1 - p)
    const step = (error * Math.sqrt(2 * Math.PI)) / Math.exp((-x * x) / 2)
    x += step / (1 - (x * step) / 2)
  }
  return x
}

/** The probability that a standard normal draw exceeds `x ≥ 0`: a series, or a fraction far out. */
function upperTail(x: number): number {
  const peak = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x < 3) {
    let term = x
    let sum = x
    for (let k = 3; Math.abs(term) > 1e-17 * sum && k < 400; k += 2) {
      term *= (x * x) / k
      sum += term
    }
    return 0.5 - peak * sum
  }
  let fraction = 0
  for (let k = 100; k > 0; k--) fraction = k / (x + fraction)
  return peak / (x + fraction)
}
