import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { examples, folderWith, gradus, parabola, start } from './command.ts'

const escapeCode = '\u001b'
const run = ['run', `${examples}/05-mlp.gd`, '--epochs', '3', '--save']
const saved = folderWith({})

describe('without a terminal', () => {
  it('prints a line for each epoch as talk, and animates nothing', async () => {
    const { stdout, stderr } = await gradus([...run, `${saved}/a`])
    expect(stderr).not.toContain('\r')
    expect(stderr).not.toContain(escapeCode)
    expect(stderr.match(/^ epoch [1-3]\/3 {2}loss .*accuracy .*val /gm)).toHaveLength(3)
    expect(stdout).not.toContain(escapeCode)
    expect(stdout).not.toMatch(/^ epoch/m)
    expect(stdout).toMatch(/held back {3}\d/)
  })

  it('says nothing of progress when asked not to', async () => {
    const { stderr } = await gradus([...run, `${saved}/b`, '--progress', 'none'])
    expect(stderr).not.toContain('epoch')
  })
})

describe('colour', () => {
  const check = ['check', '-']
  const input = 'minimize prde\n'

  it('is used where it is forced', async () => {
    const { stdout } = await gradus(check, { input, env: { FORCE_COLOR: '1' } })
    expect(stdout).toContain(`${escapeCode}[`)
  })

  it.each([
    { title: 'with --no-color', args: [...check, '--no-color'], env: { FORCE_COLOR: '1' } },
    { title: 'with NO_COLOR', args: check, env: { NO_COLOR: '1' } },
    { title: 'with FORCE_COLOR=0', args: check, env: { FORCE_COLOR: '0' } },
    { title: 'in a file', args: check, env: {} },
  ])('is left out $title', async ({ args, env }) => {
    const { stdout } = await gradus(args, { input, env })
    expect(stdout).toContain('error[E0201]')
    expect(stdout).not.toContain(escapeCode)
  })
})

describe('drawings', () => {
  it.each([
    { title: 'a locale that is not UTF-8', args: [], env: { LANG: 'en_US.ISO-8859-1' } },
    { title: '--plain', args: ['--plain'], env: {} },
  ])('are ASCII with $title', async ({ args, env }) => {
    const call = ['run', '-', '-q', '--save', `${saved}/c`, ...args]
    const { stdout } = await gradus(call, { input: parabola, env })
    expect(stdout).toContain('*')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
    expect(stdout).toMatch(/^[\x00-\x7f]*$/)
  })
})

describe('a reader that goes away', () => {
  it.each([
    ['explain', '--list'],
    [...run, `${saved}/d`, '--json'],
  ])('ends the command quietly: %s', async (...args) => {
    const child = start(args)
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.stdin?.end()
    child.stdout?.once('data', () => child.stdout?.destroy())
    const [exitCode] = await once(child, 'close')
    expect(stderr).not.toContain('EPIPE')
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(exitCode).toBe(0)
  })
})
