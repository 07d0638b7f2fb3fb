import { describe, expect, test } from 'vitest'
import { type Breach, checkFile, checkManifest, entriesOf } from '../check-layers.ts'
import { type Layer, layers, nameOf } from '../layers.ts'

function layerOf(name: string): Layer {
  const found = layers.find((layer) => nameOf(layer) === name)
  if (!found) throw new Error(`no layer ${name}`)
  return found
}

const graph = layerOf('graph')
const entries = [
  ...layers.map((layer) => `@gradus/${nameOf(layer)}`),
  ...entriesOf({ name: '@gradus/diagnostics', exports: { '.': {}, './explain': {} } }),
]

function check(path: string, text: string, layer: Layer): readonly Breach[] {
  return checkFile(path, text, layer, entries)
}

describe('the layer table', () => {
  test('lets a package import from lower layers only', () => {
    for (const { layer, mayImport } of layers) {
      for (const name of mayImport) {
        const level = layer ?? Number.POSITIVE_INFINITY
        expect(layerOf(name).layer).toBeLessThan(level)
      }
    }
  })
})

describe('an import', () => {
  const source = 'packages/graph/src/node.ts'
  const breaches: readonly (readonly [string, string])[] = [
    ['a type import from a higher layer', "import type { Loop } from '@gradus/compiler'"],
    ['a re-export from a higher layer', "export { run } from '@gradus/runtime'"],
    ['a dynamic import from a higher layer', "const x = await import('@gradus/training')"],
    ['a deep import', "import { table } from '@gradus/ops/src/table.ts'"],
    ['a relative path into another package', "import { a } from '../../ops/src/index.ts'"],
    ['a module of Node.js', "import { readFileSync } from 'node:fs'"],
    ['a module of Node.js without its prefix', "import { join } from 'path'"],
    ['the test package in a source', "import { seeded } from '@gradus/testing'"],
  ]
  test.each(breaches)('is refused when it is %s', (_, line) => {
    const found = check(source, `// first line\n${line}\n`, graph)
    expect(found.map((breach) => breach.line)).toEqual([2])
  })

  test('is accepted from an allowed package, a neighbour and a library', () => {
    const text = "import '@gradus/ops'\nimport './builder.ts'\nimport 'chevrotain'\n"
    expect(check(source, text, graph)).toEqual([])
  })

  test('is accepted from an entry that a package declares', () => {
    expect(check(source, "import '@gradus/diagnostics/explain'\n", graph)).toEqual([])
  })

  test('is freer in tests, which may use lower layers, the test package and Node.js', () => {
    const path = 'packages/compiler/test/compile.test.ts'
    const text = "import '@gradus/data'\nimport '@gradus/testing'\nimport 'node:fs'\n"
    expect(check(path, text, layerOf('compiler'))).toEqual([])
    expect(check(path, "import '@gradus/training'\n", layerOf('compiler'))).toHaveLength(1)
  })
})

describe('the name of an op', () => {
  const branches = [
    'switch (node.op) { case 1: break }',
    "if (node.op === 'sin') stop()",
    "if ('sin' !== op) stop()",
    "const isSum = node.op.name === 'sum'",
  ]
  test.each(branches)('is not asked for outside the op table: %s', (text) => {
    expect(check('packages/graph/src/x.ts', text, graph)).toHaveLength(1)
    expect(check('packages/ops/src/x.ts', text, layerOf('ops'))).toEqual([])
  })

  test('may be compared with another op and used as a key', () => {
    const text = 'if (a.op === b.op) emit(table[a.op])'
    expect(check('packages/graph/src/x.ts', text, graph)).toEqual([])
  })
})

describe('a package.json', () => {
  test('may declare what the table allows and the test package for development', () => {
    const dependencies = { '@gradus/ops': 'workspace:*', chevrotain: '13.2.0' }
    const devDependencies = { '@gradus/testing': 'workspace:*' }
    const manifest = { name: '@gradus/graph', dependencies, devDependencies }
    expect(checkManifest(manifest, graph)).toEqual([])
  })

  test('may not declare a higher layer', () => {
    const dependencies = { '@gradus/language': 'workspace:*' }
    expect(checkManifest({ name: '@gradus/graph', dependencies }, graph)).toEqual([
      'graph may not depend on @gradus/language',
    ])
  })
})
