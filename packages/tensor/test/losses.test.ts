import { allClose, binaryCrossEntropy, grad, tensor } from '@gradus/tensor'
import { expect, test } from 'vitest'

// The slope is 1 / (1 + e^−s) − y, also where max(s, 0) and |s| have kinks.
test('the cross-entropy of truth values is smooth, also at a score of 0', () => {
  const y = tensor([1, 0, 0.25, 1, 0])
  const slopes = grad((s) => binaryCrossEntropy(s, y, { reduction: 'sum' }))
  const far = 1 / (1 + Math.exp(40))
  const expected = tensor([-0.5, 0.5, 0.25, -far, far])
  const found = slopes(tensor([0, 0, 0, 40, -40]))
  expect(allClose(found, expected, { relative: 1e-15, absolute: 0 })).toBe(true)
})

test('the cross-entropy of truth values keeps its digits far from 0', () => {
  const losses = binaryCrossEntropy(tensor([40, -40, 1e4, -1e4]), tensor([1, 0, 0, 1]), {
    reduction: 'none',
  })
  expect(losses.toArray()).toEqual([Math.exp(-40), Math.exp(-40), 1e4, 1e4])
})
