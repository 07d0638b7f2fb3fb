// Checks that each package, packed as it would be published, can be used: every entry is in
// the package, has its types, and the commands can be run. Needs the built `dist` folders.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { layers } from './layers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
for (const { folder } of layers) {
  const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'))
  if (manifest.private) continue
  const { messages } = await publint({ pkgDir: root + folder, pack: 'pnpm', strict: true })
  for (const message of messages) {
    console.error(`${folder}: ${formatMessage(message, manifest, { color: false })}`)
    process.exitCode = 1
  }
}
