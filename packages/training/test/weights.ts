/**
 * Digests of the weights that training gives in the plain SIMD variant: the same bits on
 * every engine. A change of one of them is a change of results, and belongs in a changeset.
 */
export const expectedWeights: Readonly<Record<string, string>> = {
  '02-booth.gd': '02446a404ce91ca9',
  '05-mlp.gd': '856fd8d9f6a2955d',
}
