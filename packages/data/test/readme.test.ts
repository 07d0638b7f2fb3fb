import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { renderHuman } from '@gradus/diagnostics'
import { expect, test } from 'vitest'
import { readCsv } from '../src/index.ts'

test('the example of the README prints what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, program = '', printed = ''] =
    /```ts\n.*?\n\n(.*?)```\n\n```\n(.*?)```/s.exec(readme) ?? []
  const lines: string[] = []
  const log = (value: unknown) => lines.push(typeof value === 'string' ? value : inspect(value))
  new Function('console', 'readCsv', 'renderHuman', program)({ log }, readCsv, renderHuman)
  expect(`${lines.join('\n')}\n`).toBe(printed)
})
