// Writes the files that are made from tables; with --check it writes nothing and fails
// when one of them is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generators } from './generated/index.ts'

/** The lines in which two texts differ, at most `limit` of them, marked `-` and `+`. */
export function summarizeDifference(before: string, after: string, limit: number): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  const oldLines = new Set(old)
  const freshLines = new Set(fresh)
  const changes = [
    ...old.filter((line) => !freshLines.has(line)).map((line) => `  - ${line}`),
    ...fresh.filter((line) => !oldLines.has(line)).map((line) => `  + ${line}`),
  ]
  if (changes.length === 0) return '  (the order of lines differs)'
  const more = changes.length > limit ? [`  … and ${changes.length - limit} more`] : []
  return [...changes.slice(0, limit), ...more].join('\n')
}

function main(): void {
  const isCheck = process.argv.includes('--check')
  const root = fileURLToPath(new URL('..', import.meta.url))
  for (const { path, render } of generators) {
    const present = existsSync(root + path) ? readFileSync(root + path, 'utf8') : ''
    const text = render(present)
    if (text === present) continue
    if (isCheck) {
      console.error(`${path} is stale; run: node tools/generate.ts`)
      console.error(summarizeDifference(present, text, 12))
      process.exitCode = 1
    } else {
      writeFileSync(root + path, text)
      console.log(`wrote ${path}`)
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
