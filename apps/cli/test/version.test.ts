import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { fromSources } from './command.ts'

describe('an older Node.js', () => {
  it.each(['20.19.0', '22.17.1', '18.0.0'])(
    '%s gets one plain sentence and exit code 2',
    (version) => {
      const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`
      const args = [
        '--import',
        `data:text/javascript,${encodeURIComponent(pretend)}`,
        ...fromSources,
      ]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      expect(status).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toBe(`gradus needs Node.js 22.18 or newer, and this is ${version}.\n`)
    },
  )
})
