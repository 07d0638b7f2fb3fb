import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeTable, readCsv } from '../src/index.ts'

const seed = 20_260_401
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)
const names = fc.uniqueArray(fc.stringMatching(/^[a-z_]{1,8}$/), { minLength: 1, maxLength: 6 })
const lineBreaks = fc.constantFrom('\n', '\r\n')

test('numbers that are written as a table are read back bit for bit', () => {
  const tables = names.chain((header) =>
    fc.record({
      header: fc.constant(header),
      rows: fc.array(fc.tuple(...header.map(() => numbers)), { minLength: 1, maxLength: 20 }),
      lineBreak: lineBreaks,
      asBytes: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(tables, ({ header, rows, lineBreak, asBytes }) => {
      const text = [header, ...rows].map((row) => row.join(',')).join(lineBreak)
      const { table, diagnostics } = readCsv(asBytes ? new TextEncoder().encode(text) : text)
      expect(diagnostics).toEqual([])
      expect(table?.columns.map(({ name }) => name)).toEqual(header)
      for (const [i, column] of (table?.columns ?? []).entries()) {
        if (column.kind !== 'number') throw new Error('not numbers')
        expect([...column.values]).toEqual(rows.map((row) => Number(String(row[i]))))
      }
    }),
    { seed },
  )
})

test('texts that are written as quoted cells are read back letter for letter', () => {
  const cells = fc.string({ unit: 'grapheme' }).map((text) => `t${text.replaceAll('\0', '')}`)
  const columns = fc.array(cells, { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(columns, lineBreaks, (texts, lineBreak) => {
      const quoted = texts.map((text) => `"${text.replaceAll('"', '""')}"`)
      const { table, diagnostics } = readCsv(`name\n${quoted.join(lineBreak)}`)
      expect(diagnostics).toEqual([])
      const [column] = table?.columns ?? []
      if (column?.kind !== 'text') throw new Error('not texts')
      expect(Array.from(column.codes, (code) => column.labels[code])).toEqual(texts)
      expect(column.labels).toEqual([...new Set(texts)])
    }),
    { seed },
  )
})

test('no bytes make reading throw, and without a table there is a problem', () => {
  const pieces = fc.constantFrom('"', ',', '\n', '\r', 'x', '1', ' ', 'true', '\ufeff', ';', '\0')
  const texts = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))
  const sources = fc.oneof(texts, fc.uint8Array({ maxLength: 200 }))
  fc.assert(
    fc.property(sources, fc.constantFrom('error', 'drop'), (source, missing) => {
      const { table, diagnostics } = readCsv(source, { missing })
      if (!table) expect(diagnostics).not.toEqual([])
      else expect(describeTable(table).rows).toBe(table.rows)
      for (const { source: excerpt, primary } of diagnostics) {
        expect(primary.span.start).toBeLessThanOrEqual(excerpt.text.length)
        expect(primary.span.end).toBeGreaterThanOrEqual(primary.span.start)
      }
    }),
    { seed, numRuns: 1000 },
  )
})
