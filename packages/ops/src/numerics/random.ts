// Philox 4×32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3"
// (SC 2011), §4.3. FNV-1a, 64 bits: Fowler, Noll, Vo; offset basis and prime as published.

/** The version of everything that turns a seed into draws; kept in `run.json`. */
export const RNG_VERSION = 1

const MASK_64 = (1n << 64n) - 1n
const FNV_OFFSET = 0xcbf29ce484222325n
export const FNV_PRIME = 0x100000001b3n

const PHILOX_MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const
const PHILOX_INCREMENTS = [0x9e3779b9, 0xbb67ae85] as const
/** The constants of Philox 4×32, for backends that emit it. */
export const philox = {
  rounds: 10,
  multipliers: PHILOX_MULTIPLIERS,
  increments: PHILOX_INCREMENTS,
} as const

/**
 * The stream of a named source of draws: the hash state after the module path and the
 * name, as two 32-bit words, low first. Another line in a model never changes it.
 */
export function randomStream(modulePath: string, name: string): readonly [number, number] {
  let hash = FNV_OFFSET
  for (const byte of new TextEncoder().encode(`${modulePath}\0${name}\0`)) hash = fold(hash, byte)
  return words(hash)
}

/** The Philox key of a stream and a seed: the eight bytes of the seed go through the hash. */
export function randomKey(
  stream: readonly [number, number],
  seed: number,
): readonly [number, number] {
  let hash = (BigInt(stream[1] >>> 0) << 32n) | BigInt(stream[0] >>> 0)
  const bits = BigInt.asUintN(64, BigInt(Math.trunc(seed)))
  for (let shift = 0n; shift < 64n; shift += 8n) hash = fold(hash, Number((bits >> shift) & 255n))
  return words(hash)
}

/**
 * Draws by element: each is two independent uniform numbers in [0, 1) with 53 random bits.
 * The counter is (element, epoch), so the draws of an epoch do not depend on its order.
 */
export function uniformBlock(
  stream: readonly [number, number],
  seed: number,
  epoch: number,
): (element: number) => readonly [number, number] {
  const key = randomKey(stream, seed)
  return (element) => {
    const high = Math.floor(element / 2 ** 32)
    const [a, b, c, d] = philoxBlock([element >>> 0, high, epoch >>> 0, 0], key)
    return [uniform53(a, b), uniform53(c, d)]
  }
}

type Block = readonly [number, number, number, number]

/** One block of Philox 4×32-10: four 32-bit words from a counter and a key. */
export function philoxBlock(counter: Block, key: readonly [number, number]): Block {
  let [x0, x1, x2, x3] = counter
  let [k0, k1] = key
  for (let round = 0; round < philox.rounds; round++) {
    const [first, second] = [x0, x2]
    x0 = (multiplyHigh(PHILOX_MULTIPLIERS[1], second) ^ x1 ^ k0) >>> 0
    x1 = Math.imul(PHILOX_MULTIPLIERS[1], second) >>> 0
    x2 = (multiplyHigh(PHILOX_MULTIPLIERS[0], first) ^ x3 ^ k1) >>> 0
    x3 = Math.imul(PHILOX_MULTIPLIERS[0], first) >>> 0
    k0 = (k0 + PHILOX_INCREMENTS[0]) >>> 0
    k1 = (k1 + PHILOX_INCREMENTS[1]) >>> 0
  }
  return [x0, x1, x2, x3]
}

/** 53 bits of two words as a number in [0, 1): 27 of the first, 26 of the second. */
function uniform53(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53
}

/** The upper 32 bits of a product of two 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  // In halves of 16 bits, so that no sum of products exceeds the whole numbers of a double.
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff]
  const first = aHigh * bLow + Math.floor((aLow * bLow) / 2 ** 16)
  const second = aLow * bHigh + (first % 2 ** 16)
  return aHigh * bHigh + Math.floor(first / 2 ** 16) + Math.floor(second / 2 ** 16)
}

function fold(hash: bigint, byte: number): bigint {
  return ((hash ^ BigInt(byte)) * FNV_PRIME) & MASK_64
}

function words(hash: bigint): readonly [number, number] {
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)]
}
