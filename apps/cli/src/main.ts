#!/usr/bin/env node
// Nothing is imported before the version is known: what follows would not even load.
const needed = [22, 18] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `gradus needs Node.js ${needed.join('.')} or newer, and this is ${process.versions.node}.\n`,
  )
  process.exitCode = 2
} else {
  import('node:module')
    // Compiled code is kept between calls, which halves the time to start.
    .then(({ enableCompileCache }) => enableCompileCache())
    .then(() => import('./cli.ts'))
    .then(({ runCli }) => runCli(process.argv.slice(2)))
}
