import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith, gradus } from './command.ts'

const slips = `param w = 10
minimize (w - 3)^2
train {
  optimiser: adam(learning_rate: 0.1)
  step: 50
}
`

describe('gradus check --fix', () => {
  it('applies what keeps the meaning, and checks what came out', async () => {
    const folder = folderWith({ 'a.gd': slips })
    const { exitCode, stdout, stderr } = await gradus(['check', '--fix'], { cwd: folder })
    expect(stderr).toContain('fixed 3 problems in a.gd')
    expect(stdout).toContain('✓ a.gd')
    expect(exitCode).toBe(0)
    const text = readFileSync(join(folder, 'a.gd'), 'utf8')
    expect(text).toContain('optimizer: adam(lr: 0.1)\n  steps: 50\n')
  })

  it('leaves a file alone that needs no fix', async () => {
    const good = 'param w = 1\r\nminimize w^2\r\n'
    const folder = folderWith({ 'a.gd': good })
    await gradus(['check', '--fix'], { cwd: folder })
    expect(readFileSync(join(folder, 'a.gd'), 'utf8')).toBe(good)
  })
})
