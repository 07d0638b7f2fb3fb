/** One line of the layer table: a package, what it is for, and what it may import. */
export interface Layer {
  /** Packages may only import from lower layers; `undefined` stands beside the order. */
  readonly layer: number | undefined
  /** Folder below the root; the npm name is `@gradus/` and its last part. */
  readonly folder: string
  readonly mayImport: readonly string[]
  readonly purpose: string
}

const foundation = ['diagnostics', 'ops']
const belowTraining = ['optim', 'runtime', 'language', 'data', 'symbolic', 'graph', ...foundation]
const everything = ['training', ...belowTraining, 'compiler', 'wasm', 'rewrite']

/** The packages that exist, lowest layer first. Read by the layer check and ARCHITECTURE.md. */
export const layers: readonly Layer[] = [
  {
    layer: 0,
    folder: 'packages/diagnostics',
    mayImport: [],
    purpose: 'spans, diagnostics, the one catalogue of codes, rendering',
  },
  {
    layer: 0,
    folder: 'packages/ops',
    mayImport: [],
    purpose: 'the op table: what the primitives are',
  },
  {
    layer: 0,
    folder: 'packages/rewrite',
    mayImport: [],
    purpose: 'patterns, named rules, strategies, traces',
  },
  {
    layer: 0,
    folder: 'packages/wasm',
    mayImport: [],
    purpose: 'a WebAssembly assembler that knows nothing of graphs',
  },
  {
    layer: 1,
    folder: 'packages/symbolic',
    mayImport: ['ops', 'rewrite', 'diagnostics'],
    purpose: 'formulas: parse, differentiate, simplify, print, compile',
  },
  {
    layer: 1,
    folder: 'packages/graph',
    mayImport: ['ops', 'rewrite', 'diagnostics'],
    purpose: 'tensor graphs, automatic differentiation, the interpreter',
  },
  {
    layer: 1,
    folder: 'packages/data',
    mayImport: ['diagnostics'],
    purpose: 'columns in, tensors out: CSV, labels, safetensors',
  },
  {
    layer: 2,
    folder: 'packages/compiler',
    mayImport: ['graph', 'ops', 'rewrite', 'wasm', 'diagnostics'],
    purpose: 'graph to loops to WebAssembly SIMD',
  },
  {
    layer: 2,
    folder: 'packages/language',
    mayImport: ['graph', 'ops', 'diagnostics'],
    purpose: '.gd: syntax, checking, lowering, the table of built-ins',
  },
  {
    layer: 3,
    folder: 'packages/runtime',
    mayImport: ['compiler', 'graph', 'ops', 'diagnostics'],
    purpose: 'backends, sessions, memory, random numbers',
  },
  {
    layer: 4,
    folder: 'packages/tensor',
    mayImport: ['runtime', 'graph', 'ops', 'diagnostics'],
    purpose: 'the array library people import: ops, transformations, vmap, compile',
  },
  {
    layer: 5,
    folder: 'packages/optim',
    mayImport: ['tensor', 'symbolic', 'graph', 'ops', 'diagnostics'],
    purpose: 'gradient transformations, schedules, minimizers, least squares',
  },
  {
    layer: 6,
    folder: 'packages/training',
    mayImport: ['language', 'runtime', 'optim', 'data', 'symbolic', 'graph', 'ops', 'diagnostics'],
    purpose: 'a .gd model to a run: batches, sweeps, tests, records, gradient checks',
  },
  {
    layer: 8,
    folder: 'apps/cli',
    mayImport: everything,
    purpose: 'the command gradus, a thin shell',
  },
  {
    layer: 8,
    folder: 'apps/docs',
    mayImport: everything,
    purpose: 'the documentation site with its live figures',
  },
  {
    layer: undefined,
    folder: 'packages/testing',
    mayImport: ['graph', 'ops', 'diagnostics'],
    purpose: 'private: random numbers and graphs, matchers and fixture readers of the tests',
  },
]

/** The short name of a package: `graph` for `packages/graph`. */
export function nameOf(layer: Layer): string {
  return layer.folder.slice(layer.folder.lastIndexOf('/') + 1)
}

/** What the tests of a package may import: its layers, every lower one, and `testing`. */
export function importableByTests(layer: Layer): readonly string[] {
  const level = layer.layer ?? Number.POSITIVE_INFINITY
  const lower = layers.filter((other) => other.layer !== undefined && other.layer < level)
  return [nameOf(layer), ...layer.mayImport, ...lower.map(nameOf), 'testing']
}
