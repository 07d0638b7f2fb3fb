import { describe, expect, it } from 'vitest'
import { type CallOptions, folderWith, gradus, parabola } from './command.ts'

const slip = 'param w = 10\npred = 2 * w\nminimize prde^2\n'
const contour = `${parabola}f(x, y) = x^2 + y^2\nplot contour(f, x: -1..1, y: -1..1)\n`
const planned = `${parabola}test "later" { expect same_steps(sgd(lr: 0.1), momentum(lr: 0.1, beta: 0), steps: 3) }\n`
const diverging = parabola
  .replace('lr: 0.1, ', 'lr: 0.1')
  .replace('lr: 0.1', 'lr: 10')
  .replace('steps: 50', 'steps: 2000')
const here = folderWith({
  'good.gd': parabola,
  'slip.gd': slip,
  'contour.gd': contour,
  'planned.gd': planned,
  'diverging.gd': diverging,
  'failing.gd': `${parabola}test "not so" { expect w == 3 }\n`,
  'bytes.gd': Uint8Array.of(0x70, 0x20, 0x3d, 0x20, 0xff, 0x0a),
  'warned.gd': `${parabola}unused = 3\n`,
  'calculation.gd': 'show 2 + 3 "five"\n',
  'nothing.gd': 'a = 1\n',
})
const single = folderWith({ 'only.gd': parabola })
const empty = folderWith({})
const project = folderWith({
  'a.gd': parabola,
  'b.gd': slip,
  'gradus.json': '{ "main": "a.gd", "runs": "kept" }',
})
const misspelt = folderWith({ 'a.gd': parabola, 'gradus.json': '{ "mian": "a.gd" }' })
const broken = folderWith({ 'a.gd': parabola, 'gradus.json': '{ "main": ' })

interface Case {
  readonly title: string
  readonly args: readonly string[]
  readonly exitCode: number
  readonly options?: CallOptions
  readonly out?: RegExp
  readonly talk?: RegExp
}

