import { Source } from '@gradus/diagnostics'
import { listRepositoryFiles, readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { parseSource, printAst, printCst, printTokens } from '../../src/index.ts'

const paths = listRepositoryFiles('fixtures/language/good', '.gd')

describe('the examples of the language', () => {
  test('are ten', () => {
    expect(paths).toHaveLength(10)
  })

  test.each(paths)('%s parses without diagnostics to its golden tree', async (path) => {
    const source = new Source(path, readRepositoryFile(path))
    const { file, diagnostics } = parseSource(source)
    expect(diagnostics).toEqual([])
    const golden = path.replace('good/', 'good/ast/').replace(/\.gd$/, '.txt')
    await expect(printAst(source, file)).toMatchFileSnapshot(`../../../../${golden}`)
  })

  test.each(paths)('%s has all its tokens in the concrete tree', (path) => {
    const source = new Source(path, readRepositoryFile(path))
    const { tokens, cst } = parseSource(source)
    const isSeparator = (line: string): boolean => /LineBreak|^ *[\d:-]+ +Comma/.test(line)
    const words = (printed: string): string[] =>
      printed
        .split('\n')
        .map((line) => line.trim().replace(/ +/, ' '))
        .filter((line) => /^\d+:/.test(line) && !isSeparator(line))
    expect(words(printCst(source, cst))).toEqual(words(printTokens(source, tokens)))
  })

  test.each(paths)('%s parses alike with Windows line ends and a byte order mark', (path) => {
    const text = readRepositoryFile(path)
    const plain = parseSource(new Source(path, text))
    const windows = parseSource(new Source(path, `\uFEFF${text.replaceAll('\n', '\r\n')}`))
    expect(windows.diagnostics).toEqual([])
    expect(withoutPlaces(windows.file)).toBe(withoutPlaces(plain.file))
  })
})

function withoutPlaces(tree: unknown): string {
  return JSON.stringify(tree, (key, value) => (/span$/i.test(key) ? undefined : value))
}
