import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as diagnostics from '../src/index.ts'

test('the example of the README prints what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, program = '', printed = ''] =
    /```ts\n.*?\n\n(.*?)```\n\n```\n(.*?)```/s.exec(readme) ?? []
  const lines: string[] = []
  const names = ['diagnostic', 'renderHuman', 'Source', 'suggest'] as const
  const run = new Function('console', ...names, program)
  run({ log: (line: string) => lines.push(line) }, ...names.map((name) => diagnostics[name]))
  expect(`${lines.join('\n')}\n`).toBe(printed)
})
