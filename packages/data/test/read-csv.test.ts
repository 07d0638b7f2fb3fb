import { renderHuman, renderShort } from '@gradus/diagnostics'
import { describe, expect, test } from 'vitest'
import { type CsvOptions, readCsv, type Table } from '../src/index.ts'

/** A table as plain rows, with the texts of labels. */
function rowsOf(table: Table | undefined): (number | string)[][] {
  if (!table) return []
  return Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) =>
      column.kind === 'number' ? column.values[row]! : column.labels[column.codes[row]!]!,
    ),
  )
}

function problemsOf(source: string | Uint8Array, options: CsvOptions = {}): string[] {
  return readCsv(source, { file: 'a.csv', ...options }).diagnostics.map(renderShort)
}

describe('a table', () => {
  test('has columns of numbers, truths and labels', () => {
    const { table, diagnostics } = readCsv(
      'x,spam,kind\n1,true,setosa\n-1.5,False,virginica\n1e-3,TRUE,setosa\n.5,false,other\n',
    )
    expect(diagnostics).toEqual([])
    expect(table?.columns).toEqual([
      { kind: 'number', name: 'x', values: Float64Array.of(1, -1.5, 1e-3, 0.5) },
      { kind: 'number', name: 'spam', values: Float64Array.of(1, 0, 1, 0) },
      {
        kind: 'text',
        name: 'kind',
        codes: Int32Array.of(0, 1, 0, 2),
        labels: ['setosa', 'virginica', 'other'],
      },
    ])
  })

  test.each<[string, string]>([
    ['breaks of Windows', 'x,y\r\n1,a\r\n2,b\r\n'],
    ['breaks of old Macs', 'x,y\r1,a\r2,b\r'],
    ['mixed breaks', 'x,y\n1,a\r\n2,b\n'],
    ['a byte order mark', '\ufeffx,y\n1,a\n2,b\n'],
    ['no break at the end', 'x,y\n1,a\n2,b'],
    ['blank lines', '\nx,y\n\n1,a\n   \n2,b\n\n'],
    ['quoted cells', '"x","y"\r\n"1","a"\r\n"2","b"\r\n'],
    ['semicolons', 'x;y\n1;a\n2;b\n'],
    ['tabs', 'x\ty\n1\ta\n2\tb\n'],
    ['spaces around names and numbers', ' x , y\n 1 ,a\n2,b\n'],
  ])('is read with %s', (_, text) => {
    const expected = [
      [1, 'a'],
      [2, 'b'],
    ]
    for (const source of [text, new TextEncoder().encode(text)]) {
      const { table, diagnostics } = readCsv(source)
      expect(diagnostics).toEqual([])
      expect(table?.columns.map(({ name }) => name)).toEqual(['x', 'y'])
      expect(rowsOf(table)).toEqual(expected)
    }
  })

  test('keeps commas, quotation marks and line breaks of quoted cells', () => {
    const { table } = readCsv('x,y\n1,"a, b"\n2,"say ""yes"""\n3,"two\nlines"\n')
    expect(rowsOf(table)).toEqual([
      [1, 'a, b'],
      [2, 'say "yes"'],
      [3, 'two\nlines'],
    ])
  })

  test('keeps stray spaces of labels, which a count of labels then shows', () => {
    const { table } = readCsv('y\nsetosa\nsetosa \n')
    expect(table?.columns[0]).toMatchObject({ labels: ['setosa', 'setosa '] })
  })

  test('is read from a Node.js Buffer as from plain bytes', () => {
    const { table } = readCsv(Buffer.from('x,y\n1,ä\n'))
    expect(rowsOf(table)).toEqual([[1, 'ä']])
  })

  test('is the same when it is larger than the pieces it is read in', () => {
    const lines = Array.from({ length: 150_000 }, (_, i) => `${i},"né, ${i % 7}",${i / 8}`)
    const bytes = new TextEncoder().encode(`i,kind,x\n${lines.join('\n')}\n`)
    expect(bytes.length).toBeGreaterThan(3 << 20)
    const { table, diagnostics } = readCsv(bytes)
    expect(diagnostics).toEqual([])
    const [i, kind, x] = table?.columns ?? []
    if (i?.kind !== 'number' || kind?.kind !== 'text' || x?.kind !== 'number') throw new Error()
    expect(kind.labels).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `né, ${n}`))
    expect(i.values.every((value, row) => value === row)).toBe(true)
    expect(x.values.every((value, row) => value === row / 8)).toBe(true)
    expect(kind.codes.every((code, row) => code === row % 7)).toBe(true)
  })
})

