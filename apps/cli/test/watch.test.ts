import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { finish, folderWith, gradus, parabola, start } from './command.ts'

/** Waits until a command has said something so many times. */
function until(child: ChildProcess, channel: 'stdout' | 'stderr', text: string, times: number) {
  let heard = ''
  return new Promise<void>((resolve) => {
    child[channel]!.on('data', (chunk: Buffer) => {
      heard += String(chunk)
      if (heard.split(text).length > times) resolve()
    })
  })
}

describe.skipIf(process.platform === 'win32')('--watch', () => {
  it.each([
    ['check', 'error[E0201]'],
    ['test', 'error[E0201]'],
    ['run', 'error[E0201]'],
  ])('%s works again when a file changes, and ends with Ctrl-C', async (command, trouble) => {
    const folder = folderWith({ 'a.gd': parabola })
    const child = start([command, 'a.gd', '--watch'], { cwd: folder })
    const finished = finish(child)
    const twice = until(child, 'stderr', 'waiting for a change', 2)
    await until(child, 'stderr', 'waiting for a change', 1)
    writeFileSync(join(folder, 'a.gd'), parabola.replace('minimize (w', 'minimize (v'))
    await twice
    child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await finished
    expect(exitCode).toBe(130)
    expect(stdout + stderr).toContain(trouble)
  })

  it('needs files', async () => {
    const { exitCode, stderr } = await gradus(['check', '-', '--watch'], { input: parabola })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--watch needs files')
  })
})
