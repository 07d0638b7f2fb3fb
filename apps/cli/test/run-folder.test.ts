import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith, gradus, parabola } from './command.ts'

describe('the folder of a run', () => {
  it('is numbered, beside the model, and holds the record', async () => {
    const folder = folderWith({ 'models/a.gd': parabola })
    for (const id of ['1', '2']) {
      const { stderr } = await gradus(['run', 'models/a.gd'], { cwd: folder })
      expect(stderr).toContain(join('models', '.gradus', 'runs', id))
    }
    const run = join(folder, 'models', '.gradus', 'runs', '2')
    expect(readdirSync(run).sort()).toEqual([
      'metrics.csv',
      'metrics.jsonl',
      'model.gd',
      'run.json',
      'state.json',
      'state.safetensors',
      'weights.safetensors',
    ])
    expect(readFileSync(join(run, 'model.gd'), 'utf8')).toBe(parabola)
    const { runs } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))
    expect(runs).toMatchObject([{ optimizer: 'sgd', steps: 50, stopped: 'steps' }])
  })

  it('is where --save says', async () => {
    const folder = folderWith({ 'a.gd': parabola })
    await gradus(['run', 'a.gd', '--save', 'out/first'], { cwd: folder })
    expect(readdirSync(join(folder, 'out', 'first'))).toContain('run.json')
  })

  it('is where the project says, and a dry run makes none', async () => {
    const folder = folderWith({ 'a.gd': parabola, 'gradus.json': '{ "runs": "kept", "seed": 5 }' })
    await gradus(['run', '--dry-run'], { cwd: folder })
    expect(readdirSync(folder).sort()).toEqual(['a.gd', 'gradus.json'])
    await gradus(['run'], { cwd: folder })
    const record = JSON.parse(readFileSync(join(folder, 'kept', '1', 'run.json'), 'utf8'))
    expect(record.runs[0].seed).toBe(5)
  })

  it('gets the same weights from the same file and seed, and others from another seed', async () => {
    const text = parabola.replace('param w = 10', 'param w: [3] = normal(0, 1)')
    const folder = folderWith({
      'a.gd': text.replace('(w - 3)^2', 'sum((w - 3)^2)').split('test')[0]!,
    })
    const hashes: string[] = []
    for (const seed of ['1', '1', '2']) {
      await gradus(['run', '--seed', seed, '--save', 'out'], { cwd: folder })
      const record = JSON.parse(readFileSync(join(folder, 'out', 'run.json'), 'utf8'))
      hashes.push(record.runs[0].weightsHash)
    }
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[0]).not.toBe(hashes[2])
  })

  it('may be about other data', async () => {
    const text = `dim n
data x, y: [n] from "a.csv"
param w = 0
minimize mean((w * x - y)^2)
train { optimizer: sgd(lr: 0.1), steps: 200 }
`
    const files = { 'm/a.gd': text, 'm/a.csv': 'x,y\n1,2\n2,4\n', 'b.csv': 'x,y\n1,3\n2,6\n' }
    const folder = folderWith(files)
    const run = ['run', 'm/a.gd', '--progress', 'none']
    expect((await gradus(run, { cwd: folder })).stdout).toContain('w = 2')
    const other = await gradus([...run, '--data', 'y=b.csv'], { cwd: folder })
    expect(other.stdout).toContain('w = 3')
    const unknown = await gradus([...run, '--data', 'z=b.csv'], { cwd: folder })
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no data "z"') })
    const missing = await gradus([...run, '--data', 'x=c.csv'], { cwd: folder })
    expect(missing).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('mean b.csv') })
  })

  it('is resumed by its number, and refuses another model', async () => {
    const folder = folderWith({ 'a.gd': parabola })
    await gradus(['run', 'a.gd', '--steps', '20'], { cwd: folder })
    const missing = await gradus(['run', 'a.gd', '--resume', '7'], { cwd: folder })
    expect(missing).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('There are runs 1.'),
    })
    const both = await gradus(['run', 'a.gd', '--resume', '1', '--seed', '2'], { cwd: folder })
    expect(both.exitCode).toBe(2)
    const resumed = await gradus(['run', 'a.gd', '--resume', '1', '--steps', '30'], { cwd: folder })
    expect(resumed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('after 30 steps'),
    })
    writeFileSync(join(folder, 'a.gd'), `${parabola}# changed\n`)
    const other = await gradus(['run', 'a.gd', '--resume', 'last'], { cwd: folder })
    expect(other).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('error[E0806]') })
    expect(other.stderr).toContain('a.gd has changed since')
  })
})
