// Bundles what web pages take from packages, and fails where that is larger than it may be:
// minified and compressed, with everything that comes along.
//   --published  the built packages as they are published, instead of their sources
//   --modules    the largest modules too, each compressed by itself
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build, minifySync, type Rollup } from 'vite'

/** What a page takes from a package. */
interface Page {
  readonly name: string
  readonly folder: string
  /** The names that it imports. */
  readonly takes: string
  /** Compressed, in kB of 1000 bytes. */
  readonly limit: number
}

const pages: readonly Page[] = [
  { name: 'all of @gradus/symbolic', folder: 'packages/symbolic', takes: '*', limit: 60 },
  {
    name: 'parseExpression, gradient, toText',
    folder: 'packages/symbolic',
    takes: '{ parseExpression, gradient, toText }',
    limit: 30,
  },
  {
    name: 'tensors with gradients',
    folder: 'packages/tensor',
    takes: '{ tensor, grad, matmul, sum, tanh, mean }',
    limit: 22,
  },
  {
    name: 'the same, compiled',
    folder: 'packages/tensor',
    takes: '{ tensor, grad, compile, matmul, sum, tanh, mean }',
    limit: 60,
  },
  { name: 'all of @gradus/tensor', folder: 'packages/tensor', takes: '*', limit: 113 },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: { published: { type: 'boolean' }, modules: { type: 'boolean' } },
})

async function bundle({ folder, takes }: Page): Promise<readonly Rollup.OutputChunk[]> {
  const from = `${root}${folder}/${options.published ? 'dist/index.js' : 'src/index.ts'}`
  const entry = 'virtual:page'
  const { output } = (await build({
    root: root + folder,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: [...(options.published ? [] : ['@gradus/source']), 'browser'] },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `export ${takes} from ${JSON.stringify(from)}` : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  })) as Rollup.RollupOutput
  return output.filter((file) => file.type === 'chunk')
}

function compressedSize(code: string): number {
  return gzipSync(code, { level: 9 }).length
}

interface Part {
  readonly name: string
  readonly compressed: number
}

/** The modules of a bundle, largest first. Together they weigh more than the bundle does. */
function modulesOf(chunks: readonly Rollup.OutputChunk[]): Part[] {
  return chunks
    .flatMap(({ modules }) => Object.entries(modules))
    .map(([path, { code }]) => {
      // As a script, so that what only other modules use is kept.
      const minified = minifySync('module.js', code ?? '', { module: false })
      return { name: path.replace(root, ''), compressed: compressedSize(minified.code) }
    })
    .sort((a, b) => b.compressed - a.compressed)
}

function packagesOf(modules: readonly Part[]): string {
  const sizes = new Map<string, number>()
  for (const { name, compressed } of modules) {
    const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)
    const owner = installed?.[1] ?? name.split('/').slice(0, 2).join('/')
    sizes.set(owner, (sizes.get(owner) ?? 0) + compressed)
  }
  const all = [...sizes.values()].reduce((a, b) => a + b, 0)
  return [...sizes]
    .sort((a, b) => b[1] - a[1])
    .map(([name, size]) => `${name} ${Math.round((size / all) * 100)} %`)
    .join(', ')
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

for (const page of pages) {
  const chunks = await bundle(page)
  const code = chunks.map((chunk) => chunk.code).join('')
  const compressed = compressedSize(code)
  const modules = modulesOf(chunks)
  const size = `${kilobytes(compressed)} compressed, ${kilobytes(code.length)} minified`
  console.log(`${page.name}: ${size}; ${packagesOf(modules)}`)
  if (options.modules) {
    for (const { name, compressed } of modules)
      console.log(`  ${String(compressed).padStart(6)} ${name}`)
  }
  if (compressed <= page.limit * 1000) continue
  console.error(`${page.name}: more than the ${page.limit} kB that it may have`)
  process.exitCode = 1
}
