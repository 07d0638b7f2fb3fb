/**
 * A whole number: a `number` inside the safe range, a `bigint` outside it, and never the
 * other way round, so that equal integers are written alike.
 */
export type Integer = number | bigint

/** The one spelling of a whole number. */
export function toInteger(value: bigint): Integer {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

export function addIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const total = a + b
    if (Number.isSafeInteger(total)) return total
  }
  return toInteger(BigInt(a) + BigInt(b))
}

export function multiplyIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    // Adding zero turns -0 into 0.
    if (Number.isSafeInteger(product)) return product + 0
  }
  return toInteger(BigInt(a) * BigInt(b))
}

/** a / b where b divides a. */
export function divideIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return a / b + 0
  return toInteger(BigInt(a) / BigInt(b))
}

/** The greatest common divisor, not negative. */
export function greatestCommonDivisor(a: Integer, b: Integer): Integer {
  let [x, y] = [absolute(a), absolute(b)]
  while (typeof x === 'bigint' || typeof y === 'bigint') {
    if (y === 0) return x
    ;[x, y] = [y, toInteger(BigInt(x) % BigInt(y))]
  }
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

export function absolute(a: Integer): Integer {
  return a < 0 ? negateInteger(a) : a
}

export function negateInteger(a: Integer): Integer {
  return typeof a === 'number' ? 0 - a : toInteger(-a)
}

/** The whole `degree`-th root of a whole number that is not negative, where there is one of modest size. */
export function exactRoot(a: Integer, degree: number): Integer | undefined {
  if (a === 0 || a === 1) return a
  const estimate = Math.round(Number(a) ** (1 / degree))
  if (degree > 64 || !Number.isFinite(estimate)) return undefined
  const guess = BigInt(estimate)
  for (const root of [guess, guess - 1n, guess + 1n])
    if (root > 0n && root ** BigInt(degree) === BigInt(a)) return toInteger(root)
  return undefined
}
