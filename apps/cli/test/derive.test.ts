import { describe, it } from 'vitest'
import { gradus } from './command.ts'

interface Case {
  readonly title: string
  readonly args: readonly string[]
  readonly out: string
}

const booth = '(x+2*y-7)^2+(2*x+y-5)^2'
const cases: readonly Case[] = [
  { title: 'a gradient', args: ['x^2*y'], out: ' ∂/∂x = 2*x*y\n ∂/∂y = x^2\n' },
  { title: 'one slope', args: ['x^2*y', '--wrt', 'y'], out: ' ∂/∂y = x^2\n' },
  {
    title: 'slopes in the order asked for',
    args: ['x^2*y', '--wrt', 'y,x'],
    out: ' ∂/∂y = x^2\n ∂/∂x = 2*x*y\n',
  },
  {
    title: 'second derivatives as a matrix',
    args: [booth, '--order', '2'],
    out: ' Hessian\n       ∂x  ∂y\n   ∂x  10  8\n   ∂y  8   10\n',
  },
  {
    title: 'a gradient in its shortest form',
    args: [booth],
    out: ' ∂/∂x = 10*x + 8*y - 34\n ∂/∂y = 8*x + 10*y - 38\n',
  },
  {
    title: 'the steps',
    args: ['x*sin(x)', '--steps'],
    out: [
      ' Steps to ∂/∂x',
      '',
      '   1  product rule',
      "      (u*v)' = u'*v + u*v', with u = x and v = sin(x).",
      '      d/dx[x*sin(x)] = sin(x) + x*d/dx[sin(x)]',
      '',
      '   2  derivative of sin',
      '      The derivative of sin(u) is cos(u).',
      '      d/dx[sin(x)] = cos(x)',
      '',
      '   3  put together',
      '      Put the derivatives of the parts in their places.',
      '      d/dx[x*sin(x)] = x*cos(x) + sin(x)',
      '',
      ' ∂/∂x = x*cos(x) + sin(x)',
      '',
    ].join('\n'),
  },
  {
    title: 'the steps in LaTeX',
    args: ['x^2', '--steps', '--as', 'latex'],
    out: [
      '\\begin{align*}',
      '  \\frac{d}{dx}\\left[x^{2}\\right] &= 2 x && \\text{power rule}',
      '\\end{align*}',
      '2 x',
      '',
    ].join('\n'),
  },
  {
    title: 'MathML',
    args: ['x^2', '--as', 'mathml'],
    out: '<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mn>2</mn><mo>⁢</mo><mi>x</mi></mrow></math>\n',
  },
  {
    title: 'a derivative of high order',
    args: ['sin(2*x)', '--order', '12'],
    out: ' ∂¹²/∂x¹² = 4096*sin(2*x)\n',
  },
  {
    title: 'ASCII',
    args: ['x*y', '--plain', '--order', '2', '--wrt', 'x'],
    out: ' d^2/dx^2 = 0\n',
  },
  {
    title: 'slopes in the order of the text',
    args: ['exp(-k*t)*sin(t)'],
    out: ' ∂/∂k = -t*sin(t)*exp(-k*t)\n ∂/∂t = exp(-k*t)*(cos(t) - k*sin(t))\n',
  },
  { title: 'LaTeX alone', args: ['x^2', '--as', 'latex'], out: '2 x\n' },
  {
    title: 'LaTeX of several',
    args: ['x^2*y', '--as', 'latex'],
    out: '\\frac{\\partial}{\\partial x} = 2 x y\n' + '\\frac{\\partial}{\\partial y} = x^{2}\n',
  },
  {
    title: 'a Hessian in LaTeX',
    args: ['x*y', '--as', 'latex', '--order', '2'],
    out: '\\nabla^{2} f = \\begin{pmatrix} 0 & 1 \\\\ 1 & 0 \\end{pmatrix}\n',
  },
  { title: 'a formula that begins with a minus', args: ['--', '-x^2'], out: ' ∂/∂x = -2*x\n' },
]

