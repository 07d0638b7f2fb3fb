import { readdirSync } from 'node:fs'

const skipped: readonly string[] = ['node_modules', 'dist', 'coverage', '.cache', '.turbo']

/** The files below `root + folder` that match, as sorted paths relative to `root`. */
export function listFiles(root: string, folder: string, pattern: RegExp): readonly string[] {
  const found: string[] = []
  const pending = [folder]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    for (const entry of readdirSync(root + path, { withFileTypes: true })) {
      const inner = `${path}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skipped.includes(entry.name)) pending.push(inner)
      } else if (pattern.test(entry.name)) {
        found.push(inner)
      }
    }
  }
  return found.sort()
}
