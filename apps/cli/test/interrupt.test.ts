import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { finish, folderWith, start } from './command.ts'

const endless = `dim n = 50
data x: [n] = normal(0, 1)
param w = 10
minimize mean((w - x)^2)
train { optimizer: sgd(lr: 0.0001), steps: 1000000000 }
`

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it('ends the run, saves it, shows what it came to, and exits with 130', async () => {
    const folder = folderWith({ 'a.gd': endless })
    const child = start(['run', 'a.gd', '--json'], { cwd: folder })
    const finished = finish(child)
    await once(child.stdout!, 'data')
    child.kill('SIGINT')
    const { exitCode, stdout } = await finished
    expect(exitCode).toBe(130)
    const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
    expect(last).toMatchObject({ event: 'result', runs: [{ stopped: 'aborted' }] })
    const saved = join(folder, last.saved)
    expect(JSON.parse(readFileSync(join(saved, 'run.json'), 'utf8'))).toMatchObject({ schema: 1 })
    expect(existsSync(join(saved, 'weights.safetensors'))).toBe(true)
  })

  it('ends the process at once the second time', async () => {
    const folder = folderWith({ 'a.gd': endless })
    const child = start(['run', 'a.gd', '--json'], { cwd: folder })
    const finished = finish(child)
    await once(child.stdout!, 'data')
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect((await finished).exitCode).toBe(130)
  })
})
