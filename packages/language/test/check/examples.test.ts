import { listRepositoryFiles, readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { showType } from '../../src/2-check/show-type.ts'
import { checkSource } from '../../src/check-source.ts'
import type { DataColumn, ModelHost } from '../../src/host.ts'
import { exampleHost } from './example-host.ts'

const folder = 'fixtures/language/good'
const paths = listRepositoryFiles(folder, '.gd')

function check(name: string, host: ModelHost = exampleHost) {
  return checkSource(readRepositoryFile(`${folder}/${name}.gd`), { file: `${name}.gd`, host })
}

function typesOf(name: string): Record<string, string> {
  const names = check(name).model?.names ?? new Map()
  return Object.fromEntries(Array.from(names, ([key, type]) => [key, showType(type)]))
}

describe('the ten examples', () => {
  // The seventh shows what the warning is about.
  const meant: Readonly<Record<string, readonly string[]>> = { '07-vanishing': ['W0707'] }

  it.each(paths)('%s has no errors, and warns of what is meant or not available yet', (path) => {
    const name = path.slice(folder.length + 1, -'.gd'.length)
    const { model, diagnostics } = check(name)
    expect(model).toBeDefined()
    const codes = new Set<string>(diagnostics.map(({ code }) => code))
    codes.delete('W0713')
    expect([...codes]).toEqual(meant[name] ?? [])
  })

  it('are shaped as an editor hints them', () => {
    expect(typesOf('01-linear')).toMatchObject({ pred: '[n]' })
    expect(typesOf('03-newton')).toMatchObject({ g: '[2]', H: "[2, 2']", step: '[2]' })
    expect(typesOf('04-jacobian')).toMatchObject({ J: "[2, 2']" })
    expect(typesOf('05-mlp')).toMatchObject({ X: '[n, feature]', logits: '[n, classes]' })
    expect(typesOf('06-logistic-l2')).toMatchObject({
      score: '[n]',
      p: '[n]',
      nll: 'a single number',
    })
    expect(typesOf('07-vanishing')).toMatchObject({
      first: '[n, width]',
      h: '[n, width]',
      size_by_layer: '[depth]',
    })
    expect(typesOf('09-import')).toMatchObject({ x: '[n, basis]', pred: '[n]' })
  })

  it('cut batches along the rows of their data', () => {
    const dims = ['01-linear', '05-mlp', '07-vanishing', '09-import', '02-booth']
    expect(dims.map((name) => check(name).model?.batchDim)).toEqual(['n', 'n', 'n', 'n', undefined])
  })

  it('say whether something that is not available stops a run', () => {
    const stops = (name: string) => check(name).model?.unavailable
    expect([stops('02-booth'), stops('05-mlp')]).toEqual([false, false])
    expect([stops('03-newton'), stops('10-mle')]).toEqual([false, true])
  })

  it('take the sizes of dims from their data', () => {
    const dims = check('05-mlp').model?.dims
    expect(dims?.get('n')).toMatchObject({ size: 150, origin: 'data' })
    expect(dims?.get('hidden')).toMatchObject({ size: 16, origin: 'fixed' })
    expect(check('09-import').model?.dims.get('basis')).toMatchObject({ size: 2, origin: 'stack' })
  })

  it('check without a host too, with sizes that only a run will know', () => {
    const { model } = checkSource(readRepositoryFile(`${folder}/05-mlp.gd`))
    expect(model?.dims.get('n')?.size).toBeUndefined()
    expect(showType(model?.names.get('logits') ?? { kind: 'poison' })).toBe('[n, classes]')
  })
})

describe('columns of a data file', () => {
  const withColumn = (column: DataColumn): ModelHost => ({
    readText: () => undefined,
    describeData: () => ({ kind: 'table', rows: 3, columns: [column] }),
  })

  it.each([
    ['bool', { name: 'a', kind: 'number', minimum: 0, maximum: 1 }, []],
    ['bool', { name: 'a', kind: 'text', labels: ['true', 'false'] }, []],
    ['bool', { name: 'a', kind: 'number', minimum: 0, maximum: 7 }, ['E0317']],
    ['bool', { name: 'a', kind: 'text', labels: ['yes', 'no'] }, ['E0404']],
    ['kinds', { name: 'a', kind: 'number', minimum: 0, maximum: 2 }, []],
    ['kinds', { name: 'a', kind: 'number', minimum: 0, maximum: 3 }, ['E0408']],
    ['kinds', { name: 'a', kind: 'number', minimum: -1, maximum: 1 }, ['E0317']],
    ['kinds', { name: 'a', kind: 'text', distinct: 4 }, ['E0408']],
    ['', { name: 'a', kind: 'number', firstBad: { row: 2, text: 'n/a', count: 1 } }, ['E0404']],
  ] satisfies [string, DataColumn, string[]][])(
    'as %s hold what fits',
    (element, column, codes) => {
      const text = `dim n, kinds = 3\ndata a: ${element}[n] from "t.csv"\nshow a == a\nshow kinds`
      const { diagnostics } = checkSource(text, { host: withColumn(column) })
      expect(diagnostics.map(({ code }) => code)).toEqual(codes)
    },
  )
})
