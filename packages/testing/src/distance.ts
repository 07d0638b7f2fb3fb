/** `|actual − expected| / |expected|`; 0 when both are the same value, NaN included. */
export function relativeError(actual: number, expected: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0
  return Math.abs(actual - expected) / Math.abs(expected)
}

/**
 * The number of representable steps from `a` to `b`. Zero of either sign is one value, two
 * NaNs are 0 apart and a NaN is infinitely far from everything else.
 *
 * @param dtype  with `f32` both numbers are rounded to f32 first.
 */
export function ulpsBetween(a: number, b: number, dtype: 'f64' | 'f32' = 'f64'): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Object.is(a, b) ? 0 : Number.POSITIVE_INFINITY
  const order = dtype === 'f64' ? orderOfDouble : orderOfSingle
  const distance = order(a) - order(b)
  return Number(distance < 0n ? -distance : distance)
}

const view = new DataView(new ArrayBuffer(8))

// Floats of one sign are ordered like the integers with the same bits; negative ones run
// the other way, so their magnitude is counted down from zero.
function orderOfDouble(value: number): bigint {
  view.setFloat64(0, value)
  const bits = view.getBigInt64(0)
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits
}

function orderOfSingle(value: number): bigint {
  view.setFloat32(0, value)
  const bits = view.getInt32(0)
  return BigInt(bits < 0 ? -(bits & 0x7fff_ffff) : bits)
}
