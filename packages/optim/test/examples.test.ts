import { readdirSync } from 'node:fs'
import * as tensors from '@gradus/tensor'
import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import * as optim from '../src/index.ts'

const folders = ['optimizers', 'parts', 'schedule']
const examples = folders.flatMap((folder) =>
  readdirSync(new URL(`../src/${folder}`, import.meta.url)).flatMap((file) => {
    const text = readRepositoryFile(`packages/optim/src/${folder}/${file}`)
    return Array.from(text.matchAll(/^ \* ```ts\n([\s\S]*?)^ \* ```/gm), ([, code]) => code!).map(
      (code, i) => ({ title: `${folder}/${file} (${i + 1})`, code: code.replace(/^ \* ?/gm, '') }),
    )
  }),
)

const scope: Readonly<Record<string, unknown>> = { ...tensors, ...optim }

/** What an example prints; it sees everything that the two packages export. */
function printedBy(code: string): readonly string[] {
  const printed: string[] = []
  const console = { log: (...values: unknown[]) => printed.push(values.join(' ')) }
  const names = Object.keys(scope).filter((name) => new RegExp(`\\b${name}\\b`).test(code))
  const free = names.filter((name) => !new RegExp(`(const|let) (\\{ )?${name}\\b`).test(code))
  const run = new Function('console', ...free, code)
  run(console, ...free.map((name) => scope[name]))
  return printed
}

/** What optimizers are made of, beside them. */
const partsBeside = ['accumulateVelocity', 'orthogonalize', 'newtonSchulz', 'scaleByAdam']

describe('docstrings of optimizers', () => {
  const folder = new URL('../src/optimizers', import.meta.url)
  const optimizers = readdirSync(folder).flatMap((file) => {
    const text = readRepositoryFile(`packages/optim/src/optimizers/${file}`)
    const found = text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)[^}]*?GradientTransform \{/g,
    )
    return Array.from(found, ([, doc, name]) => [name!, doc!] as const)
  })

  it.each(optimizers.filter(([name]) => !partsBeside.includes(name)))(
    '%s has its formula, its source and an example',
    (_, doc) => {
      expect(doc).toContain('$$')
      expect(doc).toMatch(/Sources?: /)
      expect(doc).toContain('```ts')
    },
  )
})

describe('examples in docstrings', () => {
  it('stand with every optimizer', () => {
    expect(examples.length).toBeGreaterThan(36)
  })

  it.each(examples)('$title prints what its comments say', ({ code }) => {
    const expected = Array.from(
      code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm),
      ([, said]) => said,
    )
    expect(printedBy(code)).toEqual(expected)
    expect(expected).not.toEqual([])
  })
})
