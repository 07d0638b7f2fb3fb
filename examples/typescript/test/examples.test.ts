import { describe } from 'vitest'
import { examples, testCompiling, testLearning } from './examples.ts'

describe.each(examples)('%s', (_, example, steps, share) => {
  testCompiling(example)
  testLearning(example, steps, share)
})