describe('cells without a number', () => {
  test('are reported once a column, at their place', () => {
    const { table, diagnostics } = readCsv('x,y\n1,2\n3,n/a\n5,\n7,8\n', { file: 'a.csv' })
    expect(diagnostics.map((found) => renderHuman(found))).toEqual([
      `
error[E0404]: row 2, column \`y\`: "n/a" is not a number
 --> a.csv:3:3
  |
3 | 3,n/a
  |   ^^^
  |
  = note: 2 cells of this column hold no number`.slice(1),
    ])
    expect(rowsOf(table)).toEqual([
      [1, 2],
      [3, Number.NaN],
      [5, Number.NaN],
      [7, 8],
    ])
    expect(table?.columns[1]).toMatchObject({ bad: { row: 2, text: 'n/a', count: 2 } })
  })

  test.each(['abc', '0x10', '1,5', '1_000', 'Infinity', '1e999', '--1', '3 4', ''])(
    'are those that hold %j',
    (cell) => {
      const quoted = `"${cell}"`
      expect(problemsOf(`x,y\n1,1\n2,2\n3,${quoted}\n`)).toEqual([
        `a.csv:4:3: error[E0404]: row 3, column \`y\`: "${cell}" is not a number`,
      ])
    },
  )

  test('leave out their rows when asked to', () => {
    const text = 'x,kind\n1,a\n,b\n3,\n4,c\nNaN,a\n'
    const { table, diagnostics } = readCsv(text, { missing: 'drop' })
    expect(diagnostics).toEqual([])
    expect(rowsOf(table)).toEqual([
      [1, 'a'],
      [4, 'c'],
    ])
    expect(table?.columns[1]).toMatchObject({ labels: ['a', 'c'] })
  })

  test('are errors all the same when they are texts', () => {
    expect(problemsOf('x\n1\nn/a\n3\n4O\n', { missing: 'drop' })).toEqual([
      'a.csv:5:1: error[E0404]: row 4, column `x`: "4O" is not a number',
    ])
  })

  test('make a column of texts when they are most of it', () => {
    const { table, diagnostics } = readCsv('x\n1\nred\nblue\n')
    expect(diagnostics).toEqual([])
    expect(table?.columns[0]).toMatchObject({ kind: 'text', labels: ['1', 'red', 'blue'] })
  })
})

