// The text format writes floats like JavaScript does, but for infinities and NaN.

const nanBits32 = 0x7fc00000
const nanBits64 = 0x7ff8000000000000n

/** Prints a double as the shortest decimal that reads back to the same bits. */
export function printFloat64(view: DataView, offset = 0): string {
  const value = view.getFloat64(offset, true)
  if (!Number.isNaN(value)) return printNumber(value, String(Math.abs(value)))
  const bits = view.getBigUint64(offset, true)
  const sign = bits >> 63n === 1n ? '-' : ''
  const magnitude = BigInt.asUintN(63, bits)
  const payload = BigInt.asUintN(52, magnitude)
  return sign + (magnitude === nanBits64 ? 'nan' : `nan:0x${payload.toString(16)}`)
}

/** Prints a single as the shortest decimal that reads back to the same bits. */
export function printFloat32(view: DataView, offset = 0): string {
  const value = view.getFloat32(offset, true)
  if (!Number.isNaN(value)) return printNumber(value, shortestSingle(Math.abs(value)))
  const bits = view.getUint32(offset, true)
  const sign = bits >>> 31 === 1 ? '-' : ''
  const magnitude = bits & 0x7fffffff
  const payload = magnitude & 0x7fffff
  return sign + (magnitude === nanBits32 ? 'nan' : `nan:0x${payload.toString(16)}`)
}

function printNumber(value: number, magnitude: string): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return sign + (Math.abs(value) === Number.POSITIVE_INFINITY ? 'inf' : magnitude)
}

function shortestSingle(magnitude: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(magnitude.toPrecision(digits))
    if (Math.fround(rounded) === magnitude) return String(rounded)
  }
  return String(Number(magnitude.toPrecision(9)))
}
