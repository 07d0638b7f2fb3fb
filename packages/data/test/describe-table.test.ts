import { expect, test } from 'vitest'
import { describeTable, readCsv } from '../src/index.ts'

function describe(text: string) {
  const { table } = readCsv(text)
  if (!table) throw new Error('no table')
  return describeTable(table)
}

test('a description holds what binding needs of each column', () => {
  expect(describe('x,kind\n3,red\n-1,blue\n3,red\n')).toEqual({
    kind: 'table',
    rows: 3,
    columns: [
      { name: 'x', kind: 'number', minimum: -1, maximum: 3, distinct: 2 },
      { name: 'kind', kind: 'text', labels: ['red', 'blue'], distinct: 2 },
    ],
  })
})

test('a column of texts with numbers before them says where the first text is', () => {
  const { columns } = describe('x\n2\n2\n0x10\nabc\n')
  expect(columns).toEqual([
    {
      name: 'x',
      kind: 'text',
      labels: ['2', '0x10', 'abc'],
      distinct: 3,
      firstText: { row: 3, text: '0x10' },
    },
  ])
})

test('bad cells are counted and stay out of the range', () => {
  const { columns } = describe('x,y\n3,\nn/a,\nabc,\n5,\n7,\n')
  expect(columns).toEqual([
    {
      name: 'x',
      kind: 'number',
      minimum: 3,
      maximum: 7,
      distinct: 3,
      firstBad: { row: 2, text: 'n/a', count: 2 },
    },
    { name: 'y', kind: 'number', distinct: 0, firstBad: { row: 1, text: '', count: 5 } },
  ])
})

test('of very many values only the first labels are kept, and numbers are not counted', () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `${i},t${i}`)
  const [numbers, texts] = describe(`x,y\n${rows.join('\n')}`).columns
  expect(numbers).toEqual({ name: 'x', kind: 'number', minimum: 0, maximum: 2999 })
  expect(texts?.labels).toHaveLength(1000)
  expect(texts?.distinct).toBe(3000)
})