describe('a file that is no table', () => {
  test.each<[what: string, text: string, problem: string]>([
    ['empty', '', 'a.csv:1:1: error[E0412]: "a.csv" has no rows'],
    ['blank', ' \n\n', 'a.csv:1:1: error[E0412]: "a.csv" has no rows'],
    ['a header alone', 'x,y\n', 'a.csv:1:4: error[E0412]: "a.csv" has no rows'],
    [
      'short of cells',
      'x,y\n1,2\n\n3\n4,5\n6\n',
      'a.csv:4:1: error[E0411]: row 2 has 1 cells, the header has 2',
    ],
    [
      'with cells too many',
      'x,y\n1,2,\n',
      'a.csv:2:1: error[E0411]: row 1 has 3 cells, the header has 2',
    ],
    [
      'with two columns of one name',
      'x,y,x\n1,2,3\n',
      'a.csv:1:5: error[E0413]: the header names `x` twice',
    ],
    [
      'with a column without name',
      'x,,y\n1,2,3\n',
      'a.csv:1:3: error[E0414]: column 2 has no name',
    ],
    [
      'with a quotation mark that stays open',
      'x,y\n1,2\n3,"4\n5,6\n',
      'a.csv:3:3: error[E0415]: row 2: a quotation mark has no partner',
    ],
    [
      'with a cell that goes on behind its quotation mark',
      'x,y\n1,"a"b\n',
      'a.csv:2:3: error[E0415]: row 1: a quotation mark has no partner',
    ],
    [
      'with an open quotation mark in the header',
      'x,"y\n1,2\n',
      'a.csv:1:3: error[E0415]: row of names: a quotation mark has no partner',
    ],
    [
      'with a zero byte',
      'x,y\n1,\0\n',
      'a.csv:2:3: error[E0002]: this is not UTF-8 text (byte 0x00 at 6)',
    ],
    [
      'a spreadsheet',
      'PK\u0003\u0004…',
      'a.csv:1:1: error[E0410]: unsupported file type .xlsx or .zip',
    ],
    ['an array', '\u0093NUMPY', 'a.csv:1:1: error[E0410]: unsupported file type .npy'],
  ])('is reported: %s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem])
    expect(readCsv(text).table).toBeUndefined()
  })

  test.each<[what: string, bytes: number[], problem: string]>([
    [
      'Latin-1',
      [0x78, 0x0a, 0x61, 0xe4, 0x62, 0x0a],
      'a.csv:2:2: error[E0002]: this is not UTF-8 text (byte 0xe4 at 3)',
    ],
    [
      'UTF-16',
      [0xff, 0xfe, 0x78, 0x00],
      'a.csv:1:1: error[E0002]: this is not UTF-8 text (byte 0xff at 0)',
    ],
    [
      'a cut-off letter',
      [0x78, 0x0a, 0xe2, 0x82],
      'a.csv:2:1: error[E0002]: this is not UTF-8 text (byte 0xe2 at 2)',
    ],
    [
      'a zip file',
      [0x50, 0x4b, 3, 4, 0xff],
      'a.csv:1:1: error[E0410]: unsupported file type .xlsx or .zip',
    ],
  ])('is reported from bytes: %s', (_, bytes, problem) => {
    expect(problemsOf(Uint8Array.from(bytes))).toEqual([problem])
  })

  test('says how many rows are ragged', () => {
    const [found] = readCsv('x,y\n1\n2,3\n4\n').diagnostics
    expect(found?.notes).toEqual(['2 rows do not have 2 cells'])
  })

  test('is located far down, at the line of the file', () => {
    const good = '1,2\n'.repeat(500_000)
    expect(problemsOf(`x,y\n${good}1;2\n`)).toEqual([
      'a.csv:500002:1: error[E0411]: row 500001 has 1 cells, the header has 2',
    ])
    const bytes = new TextEncoder().encode(`x,y\n${good}1,é\n`)
    expect(problemsOf(bytes)).toEqual([
      'a.csv:500002:3: error[E0404]: row 500001, column `y`: "é" is not a number',
    ])
    bytes[bytes.length - 2] = 0x41
    expect(problemsOf(bytes)).toEqual([
      'a.csv:500002:3: error[E0002]: this is not UTF-8 text (byte 0xc3 at 2000006)',
    ])
  })

  test('is reported when its first row never ends', () => {
    expect(problemsOf('7,'.repeat(500_000))).toEqual([
      'a.csv:1:1: error[E0416]: "a.csv" is damaged: its first row has 500001 cells',
    ])
  })

  test('is reported a few times, not once a column', () => {
    const header = Array.from({ length: 100 }, (_, i) => `x${i}`).join(',')
    const bad = Array.from({ length: 100 }, () => 'n/a').join(',')
    expect(problemsOf(`${header}\n${bad}\n`)).toHaveLength(8)
    expect(problemsOf(`${bad}\n${bad}\n`)).toHaveLength(8)
  })

  test('does not take long when a quotation mark at its start stays open', () => {
    const text = `x,y\n"${'1,2\n'.repeat(2_000_000)}`
    const start = performance.now()
    expect(problemsOf(text)).toEqual([
      'a.csv:2:1: error[E0415]: row 1: a quotation mark has no partner',
    ])
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
