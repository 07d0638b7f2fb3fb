import { expect, test } from 'vitest'
import { type CatalogRow, catalog, diagnostic, Source } from '../src/index.ts'

const rows = Object.entries<CatalogRow>(catalog)

test('codes stand in order, and W is for warnings alone', () => {
  const order = { E: 0, W: 0, T: 1 } as const
  const keys = rows.map(([code]) => `${order[code[0] as keyof typeof order]}${code.slice(1)}`)
  const internal = keys.pop()
  expect(internal).toBe('09999')
  expect(keys).toEqual(keys.toSorted())
  for (const [code, { severity }] of rows) {
    expect(severity, code).toBe(code.startsWith('W') ? 'warning' : 'error')
  }
})

test('every name is an adjective and a noun in one word, and no two are the same', () => {
  const names = rows.map(([, { name }]) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^([A-Z][a-z]+){2,4}$/)
})

test('messages are one line that neither ends in a full stop nor offers a fix', () => {
  for (const [code, { message }] of rows) {
    expect(message, code).not.toMatch(/\n|\.$|did you mean/)
    expect(message, code).toBe(message.trim())
  }
})

test('the values of a report fill the places of its message', () => {
  const source = new Source('a.gd', 'logits = h @ W2')
  const { message, severity, primary } = diagnostic(
    'W0802',
    source,
    { start: 0, end: 1 },
    { lr: 0.12, limit: '0.111' },
  )
  expect(message).toBe('the loss grows: lr 0.12 is above 2/curvature ≈ 0.111')
  expect(severity).toBe('warning')
  expect(primary).toEqual({ span: { start: 0, end: 1 }, text: '' })
})

test('a brace in a message is no place for a value', () => {
  const { message } = diagnostic('E0105', new Source('a.gd', '{'), { start: 0, end: 1 }, {})
  expect(message).toBe('`{` is never closed')
})