const quick = ['--progress', 'none']
const cases: readonly Case[] = [
  { title: 'help is a result', args: ['--help'], exitCode: 0, out: /train a model/, talk: /^$/ },
  { title: 'help begins with examples', args: ['run', '-h'], exitCode: 0, out: /^\nExamples:/ },
  { title: 'the version is a result', args: ['--version'], exitCode: 0, out: /^\d+\.\d+\.\d+\n$/ },
  { title: 'no command shows the help', args: [], exitCode: 2, out: /^$/, talk: /Usage/ },
  { title: 'a near command is suggested', args: ['chek'], exitCode: 2, talk: /mean check/ },
  { title: 'a near flag is suggested', args: ['run', '--sed', '1'], exitCode: 2, talk: /--seed/ },
  { title: 'a planned command is unknown', args: ['fmt', 'good.gd'], exitCode: 2, talk: /unknown/ },

  { title: 'a good model passes', args: ['check', 'good.gd'], exitCode: 0, out: /✓ good.gd/ },
  { title: 'a slip is reported', args: ['check', 'slip.gd'], exitCode: 1, out: /error\[E0201\]/ },
  { title: 'a missing file', args: ['check', 'god.gd'], exitCode: 4, talk: /mean good.gd/ },
  { title: 'a folder without models', args: ['check', empty], exitCode: 2, talk: /no .gd file/ },
  {
    title: 'bytes that are no text',
    args: ['check', 'bytes.gd'],
    exitCode: 1,
    out: /E0002.*0xff at 4/,
  },
  { title: 'warnings pass', args: ['check', 'warned.gd'], exitCode: 0, out: /1 warning/ },
  {
    title: 'denied warnings do not',
    args: ['check', '--deny', 'warnings', 'warned.gd'],
    exitCode: 1,
  },
  {
    title: 'allowed ones are silent',
    args: ['check', 'warned.gd', '--allow', 'W0706'],
    exitCode: 0,
    out: /^ ✓ warned.gd {3}1 parameter\n$/,
  },
  {
    title: 'errors cannot be allowed',
    args: ['check', '--allow', 'E0201', 'slip.gd'],
    exitCode: 2,
  },
  {
    title: 'a code that does not exist',
    args: ['check', '--deny', 'W0999'],
    exitCode: 2,
    talk: /no code W0999/,
  },
  {
    title: 'a line for each problem',
    args: ['check', 'slip.gd', '--format', 'short'],
    exitCode: 1,
    out: /^slip.gd:3:10: error\[E0201\]: .*\n$/,
  },
  {
    title: 'diagnostics for code scanning',
    args: ['check', 'slip.gd', '--format', 'sarif'],
    exitCode: 1,
    out: /"version": "2.1.0"[\s\S]*"ruleId": "E0201"/,
  },
  {
    title: 'workflow commands',
    args: ['check', 'slip.gd', '--format', 'github'],
    exitCode: 1,
    out: /^::error file=slip.gd,line=3,col=10/,
  },
  {
    title: 'standard input',
    args: ['check', '-'],
    exitCode: 1,
    options: { input: slip },
    out: /<stdin>:3:10/,
  },
  {
    title: 'fixing standard input',
    args: ['check', '-', '--fix'],
    exitCode: 2,
    options: { input: slip },
  },

  {
    title: 'the only model of a folder',
    args: ['check'],
    exitCode: 0,
    options: { cwd: single },
    out: /only.gd/,
  },
  { title: 'several models and no name', args: ['check'], exitCode: 2, talk: /name one/ },
  {
    title: 'no model at all',
    args: ['run'],
    exitCode: 2,
    options: { cwd: empty },
    talk: /no .gd file here/,
  },
  {
    title: 'the main model of a project',
    args: ['check'],
    exitCode: 0,
    options: { cwd: project },
    out: /a.gd/,
  },
  { title: '--cwd', args: ['check', '--cwd', project], exitCode: 0, out: /a.gd/ },
  {
    title: 'a folder that does not exist',
    args: ['check', '--cwd', 'nowhere'],
    exitCode: 4,
    talk: /folder nowhere/,
  },
  {
    title: 'a misspelt project setting',
    args: ['check'],
    exitCode: 2,
    options: { cwd: misspelt },
    talk: /mean "main"/,
  },
  {
    title: 'a project that is no JSON',
    args: ['check'],
    exitCode: 4,
    options: { cwd: broken },
    talk: /not JSON/,
  },

  { title: 'a page', args: ['explain', 'e0302'], exitCode: 0, out: /^E0302 MismatchedInnerDim/ },
  { title: 'all codes', args: ['explain', '--list'], exitCode: 0, out: /E0001 .*\n(.*\n)+E9999/ },
  { title: 'a word', args: ['explain', 'adam'], exitCode: 0, out: /^adam\(lr.*beta1: 0.9/ },
  { title: 'a function', args: ['explain', 'hypot'], exitCode: 0, out: /without overflow/ },
  { title: 'a setting', args: ['explain', 'epochs'], exitCode: 0, out: /setting of train/ },
  { title: 'a near word', args: ['explain', 'gelo'], exitCode: 2, talk: /mean gelu/ },
  { title: 'no such page', args: ['explain', 'E0399'], exitCode: 2, talk: /no code E0399/ },

  {
    title: 'a run',
    args: ['run', 'good.gd', ...quick],
    exitCode: 0,
    out: /found {2}w = 3\.0/,
    talk: /^ saved {2}\.gradus\/runs\/\d+\n$/,
  },
  { title: 'a quiet run', args: ['run', 'good.gd', '-q'], exitCode: 0, out: /found/, talk: /^$/ },
  {
    title: 'a run in detail',
    args: ['run', 'good.gd', '-v', ...quick],
    exitCode: 0,
    out: /made {3}seed 0 · f64 · weights [0-9a-f]{16}/,
  },
  {
    title: 'a check in detail',
    args: ['check', 'good.gd', '-v'],
    exitCode: 0,
    out: /w: a single number/,
  },
  {
    title: 'a model from standard input',
    args: ['run', '-', ...quick],
    exitCode: 0,
    options: { input: parabola },
    out: /w = 3/,
  },
  {
    title: 'a run of a bad model',
    args: ['run', 'slip.gd'],
    exitCode: 1,
    out: /^$/,
    talk: /E0201/,
  },
  {
    title: 'a run that diverges',
    args: ['run', 'diverging.gd', ...quick],
    exitCode: 3,
    out: /not finite/,
    talk: /E0801/,
  },
  {
    title: 'a plot that is not available',
    args: ['run', 'contour.gd', ...quick],
    exitCode: 0,
    out: /found/,
    talk: /W0713/,
  },
  {
    title: 'something else that is not',
    args: ['run', 'planned.gd'],
    exitCode: 1,
    out: /^$/,
    talk: /W0713/,
  },
  {
    title: 'a calculation',
    args: ['run', 'calculation.gd'],
    exitCode: 0,
    out: /^ five = 5\n$/,
    talk: /^$/,
  },
  {
    title: 'nothing to run',
    args: ['run', 'nothing.gd'],
    exitCode: 0,
    out: /^$/,
    talk: /nothing to run/,
  },
  {
    title: 'a block that does not exist',
    args: ['run', 'good.gd', '--only', 'x'],
    exitCode: 2,
    talk: /no train block "x"/,
  },
  {
    title: 'a name that does not exist',
    args: ['run', 'good.gd', '--set', 'n=3'],
    exitCode: 2,
    talk: /no value "n"/,
  },
  {
    title: 'a value that is none',
    args: ['run', 'good.gd', '--set', 'n='],
    exitCode: 2,
    talk: /hidden=32/,
  },
  {
    title: 'another start',
    args: ['run', 'good.gd', '--set', 'w=3', ...quick],
    exitCode: 0,
    out: /loss {3}0\n/,
  },
  {
    title: 'no steps',
    args: ['run', 'good.gd', '--steps', '0'],
    exitCode: 2,
    talk: /whole number from 1/,
  },
  {
    title: 'steps and epochs',
    args: ['run', 'good.gd', '--steps', '1', '--epochs', '1'],
    exitCode: 2,
  },
  {
    title: 'a precision that is not',
    args: ['run', 'good.gd', '--precision', 'f16'],
    exitCode: 2,
    talk: /f32, f64/,
  },
  {
    title: 'other steps',
    args: ['run', 'good.gd', '--steps', '7', ...quick],
    exitCode: 0,
    out: /after 7 steps/,
  },
  {
    title: 'a dry run',
    args: ['run', 'good.gd', '-n'],
    exitCode: 0,
    out: /ready {2}loss 49 at the start\n$/,
    talk: /^$/,
  },
  {
    title: 'a gradient check',
    args: ['run', 'good.gd', '--gradcheck', ...quick],
    exitCode: 0,
    out: /✓ all ways agree[\s\S]*symbolic {2}1 slope derived as formulas[\s\S]*∂\/∂w {3}2\*\(w - 3\)/,
  },
  {
    title: 'what to try next',
    args: ['run', 'good.gd', '--next', ...quick],
    exitCode: 0,
    talk: /gradus test good.gd/,
  },
  {
    title: 'the interpreter',
    args: ['run', 'good.gd', '--backend', 'interpreter', ...quick],
    exitCode: 0,
    out: /w = 3/,
  },

  {
    title: 'tests that pass',
    args: ['test', 'good.gd'],
    exitCode: 0,
    out: /✓ it gets there.*\n 1 passed, 0 failed/,
  },
  {
    title: 'tests that fail',
    args: ['test', 'failing.gd'],
    exitCode: 1,
    out: /✗ not so[\s\S]*T1001[\s\S]*1 passed, 1 failed/,
  },
  {
    title: 'tests by title',
    args: ['test', 'failing.gd', '-t', 'gets'],
    exitCode: 0,
    out: /1 passed, 0 failed/,
  },
  {
    title: 'no test of that title',
    args: ['test', 'failing.gd', '-t', 'zzz'],
    exitCode: 2,
    talk: /No test has "zzz"/,
  },
  {
    title: 'tests of a bad model',
    args: ['test', 'slip.gd'],
    exitCode: 1,
    out: /E0201[\s\S]*1 could not run/,
  },
  {
    title: 'the tokens of a bad model',
    args: ['graph', 'slip.gd', '--stage', 'tokens'],
    exitCode: 1,
    out: /^1:1-6 .*"param"/,
    talk: /E0201/,
  },
  { title: 'its graph', args: ['graph', 'slip.gd'], exitCode: 1, out: /^$/, talk: /E0201/ },
  {
    title: 'the gradient of a good one',
    args: ['graph', 'good.gd', '--stage', 'grad'],
    exitCode: 0,
    out: /# step\ngraph 1\n/,
    talk: /^$/,
  },
  {
    title: 'its module',
    args: ['graph', 'good.gd', '--stage', 'wat'],
    exitCode: 0,
    out: /^\(module/,
  },
  {
    title: 'no such stage',
    args: ['graph', 'good.gd', '--stage', 'x'],
    exitCode: 2,
    talk: /tokens/,
  },
  { title: 'no tests', args: ['test', 'nothing.gd'], exitCode: 0, out: /^$/, talk: /no tests/ },
]

describe.concurrent('gradus', () => {
  it.for(cases)('$title: gradus $args gives $exitCode', async (each, { expect: check }) => {
    const { args, exitCode, options, out, talk } = each
    const finished = await gradus(args, { cwd: here, ...options })
    check(finished).toMatchObject({ exitCode })
    if (out) check(finished.stdout).toMatch(out)
    if (talk) check(finished.stderr).toMatch(talk)
  })
})

describe('a folder of runs that cannot be made', () => {
  it('ends a run with 4, after its results', async () => {
    const folder = folderWith({ 'a.gd': parabola, '.gradus': 'a file is in the way' })
    const { exitCode, stdout, stderr } = await gradus(['run', 'a.gd'], { cwd: folder })
    expect(exitCode).toBe(4)
    expect(stdout).toContain('w = 3')
    expect(stderr).toContain('cannot write')
  })
})
