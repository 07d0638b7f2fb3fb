import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { diagnostic, renderHuman, Source, suggest } from '../src/index.ts'

test('the example of the README prints what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, program = '', printed = ''] =
    /```ts\n.*?\n\n(.*?)```\n\n```\n(.*?)```/s.exec(readme) ?? []
  const lines: string[] = []
  const names = { diagnostic, renderHuman, Source, suggest }
  const run = new Function('console', ...Object.keys(names), program)
  run({ log: (line: string) => lines.push(line) }, ...Object.values(names))
  expect(`${lines.join('\n')}\n`).toBe(printed)
})
