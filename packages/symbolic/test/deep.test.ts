import { describe, expect, test } from 'vitest'
import type { Expr } from '../src/index.ts'
import * as symbolic from '../src/index.ts'

const { functions, sym, toText } = symbolic

// The first operand is x; the others are numbers where values are wanted.
const chains: Readonly<Record<string, (f: Expr) => Expr>> = {
  calls: (f) => functions.sin(f),
  quotients: (f) => sym('x').div(f.add(1)),
  powers: (f) => sym('y').pow(f),
  branches: (f) => functions.select(sym('y').lt(2), f, sym('x').neg()).neg(),
}

function chain(step: (f: Expr) => Expr, depth: number): Expr {
  let f = sym('x')
  for (let i = 0; i < depth; i++) f = step(f)
  return f
}

/** A sum of `2 * width` terms. */
function wideSum(width: number): Expr {
  const terms = Array.from({ length: width }, (_, i) => `${i + 1}*sin(x${i}*y) - x/x${i}^2`)
  return symbolic.parseExpression(terms.join(' + '))
}

type Use = (f: Expr) => unknown
const variables = (f: Expr): readonly string[] => symbolic.freeVariables(f)
const ones = (f: Expr): number[] => variables(f).map(() => 1)

/** What each function that is exported does with a formula, and the depth that it is tried at. */
const uses: Readonly<Record<string, readonly [use: Use, depth: number]>> = {
  collect: [(f) => symbolic.collect(f, 'x'), 5000],
  compileFunction: [(f) => symbolic.compileFunction([f], variables(f))(ones(f)), 5000],
  costOf: [symbolic.costOf, 5000],
  countNodes: [symbolic.countNodes, 5000],
  criticalPoints: [(f) => symbolic.criticalPoints(f, ['x']), 500],
  differentiate: [(f) => symbolic.differentiate(f, 'x'), 5000],
  directionalDerivative: [(f) => symbolic.directionalDerivative(f, { x: 2, y: 1 }), 5000],
  equivalence: [(f) => symbolic.equivalence(f, f.add(1)), 5000],
  equivalent: [(f) => symbolic.equivalent(f, symbolic.substitute(f, { x: sym('z') })), 1000],
  evaluate: [(f) => symbolic.evaluate(f, allOnes(f)), 5000],
  evaluateAll: [(f) => symbolic.evaluateAll([f, f], allOnes(f)), 5000],
  expand: [symbolic.expand, 5000],
  explain: [(f) => symbolic.explain(f, 'x'), 5000],
  factorOut: [symbolic.factorOut, 5000],
  foldExprs: [(f) => symbolic.foldExprs([f], () => 1), 5000],
  freeVariables: [symbolic.freeVariables, 5000],
  gradient: [(f) => symbolic.gradient(f, ['x']), 5000],
  hessian: [(f) => symbolic.hessian(f, ['x']), 1000],
  jacobian: [(f) => symbolic.jacobian([f, f], ['x']), 5000],
  lower: [(f) => symbolic.lower(symbolic.exprAlgebra, [f], sym), 5000],
  nodesOf: [(f) => symbolic.nodesOf([f]), 5000],
  parseExpression: [(f) => symbolic.parseExpression(toText(f)), 5000],
  shareParts: [(f) => symbolic.shareParts([f, f]), 5000],
  simplify: [symbolic.simplify, 5000],
  sparseHessian: [(f) => symbolic.sparseHessian(f, ['x']), 1000],
  sparseJacobian: [(f) => symbolic.sparseJacobian([f], ['x']), 5000],
  stabilize: [symbolic.stabilize, 5000],
  stabilizeAll: [(f) => symbolic.stabilizeAll([f, f]), 5000],
  substitute: [(f) => symbolic.substitute(f, { x: sym('z') }), 5000],
  taylor: [(f) => symbolic.taylor(f, 'x', 1, 1), 1000],
  toC: [(f) => symbolic.toC([f], variables(f)), 5000],
  toJavaScript: [(f) => symbolic.toJavaScript([f], variables(f)), 5000],
  toLatex: [symbolic.toLatex, 5000],
  toMathML: [symbolic.toMathML, 5000],
  toPython: [(f) => symbolic.toPython([f], variables(f)), 5000],
  toText: [toText, 5000],
  tryParseExpression: [(f) => symbolic.tryParseExpression(`${toText(f)})`), 5000],
}

function allOnes(f: Expr): Readonly<Record<string, number>> {
  return Object.fromEntries(variables(f).map((name) => [name, 1]))
}

test('every exported function of formulas is tried', () => {
  const builders = ['constant', 'num', 'rational', 'sym', 'toDense', 'ExpressionError']
  const known = new Set([...Object.keys(uses), ...Object.keys(functions), ...builders])
  const exported = Object.entries(symbolic).filter(([, value]) => typeof value === 'function')
  expect(exported.map(([name]) => name).filter((name) => !known.has(name))).toEqual([])
})

const shapes = Object.keys(chains)

test.each(Object.keys(uses))('%s overflows no stack on deep chains', (name) => {
  const [use, depth] = uses[name]!
  for (const shape of shapes) expect(() => use(chain(chains[shape]!, depth)), shape).not.toThrow()
})

test.each(Object.keys(uses))('%s takes a sum of many terms', (name) => {
  const [use, depth] = uses[name]!
  expect(() => use(wideSum(Math.min(depth, 500)))).not.toThrow()
})

describe.each(shapes)('of a chain of %s', (shape) => {
  const lengthsOf = (write: (f: Expr) => string): number[] =>
    [1000, 50_000, 100_000].map((depth) => write(chain(chains[shape]!, depth)).length)

  const writers = { toText, toLatex: symbolic.toLatex, toMathML: symbolic.toMathML }
  test.each(Object.entries(writers))('the length of %s grows with its depth', (_, write) => {
    const [short, half, whole] = lengthsOf(write) as [number, number, number]
    const perLink = (whole - half) / 50_000
    expect(half - short).toBe(49_000 * perLink)
    expect(perLink).toBeLessThan(300)
  })

  test('all steps together grow with its depth', () => {
    const sizesOf = (depth: number): readonly [count: number, longest: number] => {
      const steps = symbolic.explain(chain(chains[shape]!, depth), 'x')
      const found = steps.slice(0, -2).map(({ text, before, after, latex }) => {
        return text.length + before.length + after.length + latex.before.length + latex.after.length
      })
      return [steps.length, found.reduce((most, length) => Math.max(most, length))]
    }
    const [short, long] = [sizesOf(1000), sizesOf(5000)]
    expect(long[0] / short[0]).toBeCloseTo(5, 1)
    expect(long[1]).toBeLessThan(25_000)
  })
})
