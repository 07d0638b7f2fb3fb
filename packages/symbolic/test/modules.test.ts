import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = globSync('src/**/*.ts', { cwd: root })
const importsOf = new Map(files.map((file) => [file, readImports(file)]))

/** The modules of this package whose values a module imports. */
function readImports(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(/^(?:import|export) (?!type )[^']*? from '(\.[^']*)'/gms)
  return [...found].map(([, path]) => join(dirname(file), path!))
}

function isReachable(target: string, start: string): boolean {
  const found = new Set(importsOf.get(start))
  for (const file of found) for (const next of importsOf.get(file) ?? []) found.add(next)
  return found.has(target)
}

test('modules that import each other can be imported in any order', () => {
  // Which of a cycle comes first decides their order; modules outside have no part in it.
  const cyclic = files.filter((file) => isReachable(file, file))
  expect(cyclic).toContain('src/expr.ts')
  const script = `
    import { Worker } from 'node:worker_threads'
    for (const file of ${JSON.stringify(cyclic)}) {
      const code = 'import(' + JSON.stringify('${new URL('..', import.meta.url)}' + file) + ')'
      const worker = new Worker(code, { eval: true })
      worker.on('error', (error) => console.log(file, error.message))
      await new Promise((done) => worker.on('exit', done))
    }`
  const flags = ['--conditions=@gradus/source', '--input-type=module', '-e', script]
  expect(execFileSync(process.execPath, flags, { cwd: root, encoding: 'utf8' })).toBe('')
})
