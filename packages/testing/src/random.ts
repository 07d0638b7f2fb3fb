/**
 * A seeded stream of random numbers for tests: the same seed gives the same numbers on
 * every machine. It is none of the streams of Gradus, so that a fault there stays visible.
 */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A number in `[low, high)`. */
  uniform(low = 0, high = 1): number {
    const upper = this.#next() >>> 5
    const lower = this.#next() >>> 6
    return low + ((upper * 2 ** 26 + lower) / 2 ** 53) * (high - low)
  }

  /** A number of the standard normal distribution (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    return radius * Math.cos(2 * Math.PI * this.uniform())
  }

  /** A whole number in `[low, high)`. */
  integer(low: number, high: number): number {
    return Math.floor(this.uniform(low, high))
  }

  /** One of `choices`, which must not be empty. */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(0, choices.length)]
    if (choice === undefined) throw new RangeError('there is nothing to pick from')
    return choice
  }

  /** `count` numbers in `[low, high)`. */
  uniforms(count: number, low = 0, high = 1): Float64Array {
    return Float64Array.from({ length: count }, () => this.uniform(low, high))
  }

  /** `count` numbers of the standard normal distribution. */
  normals(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => this.normal())
  }

  // SplitMix32: a counter through a mixing function (after Steele, Lea and Flood 2014).
  #next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    let mixed = this.#state ^ (this.#state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}
