import { defineStateless, type GradientTransform } from '../transform.ts'

/** Replaces each element of the gradients by its sign: -1, 0 or 1. */
export function takeSigns(): GradientTransform {
  return defineStateless(($, gradients) => gradients.map((g) => $.sign(g)))
}
