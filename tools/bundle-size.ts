// Bundles packages as a web page would, and fails where one is larger than it may be: the
// budget counts everything that the package brings along, minified and compressed.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rollup } from 'vite'

interface Budget {
  readonly folder: string
  /** Compressed, in kB of 1000 bytes. */
  readonly limit: number
}

const budgets: readonly Budget[] = [{ folder: 'packages/symbolic', limit: 60 }]

const root = fileURLToPath(new URL('..', import.meta.url))

/** What a package weighs in a page. */
interface Size {
  readonly minified: number
  readonly compressed: number
  /** Bytes by the package that they come from, before minifying, largest first. */
  readonly parts: readonly (readonly [name: string, bytes: number])[]
}

async function measure(folder: string): Promise<Size> {
  const [output] = (await build({
    root: root + folder,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@gradus/source', 'module', 'browser'] },
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      lib: { entry: 'src/index.ts', formats: ['es'] },
      // A library build keeps spaces, which pages that use it do not.
      rolldownOptions: { output: { minify: true } },
    },
  })) as Rollup.RollupOutput[]
  const chunks = output!.output.filter((file) => file.type === 'chunk')
  const code = Buffer.from(chunks.map((chunk) => chunk.code).join(''))
  const parts = new Map<string, number>()
  for (const chunk of chunks) {
    for (const [path, { renderedLength }] of Object.entries(chunk.modules)) {
      const name = ownerOf(path)
      parts.set(name, (parts.get(name) ?? 0) + renderedLength)
    }
  }
  return {
    minified: code.length,
    compressed: gzipSync(code, { level: 9 }).length,
    parts: [...parts].sort((a, b) => b[1] - a[1]),
  }
}

function ownerOf(path: string): string {
  const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)
  return installed?.[1] ?? path.replace(root, '').split('/').slice(0, 2).join('/')
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

for (const { folder, limit } of budgets) {
  const { minified, compressed, parts } = await measure(folder)
  const size = `${kilobytes(compressed)} compressed, ${kilobytes(minified)} minified`
  const largest = parts.slice(0, 5).map(([name, bytes]) => `${name} ${kilobytes(bytes)}`)
  console.log(`${folder}: ${size}; before minifying: ${largest.join(', ')}`)
  if (compressed <= limit * 1000) continue
  console.error(`${folder}: ${kilobytes(compressed)} is more than the ${limit} kB that it may have`)
  process.exitCode = 1
}
