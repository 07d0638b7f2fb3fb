import { randomStream, uniformBlock } from '@gradus/ops'

const stream = randomStream('@gradus/optim', 'minimize')

/** Random numbers in order, from one block of the counter-based generator of Gradus. */
export interface Draws {
  /** A number in [0, 1). */
  readonly uniform: () => number
  /** A number of the standard normal distribution. */
  readonly normal: () => number
  /** A whole number in [0, limit). */
  readonly below: (limit: number) => number
}

/**
 * The draws of one iteration. They depend on the seed and its number alone, so a run that is
 * resumed needs no state of a generator.
 */
export function drawsOf(seed: number, iteration: number): Draws {
  const block = uniformBlock(stream, seed, iteration)
  let element = 0
  let spare: number | undefined
  const uniform = (): number => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    const [first, second] = block(element++)
    spare = second
    return first
  }
  return {
    uniform,
    // Box and Muller 1958.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (limit) => Math.min(Math.floor(uniform() * limit), limit - 1),
  }
}