describe.concurrent('gradus derive', () => {
  it.for(cases)('prints $title', async ({ args, out }, { expect: check }) => {
    const finished = await gradus(['derive', ...args])
    check(finished).toEqual({ exitCode: 0, stdout: out, stderr: '' })
  })

  it('prints second derivatives line by line where a matrix is too wide', async ({
    expect: check,
  }) => {
    const formula = 'exp(-length*other)*sin(length^2 + other)'
    const { stdout } = await gradus(['derive', formula, '--order', '2'])
    check(stdout).toMatch(/^ ∂²\/∂length² = .*\n ∂²\/∂length∂other = .*\n ∂²\/∂other² = .*\n$/)
  })

  it('prints functions that compute what was asked for', async ({ expect: check }) => {
    const formula = ['derive', 'exp(-k*t)*sin(t)', '--wrt', 't']
    const { stdout: javascript } = await gradus([...formula, '--as', 'js'])
    const compute = new Function(`${javascript}; return derivative`)() as (
      k: number,
      t: number,
    ) => number
    check(compute(0.5, 2)).toBeCloseTo(Math.exp(-1) * (Math.cos(2) - 0.5 * Math.sin(2)), 14)
    const { stdout: c } = await gradus([...formula, '--as', 'c'])
    check(c).toMatch(/derivative\(/)
    const second = await gradus(['derive', 'x^2*y', '--order', '2', '--as', 'js'])
    check(second.stdout).toBe('function derivative(x, y) {\n  return [y * 2, x * 2, 0]\n}\n')
    check(second.stderr).toBe(' The results are the derivatives by x x, x y, y y.\n')
    const { stdout: python } = await gradus([...formula, '--as', 'python'])
    check(python).toMatch(/def derivative\(k, t\):/)
  })

  it('shows mistakes under the formula', async ({ expect: check }) => {
    const { exitCode, stdout, stderr } = await gradus(['derive', '2x + sni(y)'])
    check([exitCode, stdout]).toEqual([1, ''])
    check(stderr).toMatch(/error\[E\d{4}\](.|\n)*2x \+ sni\(y\)/)
    check(stderr).toContain('sin')
  })

  it('says that a variable is not there', async ({ expect: check }) => {
    const { exitCode, stdout, stderr } = await gradus(['derive', 'rate^2', '--wrt', 'rat'])
    check([exitCode, stdout]).toEqual([0, ' ∂/∂rat = 0\n'])
    check(stderr).toBe(' The formula has no rat. Did you mean rate?\n')
  })

  it.for([
    [['derive', 'model.gd'], /gradus graph model\.gd --stage grad/],
    [['derive', '-x^2'], /comes after --: gradus derive -- "-x\^2" \(flags/],
    [['derive', '3'], /no variables/],
    [['derive', 'x*y', '--order', '3'], /by one variable/],
    [['derive', 'x', '--wrt', '2'], /"2" is not the name/],
    [['derive', 'x', '--order', '0'], /from 1/],
    [['derive', 'x', '--as', 'fortran'], /python/],
    [['derive', 'x', '--as', 'c', '--steps'], /formulas, not code/],
    [['derive'], /FORMULA/],
  ] as const)('refuses %j', async ([args, message], { expect: check }) => {
    const { exitCode, stdout, stderr } = await gradus(args)
    check([exitCode, stdout]).toEqual([2, ''])
    check(stderr).toMatch(message)
  })

  it('prints JSON for other programs', async ({ expect: check }) => {
    const good = await gradus(['derive', 'x^2*y', '--order', '2', '--json'])
    check(JSON.parse(good.stdout)).toEqual({
      schema: 1,
      formula: 'x^2*y',
      order: 2,
      as: 'text',
      derivatives: [
        { wrt: ['x', 'x'], formula: '2*y' },
        { wrt: ['x', 'y'], formula: '2*x' },
        { wrt: ['y', 'y'], formula: '0' },
      ],
    })
    const stepwise = await gradus(['derive', 'x^2', '--steps', '--json'])
    check(JSON.parse(stepwise.stdout)).toMatchObject({
      derivatives: [
        {
          wrt: ['x'],
          formula: '2*x',
          steps: [{ rule: 'power rule', before: 'd/dx[x^2]', after: '2*x' }],
        },
      ],
    })
    const bad = await gradus(['derive', 'x +', '--json'])
    check(bad).toMatchObject({ exitCode: 1, stderr: '' })
    check(JSON.parse(bad.stdout)).toMatchObject({ diagnostics: [{ severity: 'error' }] })
  })
})
