import { applyFixes, catalog, Source } from '@gradus/diagnostics'
import {
  listRepositoryFiles,
  placeOfDiagnostic,
  readExpectedDiagnostics,
  readRepositoryFile,
} from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { checkSource } from '../../src/check-source.ts'
import { folderHost } from './folder-host.ts'

const folder = 'fixtures/language/check'
const programs = listRepositoryFiles(folder, '.gd')
const host = folderHost(folder, [
  'table.csv',
  'short.csv',
  'wide.csv',
  'parts.module',
  'other-parts.module',
  'E0503-cycle.gd',
])

function check(path: string) {
  const source = new Source(path.slice(folder.length + 1), readRepositoryFile(path))
  return { source, ...checkSource(source, { host }) }
}

describe('each program of the folder', () => {
  it.each(programs)('%s gives what it announces, and nothing else', (path) => {
    const { diagnostics, source } = check(path)
    const found = diagnostics.map(placeOfDiagnostic)
    expect(found).toEqual(readExpectedDiagnostics(source.text))
  })

  it.each(programs)('%s has no longer what its safe fixes settle', (path) => {
    const { diagnostics, source } = check(path)
    const { text, applied } = applyFixes(source, diagnostics, { only: 'safe' })
    if (applied.length === 0) return
    const settled = diagnostics.filter(({ fixes }) => fixes.some((fix) => applied.includes(fix)))
    const left = checkSource(new Source(source.file, text), { host }).diagnostics
    const codes = left.map(({ code }) => code)
    for (const { code } of settled) expect(codes).not.toContain(code)
  })
})

describe('the programs together', () => {
  // Reported by other parts, or only once a model runs: E0410 by `data`, E0611 by training,
  // W0707, W0708 and W0710 by nothing yet.
  const elsewhere = /^E041|^E0611|^W0707|^W0708|^W0710/

  it('cover every code that checking can report', () => {
    const covered = new Set(programs.flatMap((path) => /[EW]\d{4}/.exec(path)?.[0] ?? []))
    const codes = Object.keys(catalog).filter((code) => /^(E0[2-6]|W07)/.test(code))
    const missing = codes.filter((code) => !covered.has(code) && !elsewhere.test(code))
    expect(missing).toEqual([])
  })

  it('say in every label and help what words of the user mean, never an empty message', () => {
    for (const path of programs) {
      for (const { message } of check(path).diagnostics)
        expect(message).not.toMatch(/undefined|NaN/)
    }
  })
})
