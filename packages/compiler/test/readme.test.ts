import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the example of the README prints what its comments say', () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  const code = readme.match(/```ts\n([\s\S]*?)```/)![1]!
  const expected = [...code.matchAll(/^console\.log.* \/\/ (.*)$/gm)].map((match) => match[1])
  const output = execFileSync(
    process.execPath,
    ['--input-type=module-typescript', '--conditions=@gradus/source', '--eval', code],
    { cwd: root, encoding: 'utf8' },
  )
  expect(output.trimEnd().split('\n')).toEqual(expected)
})
