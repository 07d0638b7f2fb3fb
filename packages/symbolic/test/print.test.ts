import { Random } from '@gradus/testing'
import { expect, test } from 'vitest'
import {
  evaluateAll,
  functions,
  gradient,
  parseExpression,
  sym,
  toC,
  toJavaScript,
  toLatex,
  toMathML,
  toPython,
} from '../src/index.ts'
import { randomFormula } from './random-formula.ts'

test.each([
  ['x^2*sin(x)/(2*y)', '\\frac{x^{2} \\sin\\left(x\\right)}{2 y}'],
  ['sqrt(x1) - abs(x_max)', '\\sqrt{x_{1}} - \\left|x_{\\mathit{max}}\\right|'],
  ['alpha*exp(-rate)', '\\alpha e^{-\\mathit{rate}}'],
  ['exp2(x)^2', '\\left(2^{x}\\right)^{2}'],
  ['2*3^x', '2 \\cdot 3^{x}'],
  ['-(x + y)^2', '-\\left(x + y\\right)^{2}'],
  [
    'if(x < 1 and y >= 2, x, y)',
    '\\begin{cases}x & \\text{if } y \\geq 2 \\land x < 1\\\\ y & \\text{otherwise}\\end{cases}',
  ],
  [
    'if(x > 0 and y > 0 and z > 0, x, y)',
    '\\begin{cases}x & \\text{if } x > 0 \\land y > 0 \\land z > 0\\\\ y & \\text{otherwise}\\end{cases}',
  ],
  ['1e-7*x', '1 \\cdot 10^{-7} x'],
])('%s in LaTeX is %s', (text, latex) => {
  expect(toLatex(parseExpression(text))).toBe(latex)
})

test.each([
  ['x/2', '<mfrac><mi>x</mi><mn>2</mn></mfrac>'],
  ['x1^2', '<msup><msub><mi>x</mi><mn>1</mn></msub><mn>2</mn></msup>'],
  ['cbrt(x)', '<mroot><mi>x</mi><mn>3</mn></mroot>'],
  ['abs(x)', '<mrow><mo>|</mo><mi>x</mi><mo>|</mo></mrow>'],
  ['x - y', '<mrow><mi>x</mi><mo>−</mo><mi>y</mi></mrow>'],
])('%s in MathML is %s', (text, mathml) => {
  expect(toMathML(parseExpression(text))).toBe(
    `<math xmlns="http://www.w3.org/1998/Math/MathML">${mathml}</math>`,
  )
})

test('every tag of MathML is closed, for every function of the table', () => {
  for (const [op, build] of Object.entries(functions)) {
    const args = [sym('x'), sym('y'), sym('z')]
    const mathml = [1, 2, 3].map((count) => {
      try {
        return toMathML(build(...args.slice(0, count)))
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
        return ''
      }
    })
    for (const text of mathml) {
      const open: string[] = []
      for (const [, slash, tag] of text.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
        if (slash) expect(open.pop(), op).toBe(tag)
        else open.push(tag!)
      }
      expect(open).toEqual([])
    }
  }
})

test('code names what is used again, and nothing else', () => {
  const f = parseExpression('sin(x*y)/(1 + sin(x*y))')
  expect(toJavaScript(f, ['x', 'y'])).toBe(
    ['function f(x, y) {', '  const t0 = Math.sin(x * y)', '  return t0 / (t0 + 1)', '}', ''].join(
      '\n',
    ),
  )
  expect(toPython(f, ['x', 'y'], { name: 'share' })).toContain(
    'def share(x, y):\n    t0 = np.sin(x * y)\n    return t0 / (t0 + 1)\n',
  )
  expect(toC(f, ['x', 'y'])).toContain(
    'static double f(double x, double y) {\n  const double t0 = sin(x * y);\n  return t0 / (t0 + 1.0);\n}',
  )
})

test('code is written in stable forms, unless they are not wanted', () => {
  const f = parseExpression('log(1 + exp(x))')
  expect(toPython(f, ['x'])).toContain('return np.logaddexp(x, 0)')
  expect(toC(f, ['x'])).toContain('log1p(exp(-fabs(')
  expect(toJavaScript(f, ['x'])).toContain('Math.log1p(Math.exp(-Math.abs(x)))')
  expect(toJavaScript(f, ['x'], { stable: false })).toContain('return Math.log(Math.exp(x) + 1)')
})

test('several results come back together, and names never collide with the language', () => {
  const slopes = gradient(parseExpression('lambda^2*t0'))
  expect(toPython(slopes, ['lambda', 't0'])).toContain('def f(lambda_, t0):')
  expect(toC(slopes, ['lambda', 't0'])).toContain('out[1] = lambda * lambda;')
  const names = ['NAN', 'int', 'int_', 'fabs', 'x', 'x']
  expect(toC(parseExpression('NAN + int*int_ + abs(fabs)'), names)).toContain(
    'double f(double NAN_, double int_, double int__, double fabs_, double x, double x_)',
  )
})

function runJavaScript(code: string, args: readonly number[]): number[] {
  return [new Function('args', `${code}; return f(...args)`)(args)].flat() as number[]
}

test.each(Array.from({ length: 40 }, (_, i) => i + 1))(
  'JavaScript of the random formula %i and its gradient computes what evaluation does',
  (seed) => {
    const random = new Random(seed)
    const { expr, variables } = randomFormula(random, random.integer(5, 41))
    const formulas = [expr, ...gradient(expr, variables)]
    const point = variables.map(() => random.uniform(0.2, 1.2))
    const values = evaluateAll(
      formulas,
      Object.fromEntries(variables.map((name, i) => [name, point[i]!])),
    )
    runJavaScript(toJavaScript(formulas, variables), point).forEach((value, i) => {
      expect(Math.abs(value - values[i]!)).toBeLessThan(1e-10 * Math.max(1, Math.abs(values[i]!)))
    })
  },
)
