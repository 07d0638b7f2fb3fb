import { readFileSync } from 'node:fs'

/** The version of the command, as its package says. */
export function readVersion(): string {
  const path = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
