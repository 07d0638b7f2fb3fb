import { expect, test } from 'vitest'
import {
  compileFunction,
  criticalPoints,
  differentiate,
  equivalent,
  evaluate,
  explain,
  gradient,
  hessian,
  jacobian,
  num,
  parseExpression,
  sigmoid,
  sin,
  sym,
  toLatex,
  toText,
} from '../src/index.ts'

// The formulas of the posts, with the results that they show.

test('E2.1: the gradient of a·b² + 2·c³', () => {
  const slopes = gradient(parseExpression('a*b^2 + 2*c^3'))
  expect(slopes.map(toText)).toEqual(['b^2', '2*a*b', '6*c^2'])
  expect(slopes.map((slope) => evaluate(slope, { a: 1, b: 2, c: 3 }))).toEqual([4, 4, 54])
  const steps = ['a', 'b', 'c'].map((name) => explain(parseExpression('a*b^2 + 2*c^3'), name))
  expect(steps.map((each) => each.at(-1)?.after)).toEqual(['b^2', '2*a*b', '6*c^2'])
})

test('E2.2: one step of 2 + 3x² + 4y² from (10, 10)', () => {
  const cost = parseExpression('2 + 3*x^2 + 4*y^2')
  const slopes = gradient(cost)
  expect(slopes.map(toText)).toEqual(['6*x', '8*y'])
  const step = slopes.map((slope) => 10 - 0.5 * evaluate(slope, { x: 10, y: 10 }))
  expect(step).toEqual([-20, -30])
  expect(evaluate(cost, { x: -20, y: -30 })).toBe(4802)
})

test('E2.4: the slope of a chain of sigmoids vanishes, and softplus does not overflow', () => {
  let chain = sym('o')
  const slopes: number[] = []
  for (let depth = 1; depth <= 20; depth++) {
    chain = sigmoid(chain)
    slopes.push(evaluate(differentiate(chain, 'o'), { o: 0.5 }))
  }
  const shown = [1, 2, 5, 10, 20].map((depth) => slopes[depth - 1]!.toPrecision(10))
  expect(shown).toEqual([
    '0.2350037122',
    '0.05340837522',
    '0.0006079862743',
    '3.483115610e-7',
    '1.143095887e-13',
  ])
  const naive = parseExpression('log(1 + exp(x))')
  const stable = compileFunction(naive, ['x'], { stable: true })
  expect([0, 1, -1, 1000].map((x) => stable([x]).toPrecision(10))).toEqual([
    '0.6931471806',
    '1.313261688',
    '0.3132616875',
    '1000.000000',
  ])
})

test('E3.1: the Jacobian of (x²y, 5x + sin y), as the post prints it', () => {
  const [x, y] = [sym('x'), sym('y')]
  const rows = jacobian([x.pow(2).mul(y), x.mul(5).add(sin(y))], ['x', 'y'])
  expect(rows.map((row) => row.map(toText))).toEqual([
    ['2*x*y', 'x^2'],
    ['5', 'cos(y)'],
  ])
  expect(rows.flat().map(toLatex)).toEqual(['2 x y', 'x^{2}', '5', '\\cos\\left(y\\right)'])
})

test('E3.1: the steps to its entries are those of the rules that the post names', () => {
  const [first, second] = ['x^2*y', '5*x + sin(y)'].map(parseExpression) as [never, never]
  const rules = [
    explain(first, 'x'),
    explain(first, 'y'),
    explain(second, 'x'),
    explain(second, 'y'),
  ]
  expect(rules.map((steps) => steps.map(({ rule }) => rule))).toEqual([
    ['constant factor', 'power rule', 'put together'],
    ['constant factor'],
    ['sum rule'],
    ['sum rule', 'derivative of sin', 'put together'],
  ])
  expect(rules.map((steps) => steps.at(-1)?.after)).toEqual(['2*x*y', 'x^2', '5', 'cos(y)'])
})

test('E0.3: the gradient of Booth, step by step', () => {
  const booth = parseExpression('(x + 2*y - 7)^2 + (2*x + y - 5)^2')
  expect(gradient(booth).map(toText)).toEqual([
    '2*(x + 2*y - 7) + 4*(2*x + y - 5)',
    '4*(x + 2*y - 7) + 2*(2*x + y - 5)',
  ])
  const steps = ['x', 'y'].map((name) => explain(booth, name))
  expect(steps.map((each) => each.at(-1)?.after)).toEqual(['10*x + 8*y - 34', '8*x + 10*y - 38'])
  expect(criticalPoints(booth)).toEqual([{ at: { x: num(1), y: num(3) }, kind: 'minimum' }])
})

