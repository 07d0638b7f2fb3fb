import { expect, test } from 'vitest'
import { nearest, suggest } from '../src/index.ts'
import { editDistance } from '../src/suggest.ts'

test.each([
  ['prde', ['param', 'pred', 'y'], 'pred'],
  ['specis', ['sepal_length', 'species'], 'species'],
  ['parma', ['param', 'data'], 'param'],
  ['Relu', ['relu', 'elu'], 'relu'],
  ['LR', ['lr', 'beta'], 'lr'],
  ['accurracyy', ['accuracy'], 'accuracy'],
  ['featrue', ['n', 'feature'], 'feature'],
])('%s is taken for the nearest of %j', (name, candidates, meant) => {
  expect(suggest(name, candidates)).toBe(meant)
})

test.each([
  ['q', ['x', 'y']],
  ['units', ['o', 'act']],
  ['learning_rate', ['lr', 'beta1', 'beta2', 'eps']],
  ['x', []],
])('%s is like none of %j', (name, candidates) => {
  expect(suggest(name, candidates)).toBeUndefined()
})

test('the nearest come first and are no more than asked for', () => {
  expect(nearest('adm', ['sgd', 'adam', 'adamw', 'newton', 'adam'], 2)).toEqual(['adam', 'adamw'])
})

test('swapped neighbours are one slip', () => {
  expect(editDistance('ab', 'ba')).toBe(1)
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('kitten', 'sitting')).toBe(3)
})
