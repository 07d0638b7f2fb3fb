import { listRepositoryFiles, readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { parseText } from '../../src/1-syntax/parse.ts'
import { checkSource } from '../../src/check-source.ts'
import { exampleHost } from './example-host.ts'

const texts = listRepositoryFiles('fixtures/language/good', '.gd').map((path) =>
  readRepositoryFile(path),
)

function countErrors(text: string): number {
  const { diagnostics } = checkSource(text, { host: exampleHost })
  return diagnostics.filter(({ severity }) => severity === 'error').length
}

/** The text without each of its tokens, and with each of them twice. */
function* damaged(text: string): Generator<string> {
  for (const { startOffset, image } of parseText(text).tokens) {
    const end = startOffset + image.length
    if (image.trim() === '' || text.slice(startOffset, end) !== image) continue
    yield text.slice(0, startOffset) + text.slice(end)
    yield `${text.slice(0, end)} ${text.slice(startOffset)}`
  }
}

describe('texts that someone is still writing', () => {
  it('never make checking throw, at any prefix of any example', () => {
    for (const text of texts) {
      for (let length = 0; length <= text.length; length++) {
        expect(() => countErrors(text.slice(0, length))).not.toThrow()
      }
    }
  })

  it('with one token missing or doubled mostly give exactly one error', () => {
    const counts = texts.flatMap((text) => Array.from(damaged(text), countErrors))
    const share = (test: (count: number) => boolean) => counts.filter(test).length / counts.length
    expect(counts.length).toBeGreaterThan(3000)
    expect(share((count) => count === 1)).toBeGreaterThan(0.95)
    expect(share((count) => count >= 3)).toBeLessThan(0.005)
  })

  it('of any length and depth are checked without running out of stack', () => {
    const long = `show 1${' + 1'.repeat(20_000)}`
    const transposed = `dim n = 2\ndata x: [n] = normal(0, 1)\nshow x${'.T'.repeat(20_000)}`
    const signs = `show ${'-'.repeat(20_000)}1`
    const piped = `show 1${' |> sin'.repeat(20_000)}`
    const nested = `show ${'sin('.repeat(60)}1${')'.repeat(60)}`
    for (const text of [long, transposed, signs, piped, nested]) expect(countErrors(text)).toBe(0)
    const chain = Array.from({ length: 2000 }, (_, i) => `f${i + 1}(x) = f${i}(sin(sin(x)))`)
    expect(countErrors(['f0(x) = x', ...chain, 'show f2000(1)'].join('\n'))).toBe(1)
  })

  it('that call twice in each function are checked once for each shape', () => {
    const doubling = Array.from({ length: 60 }, (_, i) => `f${i + 1}(x) = f${i}(x) + f${i}(x)`)
    expect(countErrors(['f0(x) = x', ...doubling, 'show f60(1)'].join('\n'))).toBe(0)
  })
})
