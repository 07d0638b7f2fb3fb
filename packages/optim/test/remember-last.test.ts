import { expect, test } from 'vitest'
import { minimize } from '../src/index.ts'
import { rememberLast } from '../src/objective/remember-last.ts'

function counted(most: number) {
  const remember = rememberLast<string>(most)
  const made: string[] = []
  const ask = (...keys: readonly unknown[]): string =>
    remember(keys, () => {
      const name = keys.join(' ')
      made.push(name)
      return name
    })
  return { ask, made }
}

test('what was made from the same keys is not made again', () => {
  const { ask, made } = counted(3)
  expect([ask('a', 1), ask('b'), ask('a', 1), ask('a', '1'), ask('a')]).toEqual([
    'a 1',
    'b',
    'a 1',
    'a 1',
    'a',
  ])
  expect(made).toEqual(['a 1', 'b', 'a 1', 'a'])
})

test('what was not asked for longest is forgotten first', () => {
  const { ask, made } = counted(2)
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b', 'c']) ask(key)
  expect(made).toEqual(['a', 'b', 'c', 'b', 'c'])
})

test('what could not be made is tried again', () => {
  const remember = rememberLast<number>(2)
  const fail = (): number => {
    throw new RangeError('no')
  }
  expect(() => remember(['a'], fail)).toThrow('no')
  expect(remember(['a'], () => 1)).toBe(1)
})

test('a formula that is solved again gives the same bits, whatever was solved between', () => {
  const solve = (variables: string[]) =>
    minimize('(x - 1)^2 + 100*(y - x^2)^2', [-1.2, 1], { variables })
  const first = solve(['x', 'y'])
  const turned = solve(['y', 'x'])
  expect(turned.x).not.toEqual(first.x)
  expect(solve(['x', 'y'])).toEqual(first)
})
