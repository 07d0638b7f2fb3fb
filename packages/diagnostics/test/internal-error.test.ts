import { expect, test } from 'vitest'
import { InternalError, internalError } from '../src/index.ts'

test('an internal error says that it is ours and shows its context', () => {
  const broken = () => internalError('node 3 has no shape', ['%3 = add %1 %2', '%2 = input y'])
  expect(broken).toThrow(InternalError)
  expect(broken).toThrow(
    'internal error: node 3 has no shape\n' +
      'This is a mistake in Gradus, not in your model. Please report it with these lines.\n' +
      '  %3 = add %1 %2\n' +
      '  %2 = input y',
  )
})
