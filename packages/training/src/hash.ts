/** A 64-bit FNV-1a digest in hexadecimal: tells files apart, and is no protection against forgery. */
export function hashBytes(bytes: Uint8Array): string {
  // Two 32-bit halves: a BigInt for each byte would take seconds for a large file.
  let [high, low] = [0xcbf29ce4, 0x84222325]
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0
    // The prime is 2⁴⁰ + 0x1b3.
    const product = low * 0x1b3
    const carried = Math.floor(product / 2 ** 32)
    high = (Math.imul(high, 0x1b3) + carried + (low << 8)) >>> 0
    low = product >>> 0
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('')
}
