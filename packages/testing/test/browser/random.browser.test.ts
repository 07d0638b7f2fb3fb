import { expect, test } from 'vitest'
import { drawAgain, knownDraws } from '../known-draws.ts'

test('a random stream gives the same numbers in a browser', () => {
  expect(drawAgain()).toEqual({ uniforms: knownDraws.uniforms, integer: knownDraws.integer })
})