test('Newton’s step x - f/f′ for x² - 2, as a formula and in numbers', () => {
  const [x, f] = [sym('x'), parseExpression('x^2 - 2')]
  const step = x.sub(f.div(differentiate(f, 'x')))
  expect(toText(step)).toBe('x - (x^2 - 2)/(2*x)')
  expect(equivalent(step, parseExpression('(x + 2/x)/2'))).toBe('equal')
  let at = 1
  for (let i = 0; i < 5; i++) at = evaluate(step, { x: at })
  expect(at).toBeCloseTo(Math.SQRT2, 12)
  expect(explain(f, 'x').at(-1)?.after).toBe('2*x')
})

test('E0.3: the Hessian of Booth, and one Newton step to its minimum', () => {
  const booth = parseExpression('(x + 2*y - 7)^2 + (2*x + y - 5)^2')
  expect(hessian(booth).map((row) => row.map(toText))).toEqual([
    ['10', '8'],
    ['8', '10'],
  ])
  const at = { x: -5, y: -5 }
  const [gx, gy] = gradient(booth).map((slope) => evaluate(slope, at)) as [number, number]
  expect([gx, gy]).toEqual([-124, -128])
  const step = [(10 * gx - 8 * gy) / -36, (10 * gy - 8 * gx) / -36]
  expect(step).toEqual([6, 8])
})

test('E0.3: the entries of Booth’s Hessian, step by step from its slopes', () => {
  const slopes = gradient(parseExpression('(x + 2*y - 7)^2 + (2*x + y - 5)^2'))
  const entries = slopes.flatMap((slope) => ['x', 'y'].map((name) => explain(slope, name)))
  expect(entries.map((steps) => steps.at(-1)?.after)).toEqual(['10', '8', '8', '10'])
  expect(entries[1]!.map(({ rule, before, after }) => `${rule}: ${before} = ${after}`)).toEqual([
    'sum rule: d/dy[2*(x + 2*y - 7) + 4*(2*x + y - 5)] = d/dy[2*(x + 2*y - 7)] + d/dy[4*(2*x + y - 5)]',
    'constant factor: d/dy[2*(x + 2*y - 7)] = 2*d/dy[x + 2*y - 7]',
    'sum rule: d/dy[x + 2*y - 7] = 2',
    'constant factor: d/dy[4*(2*x + y - 5)] = 4*d/dy[2*x + y - 5]',
    'sum rule: d/dy[2*x + y - 5] = 1',
    'put together: d/dy[2*(x + 2*y - 7) + 4*(2*x + y - 5)] = 8',
  ])
  expect(entries[1]!.map(({ text }) => text)).toEqual([
    'Each term is derived on its own.',
    'The factor 2 does not depend on y and stays.',
    'Each term is derived on its own; x and 7 do not depend on y and add 0.',
    'The factor 4 does not depend on y and stays.',
    'Each term is derived on its own; 2*x and 5 do not depend on y and add 0.',
    'Put the derivatives of the parts in their places.',
  ])
})

test('E0.4: the slope of Newton’s step, step by step: 0 at the root, 2/3 everywhere for x⁴', () => {
  const step = parseExpression('x - (x^2 - 2)/(2*x)')
  const steps = explain(step, 'x')
  expect(steps.map(({ rule, after }) => `${rule}: ${after}`)).toEqual([
    'sum rule: 1 - d/dx[(x^2 - 2)/(2*x)]',
    'constant factor: d/dx[(x^2 - 2)/x]/2',
    'quotient rule: (d/dx[x^2 - 2]*x - (x^2 - 2))/x^2',
    'sum rule: d/dx[x^2]',
    'power rule: 2*x',
    'put together: 1 - (x^2 + 2)/(2*x^2)',
    'simplify: 1/2 - 1/x^2',
  ])
  expect(steps[1]!.text).toBe('The divisor 2 does not depend on x and stays.')
  expect(steps[2]!.text).toBe("(u/v)' = (u'*v - u*v')/v^2, with u = x^2 - 2 and v = x.")
  const quartic = sym('x').pow(4)
  const newton = differentiate(quartic, 'x').div(differentiate(quartic, 'x', 2))
  const contraction = explain(sym('x').sub(newton), 'x')
  expect(contraction.map(({ before, after }) => `${before} = ${after}`)).toEqual([
    'd/dx[2*x/3] = 2/3',
  ])
})
