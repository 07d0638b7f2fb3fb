import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { finish, folderWith, gradus, start } from './command.ts'

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

  it('loses nothing: the run goes on as if it had never stopped', async () => {
    const folder = folderWith({ 'a.gd': endless })
    const child = start(['run', 'a.gd', '--json', '--set', 'n=20', '--seed', '4'], { cwd: folder })
    const finished = finish(child)
    await once(child.stdout!, 'data')
    child.kill('SIGINT')
    expect((await finished).exitCode).toBe(130)
    const runs = join(folder, '.gradus', 'runs')
    const record = (id: string) => JSON.parse(readFileSync(join(runs, id, 'run.json'), 'utf8'))
    const steps = String(record('1').runs[0].steps + 1000)
    const goOn = ['run', 'a.gd', '--resume', 'last', '--steps', steps]
    expect((await gradus(goOn, { cwd: folder })).exitCode).toBe(0)
    const anew = ['run', 'a.gd', '--set', 'n=20', '--seed', '4', '--steps', steps]
    expect((await gradus(anew, { cwd: folder })).exitCode).toBe(0)
    expect(record('1').runs[0].weightsHash).toBe(record('2').runs[0].weightsHash)
    expect(record('1').runs[0]).toMatchObject({ seed: 4, stopped: 'steps' })
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

  it('ends a search with the best point so far', async () => {
    const valley = 'exp(-x) + 1e-9*y^2 + sin(x+y)^2/(1+x^2)'
    const limits = ['--iterations', '1000000000', '--evaluations', '1000000000']
    const method = ['--method', 'gradient-descent', ...limits]
    const child = start(['minimize', valley, '--from', 'x=1,y=3', ...method, '--json', '-v'])
    const finished = finish(child)
    await once(child.stderr!, 'data')
    child.kill('SIGINT')
    const { exitCode, stdout } = await finished
    expect(exitCode).toBe(130)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ converged: false, reason: 'aborted: Ctrl-C' })
    expect(result.value).toBeLessThan(Math.exp(-1))
  })
})
