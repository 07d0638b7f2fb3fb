import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { type Expr, functions, gradient, sym, toLatex, toMathML } from '../src/index.ts'
import { randomFormulaOfAllOps, randomPlainFormula } from './random-formula.ts'
import { complaintsAboutLatex } from './readers/latex.ts'
import { complaintsAboutMathML } from './readers/mathml.ts'

const forms = [
  ['LaTeX', toLatex, complaintsAboutLatex],
  ['MathML', toMathML, complaintsAboutMathML],
] as const

const names = ['x', 'alpha', 'x_1', 'x12', 'x_max', 'rate', '_', 'a_b_c', 'Ωmega', 'σ₁', 'exp']

/** Every function of the table over powers, other functions and names of all kinds, in powers. */
const compositions: readonly Expr[] = Object.values(functions).flatMap((outer) =>
  names.flatMap((name, i) => {
    const [x, y] = [sym(name), sym(names[(i + 1) % names.length]!)]
    const squares = [x.pow(-2), functions.exp2(y).pow(2), functions.digamma(x)]
    const condition = functions.not(x.lt(y))
    return [[x], [x, y], squares.slice(0, 1), squares.slice(1), [condition, x, y], [condition]]
      .flatMap((args) => applied(outer, args))
      .flatMap((formula) => [formula, ...powersOf(formula)])
  }),
)

/** None where the function does not take such arguments. */
function applied(outer: (...args: Expr[]) => Expr, args: readonly Expr[]): readonly Expr[] {
  try {
    return [outer(...args)]
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return []
  }
}

function powersOf(formula: Expr): readonly Expr[] {
  const isCondition = applied((value) => value.neg(), [formula]).length === 0
  return isCondition ? [] : [formula.pow(2), sym('y').pow(formula), formula.neg()]
}

describe.each(forms)('%s', (_, write, complaints) => {
  test('of every function over powers, functions and names of all kinds is well-formed', () => {
    expect(compositions.length).toBeGreaterThan(2000)
    for (const formula of compositions) {
      const text = write(formula)
      expect(complaints(text), text).toEqual([])
    }
  })

  test.each(Array.from({ length: 300 }, (_, i) => i + 1))(
    'of the random formulas %i and their gradients is well-formed',
    (seed) => {
      const random = new Random(seed)
      const { expr } = randomFormulaOfAllOps(random, random.integer(5, 61))
      const plain = randomPlainFormula(random, random.integer(5, 31)).expr
      for (const formula of [expr, ...gradient(expr), plain, ...gradient(plain)]) {
        expect(complaints(write(formula))).toEqual([])
      }
    },
  )
})

test.each([
  ['{x', 'not closed: {'],
  ['\\left(x}', '\\left closed by }'],
  ['x^{2}^{3}', 'double ^'],
  ['\\frac{1}', '\\frac without its arguments'],
  ['x & y', '& outside of a table'],
])('%s is no LaTeX', (text, complaint) => {
  expect(complaintsAboutLatex(text)).toContain(complaint)
})

test.each([
  ['<math><mi>x</math>', '<mi> closed by </math>'],
  ['<math><mfrac><mi>x</mi></mfrac></math>', '<mfrac> of 1'],
  ['<math>x</math>', 'x outside of an element'],
  ['<math><mo><</mo></math>', '< is not escaped'],
])('%s is no MathML', (text, complaint) => {
  expect(complaintsAboutMathML(text)).toContain(complaint)
})
