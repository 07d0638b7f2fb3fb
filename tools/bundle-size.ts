// Bundles what web pages take from packages, with each bundler that people use, and fails where
// that is larger than it may be: minified and compressed, with everything that comes along.
//   --published  the built packages as they are published, instead of their sources
//   --modules    the largest modules too, each compressed by itself
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build as bundleByEsbuild } from 'esbuild'
import { build, minifySync, type Rollup } from 'vite'

/** What a page takes from a package. */
interface Page {
  readonly name: string
  readonly folder: string
  /** The names that it imports. */
  readonly takes: string
  /** Compressed, in kB of 1000 bytes. */
  readonly limits: Readonly<Record<Bundler, number>>
}

/** Rolldown is what Vite bundles with; esbuild shortens names in another way and costs more. */
type Bundler = 'rolldown' | 'esbuild'

const pages: readonly Page[] = [
  {
    name: 'all of @gradus/symbolic',
    folder: 'packages/symbolic',
    takes: '*',
    limits: { rolldown: 60, esbuild: 60.5 },
  },
  {
    name: 'parseExpression, gradient, toText',
    folder: 'packages/symbolic',
    takes: '{ parseExpression, gradient, toText }',
    limits: { rolldown: 30, esbuild: 30 },
  },
  {
    name: 'tensors with gradients',
    folder: 'packages/tensor',
    takes: '{ tensor, grad, matmul, sum, tanh, mean }',
    limits: { rolldown: 21.6, esbuild: 22.4 },
  },
  {
    name: 'the same, compiled',
    folder: 'packages/tensor',
    takes: '{ tensor, grad, compile, matmul, sum, tanh, mean }',
    limits: { rolldown: 56.9, esbuild: 59.1 },
  },
  {
    name: 'all of @gradus/tensor',
    folder: 'packages/tensor',
    takes: '*',
    limits: { rolldown: 111.1, esbuild: 115.5 },
  },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: { published: { type: 'boolean' }, modules: { type: 'boolean' } },
})

const conditions = options.published ? [] : ['@gradus/source']
const target = 'es2023'

/** The text of a page. */
function sourceOf({ folder, takes }: Page): string {
  const from = `${root}${folder}/${options.published ? 'dist/index.js' : 'src/index.ts'}`
  return `export ${takes} from ${JSON.stringify(from)}`
}

async function esbuildCode(page: Page): Promise<string> {
  const { outputFiles } = await bundleByEsbuild({
    stdin: { contents: sourceOf(page), resolveDir: root + page.folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions,
    target,
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

async function bundle(page: Page): Promise<readonly Rollup.OutputChunk[]> {
  const entry = 'virtual:page'
  const { output } = (await build({
    root: root + page.folder,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: [...conditions, 'browser'] },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? sourceOf(page) : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      target,
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
  const codes: Readonly<Record<Bundler, string>> = {
    rolldown: chunks.map((chunk) => chunk.code).join(''),
    esbuild: await esbuildCode(page),
  }
  const modules = modulesOf(chunks)
  const sizes = Object.entries(codes).map(([bundler, code]) => {
    const compressed = compressedSize(code)
    if (compressed > page.limits[bundler as Bundler] * 1000) {
      console.error(`${page.name}: more than it may have with ${bundler}`)
      process.exitCode = 1
    }
    return `${bundler} ${kilobytes(compressed)} of ${page.limits[bundler as Bundler]}`
  })
  console.log(`${page.name}: ${sizes.join(', ')}; ${packagesOf(modules)}`)
  if (options.modules) {
    for (const { name, compressed } of modules)
      console.log(`  ${String(compressed).padStart(6)} ${name}`)
  }
}
