import type { RunDescription } from '@gradus/training'
import { describe, expect, it } from 'vitest'
import { printShown } from '../src/report/matrix.ts'
import { progressLine } from '../src/report/progress.ts'
import { showsUnicode, wantsColor } from '../src/terminal/capabilities.ts'
import { showNumber, showSeconds } from '../src/terminal/numbers.ts'
import { uncolored } from '../src/terminal/paint.ts'
import { fitColumns, layOutTable } from '../src/terminal/table.ts'
import { wrap } from '../src/terminal/wrap.ts'

describe('a number for people', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [3, '3'],
    [150_000, '150000'],
    [0.26240688, '0.2624'],
    [-12.3456, '-12.35'],
    [0.0123456, '0.01235'],
    [0.00098765, '9.88e-4'],
    [1e-7, '1e-7'],
    [12_345_678, '1.23e7'],
    [99_999.96, '100000'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%f is %s', (value, text) => {
    expect(showNumber(value)).toBe(text)
  })

  it.each([
    [0.0004, '1 ms'],
    [0.0421, '42 ms'],
    [0.9999, '1.0 s'],
    [12.34, '12.3 s'],
    [59.99, '1 min 0 s'],
    [3725, '1 h 2 min'],
    [Number.POSITIVE_INFINITY, '?'],
  ])('%f seconds are %s', (seconds, text) => {
    expect(showSeconds(seconds)).toBe(text)
  })
})

describe('the environment', () => {
  it.each([
    { isTerminal: true, environment: {}, colors: true },
    { isTerminal: false, environment: {}, colors: false },
    { isTerminal: true, environment: { NO_COLOR: '1' }, colors: false },
    { isTerminal: true, environment: { NO_COLOR: '' }, colors: true },
    { isTerminal: true, environment: { TERM: 'dumb' }, colors: false },
    { isTerminal: false, environment: { FORCE_COLOR: '1' }, colors: true },
    { isTerminal: false, environment: { FORCE_COLOR: '1', NO_COLOR: '1' }, colors: true },
    { isTerminal: true, environment: { FORCE_COLOR: '0' }, colors: false },
  ])('$environment gives colours $colors where terminal is $isTerminal', (each) => {
    expect(wantsColor(each.isTerminal, each.environment)).toBe(each.colors)
    expect(wantsColor(each.isTerminal, each.environment, false)).toBe(false)
  })

  it('says by its locale whether there is more than ASCII', () => {
    expect(showsUnicode({})).toBe(true)
    expect(showsUnicode({ LANG: 'de_DE.utf8' })).toBe(true)
    expect(showsUnicode({ LANG: 'C.UTF-8', LC_ALL: 'POSIX' })).toBe(false)
  })
})

describe('a table', () => {
  const columns = [
    { heading: 'lr', cells: ['0.1', '0.01'], rank: 3 },
    { heading: 'loss', cells: ['1', '12'], side: 'right' as const, rank: 2 },
    { heading: 'time', cells: ['3 ms', '12 ms'], rank: 1 },
  ]

  it('aligns its columns', () => {
    expect(layOutTable(columns, (text) => text)).toEqual([
      'lr    loss  time',
      '0.1      1  3 ms',
      '0.01    12  12 ms',
    ])
  })

  it('gives up the columns that matter least', () => {
    expect(fitColumns(columns, 14).map(({ heading }) => heading)).toEqual(['lr', 'loss'])
    expect(fitColumns(columns, 4).map(({ heading }) => heading)).toEqual(['lr'])
  })
})

describe('the progress line', () => {
  const run: RunDescription = {
    index: 0,
    total: 1,
    block: undefined,
    optimizer: 'adam',
    choices: [],
    seed: 7,
    plannedSteps: 400,
    plannedEpochs: 100,
    parameters: 403,
  }
  const latest = {
    epoch: 37,
    step: 148,
    loss: 0.0712,
    metrics: { accuracy: 0.967 },
    validation: { loss: 0.1, accuracy: 0.933 },
  }
  const progress = { step: 148, epoch: 38, loss: 0.07, seconds: 0.7, secondsLeft: 1.2, latest }
  const draw = (width: number, isUnicode = true): string =>
    progressLine(run, progress, latest, { width, isUnicode, paint: uncolored })

  it('says where the run stands', () => {
    expect(draw(120)).toBe(
      ' epoch  37/100 ━━━━━━━━╸━━━━━━━━━━━━━━━  loss 0.0712  accuracy 0.967   val 0.933   1.2 s left',
    )
    expect(draw(120, false)).toContain(' ========>---------------  loss')
  })

  it.each([20, 40, 59, 79, 119])('fits into %i columns', (width) => {
    expect(draw(width).length).toBeLessThanOrEqual(Math.max(width, 24))
  })

  it('gives up metrics before the time left, and keeps the loss', () => {
    expect(draw(59)).toMatch(/loss 0\.0712 {2}1\.2 s left$/)
    expect(draw(40)).toMatch(/loss 0\.0712$/)
  })

  it('names the run of a sweep', () => {
    const swept = { ...run, index: 1, total: 3, choices: [{ name: 'lr', text: '0.01' }] }
    const line = progressLine(swept, progress, latest, {
      width: 99,
      isUnicode: true,
      paint: uncolored,
    })
    expect(line).toMatch(/^ 2\/3 lr = 0.01 {2}epoch {2}37\/100/)
  })
})

describe('a shown value', () => {
  const style = { width: 40, paint: uncolored, isUnicode: true }

  it('is a number beside its name', () => {
    const shown = { title: 'norm', line: 1, shape: [], dims: [], data: [0.5] }
    expect(printShown(shown, style)).toEqual([' norm = 0.5'])
  })

  it('is an aligned matrix with the names of its dims', () => {
    const shown = {
      title: 'H',
      line: 1,
      shape: [2, 2],
      dims: ['k', "k'"],
      data: [4, -0.25, 12.5, 1e-9],
    }
    expect(printShown(shown, style)).toEqual([
      " H  [k = 2, k' = 2]",
      '      4  -0.25',
      '   12.5   1e-9',
    ])
  })

  it('leaves out what does not fit, and says how much', () => {
    const data = Array.from({ length: 400 }, (_, i) => i + 0.5)
    const shown = { title: 'big', line: 1, shape: [20, 20], dims: ['n', 'm'], data }
    const lines = printShown(shown, style)
    expect(lines.at(-1)).toBe('  and 8 more rows')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40)
  })

  it('is a stack of matrices, each with its place', () => {
    const shown = {
      title: 'W',
      line: 1,
      shape: [2, 1, 2],
      dims: ['depth', 'i', 'o'],
      data: [1, 2, 3, 4],
    }
    expect(printShown(shown, style)).toEqual([
      ' W  [depth = 2, i = 1, o = 2]',
      '  [depth: 0]',
      '  1  2',
      '  [depth: 1]',
      '  3  4',
    ])
  })
})

describe('prose', () => {
  it('is broken between words', () => {
    expect(wrap('the loss  became\nNaN at step 41', 12)).toEqual([
      'the loss',
      'became NaN',
      'at step 41',
    ])
  })
})
