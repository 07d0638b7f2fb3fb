import { Random } from '../src/index.ts'

/** The first draws of a stream, which every engine has to reproduce. */
export const knownDraws = {
  seed: 7,
  uniforms: [0.8936956597893718, 0.1866056277136604],
  integer: 967,
}

/** Draws the same from a new stream: two uniform numbers, a normal one, a whole one. */
export function drawAgain(): { readonly uniforms: readonly number[]; readonly integer: number } {
  const random = new Random(knownDraws.seed)
  const uniforms = [random.uniform(), random.uniform()]
  random.normal()
  return { uniforms, integer: random.integer(0, 1000) }
}
