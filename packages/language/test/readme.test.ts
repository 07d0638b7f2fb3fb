import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the example of the README prints what it says', () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  const [, program = '', printed = ''] =
    /```ts\n([\s\S]*?)```\n\n```\n([\s\S]*?)```/.exec(readme) ?? []
  const output = execFileSync(
    process.execPath,
    ['--input-type=module-typescript', '--conditions=@gradus/source', '--eval', program],
    { cwd: root, encoding: 'utf8' },
  )
  expect(output).toBe(printed)
})
