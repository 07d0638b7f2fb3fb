import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '@gradus/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Expr, evaluateAll, gradient, toC, toJavaScript, toPython } from '../src/index.ts'
import { randomFormulaOfAllOps } from './random-formula.ts'

interface Case {
  readonly name: string
  readonly formulas: readonly Expr[]
  readonly point: readonly number[]
  readonly values: readonly number[]
}

const variables = ['x', 'y', 'z'] as const
const count = 300
const compiler = process.env.CC ?? 'cc'

const cases: readonly Case[] = Array.from({ length: count }, (_, i) => {
  const random = new Random(i + 1)
  const { expr } = randomFormulaOfAllOps(random, random.integer(5, 41))
  const formulas = [expr, ...gradient(expr, variables)]
  const point = random.uniforms(3, 0.2, 1.2)
  const at = Object.fromEntries(variables.map((name, k) => [name, point[k]!]))
  return { name: `f${i}`, formulas, point: [...point], values: evaluateAll(formulas, at) }
})

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradus-print-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function expectValues(lines: readonly string[], given: readonly Case[] = cases): void {
  expect(lines).toHaveLength(given.length)
  given.forEach(({ name, values }, i) => {
    const scale = Math.max(1, ...values.map(Math.abs))
    const found = lines[i]!.split(' ').map(Number)
    values.forEach((value, k) => {
      expect(Math.abs(found[k]! - value), `${name} ${found[k]} ${value}`).toBeLessThan(1e-9 * scale)
    })
  })
}

function isThere(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

test('JavaScript of random formulas and their gradients computes what evaluation does', () => {
  const lines = cases.map(({ name, formulas, point }) => {
    const code = toJavaScript(formulas, variables, { name })
    return (new Function(`${code}; return ${name}`)()(...point) as readonly number[]).join(' ')
  })
  expectValues(lines)
})

test('Python of them computes the same, where there is Python with SciPy', () => {
  const codes = cases.map(({ name, formulas }) => toPython(formulas, variables, { name }))
  const calls = cases.map(
    ({ name, point }) => `print(*(repr(float(v)) for v in ${name}(${point.join(', ')})))`,
  )
  if (!isThere('python3', '-c', 'import numpy, scipy.special')) return
  const path = join(folder, 'formulas.py')
  writeFileSync(path, [...codes, ...calls].join('\n'))
  const output = execFileSync('python3', ['-W', 'error::SyntaxWarning', path], { encoding: 'utf8' })
  expectValues(output.trim().split('\n'))
})

test('C of them compiles without a warning and computes the same, where there is a compiler', () => {
  // A compiler takes its time for the helpers that C lacks.
  const some = cases.slice(0, 8)
  const codes = some.map(({ name, formulas }) => toC(formulas, variables, { name }))
  if (!isThere(compiler, '--version')) return
  // Helpers of one function are those of the next: each stands in a file of its own.
  const files = some.map(({ name }, i) => {
    writeFileSync(join(folder, `${name}.c`), codes[i]!)
    return `${name}.c`
  })
  const declared = some.map(({ name }) => `void ${name}(double, double, double, double[]);`)
  const called = some.map(({ name, point }) => `  ${name}(${point.join(', ')}, out); show();`)
  const show =
    'void show(void) { printf("%.17g %.17g %.17g %.17g\\n", out[0], out[1], out[2], out[3]); }'
  const main = ['int main(void) {', ...called, '}']
  const lines = ['#include <stdio.h>', 'double out[4];', show, ...declared, ...main]
  writeFileSync(join(folder, 'main.c'), `${lines.join('\n')}\n`)
  execFileSync(compiler, ['-std=c99', '-Wall', '-Werror', 'main.c', ...files, '-lm'], {
    cwd: folder,
  })
  expectValues(execFileSync(join(folder, 'a.out'), { encoding: 'utf8' }).trim().split('\n'), some)
})

test('C of all of them together computes the same at another point', () => {
  const formulas = cases.flatMap((each) => each.formulas)
  const point = { x: 0.45, y: 0.85, z: 1.15 }
  const code = toC(formulas, variables)
  if (!isThere(compiler, '--version')) return
  const main = `#include <stdio.h>
int main(void) {
  static double out[${formulas.length}];
  f(${Object.values(point).join(', ')}, out);
  for (int i = 0; i < ${formulas.length}; i++) printf("%.17g\\n", out[i]);
}
`
  const path = join(folder, 'all.c')
  writeFileSync(path, code + main)
  const program = join(folder, 'all')
  execFileSync(compiler, ['-std=c99', '-Wall', '-Werror', '-o', program, path, '-lm'])
  const lines = execFileSync(program, { encoding: 'utf8' }).trim().split('\n')
  const values = evaluateAll(formulas, point)
  expectValues(
    cases.map((_, i) => lines.slice(4 * i, 4 * i + 4).join(' ')),
    cases.map((each, i) => ({ ...each, values: values.slice(4 * i, 4 * i + 4) })),
  )
})
