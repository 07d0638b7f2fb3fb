import { renderHuman, Source } from '@gradus/diagnostics'
import { listRepositoryFiles, placeOfDiagnostic, readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { checkSource } from '../../src/check-source.ts'
import { folderHost } from './folder-host.ts'

const folder = 'fixtures/language/bad-data'
const host = folderHost(folder, ['churn.csv', 'iris.csv', 'other.csv', 'points.csv'])
const expected = JSON.parse(readRepositoryFile(`${folder}/expected.json`)) as Record<
  string,
  readonly (readonly [string, number, number])[]
>

function check(name: string) {
  const source = new Source(name, readRepositoryFile(`${folder}/${name}`))
  return checkSource(source, { host }).diagnostics
}

describe('models with mistakes of people', () => {
  it.each(Object.entries(expected))('%s gives exactly what is wrong with it', (name, places) => {
    const found = check(name).map(placeOfDiagnostic)
    expect(found.map(({ code, line, column }) => [code, line, column])).toEqual(places)
  })

  it('are rendered as the diagnostics page shows them', () => {
    const names = Object.keys(expected)
    const rendered = names.flatMap((name) => check(name).map((found) => renderHuman(found)))
    const goldens = listRepositoryFiles(folder, '.txt').map((path) => readRepositoryFile(path))
    expect(goldens.length).toBe(9)
    for (const golden of goldens) expect(rendered).toContain(golden.trimEnd())
  })
})
