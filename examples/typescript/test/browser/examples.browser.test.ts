import { describe } from 'vitest'
import { examples, testLearning } from '../examples.ts'

describe.each(examples)('%s in a browser', (_, example, steps, share) => {
  testLearning(example, steps, share)
})
