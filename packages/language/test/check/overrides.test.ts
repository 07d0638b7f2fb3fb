import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { checkSource } from '../../src/check-source.ts'
import { exampleHost } from './example-host.ts'

const text = readRepositoryFile('fixtures/language/good/07-vanishing.gd')

describe('values given from outside', () => {
  it('replace sizes of dims and functions by name', () => {
    const overrides = { depth: 30, act: 'relu' }
    const { model, unknownOverrides } = checkSource(text, { host: exampleHost, overrides })
    expect(model?.dims.get('depth')?.size).toBe(30)
    expect(model?.names.get('act')).toMatchObject({ kind: 'function', name: 'relu' })
    expect(unknownOverrides).toEqual([])
  })

  it('are checked like what stands in the text, at its place', () => {
    const { diagnostics } = checkSource(text, { overrides: { depth: 10 } })
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0316'])
  })

  it('are told when the file has no such name', () => {
    expect(checkSource(text, { overrides: { dept: 3 } }).unknownOverrides).toEqual(['dept'])
  })
})
