import { describe, expect, test } from 'vitest'
import { catalog } from '../../packages/diagnostics/src/index.ts'
import { opNames } from '../../packages/ops/src/index.ts'
import { summarizeDifference } from '../generate.ts'
import { architecture } from '../generated/architecture.ts'
import { codes } from '../generated/codes.ts'
import { features } from '../generated/features.ts'
import { replaceBetween, table } from '../generated/markdown.ts'
import { layers, nameOf } from '../layers.ts'

describe('a Markdown table', () => {
  test('has a line for the head, a rule and each row, with bars escaped', () => {
    expect(table(['a', 'b'], [['1', 'x|y']])).toBe('| a | b |\n| --- | --- |\n| 1 | x\\|y |')
  })
})

describe('a generated part', () => {
  test('replaces what stands between its markers and nothing else', () => {
    const text = 'before\n<!-- part -->\nold\n<!-- /part -->\nafter\n'
    const fresh = replaceBetween(text, 'part', 'new')
    expect(fresh).toBe('before\n<!-- part -->\nnew\n<!-- /part -->\nafter\n')
    expect(replaceBetween(fresh, 'part', 'new')).toBe(fresh)
  })

  test('without its markers is an error', () => {
    expect(() => replaceBetween('nothing', 'part', 'new')).toThrow('<!-- part -->')
  })

  test('of ARCHITECTURE.md names every package once', () => {
    const text = architecture.render('<!-- layers -->\n<!-- /layers -->')
    for (const layer of layers) {
      expect(text.split(`[\`${nameOf(layer)}\`]`)).toHaveLength(2)
    }
  })
})

describe('the pages of codes', () => {
  const [list = '', ...families] = codes.map(({ render }) => render(''))

  test('list every code of the catalogue once, with a link to what is said about it', () => {
    for (const code of Object.keys(catalog)) {
      expect(list.split(`| [\`${code}\`](`)).toHaveLength(2)
      const sections = families.filter((page) => page.includes(`\n## ${code} {#`))
      expect(sections).toHaveLength(1)
    }
  })
})

describe('the page of features', () => {
  const page = features.render('')

  test('has a row for every op', () => {
    const [ops] = page.split('\n## ')
    for (const op of opNames) expect(ops!.split(`\n| \`${op}\` |`)).toHaveLength(2)
  })

  test('names the arguments of formulas', () => {
    expect(page).toContain('`x / y` | `\\frac{x}{y}`')
    expect(page).not.toMatch(/#\d/)
  })
})

describe('the summary of a difference', () => {
  test('shows the lines that went and came, up to a limit', () => {
    expect(summarizeDifference('a\nb\nc', 'a\nx\ny', 3)).toBe('  - b\n  - c\n  + x\n  … and 1 more')
  })

  test('says so when only the order changed', () => {
    expect(summarizeDifference('a\nb', 'b\na', 3)).toContain('order')
  })
})
