import { describe, expect, test } from 'vitest'
import { criticalPoints, parseExpression, toText } from '../src/index.ts'

function found(text: string, variables?: readonly string[]): readonly string[] | 'unknown' {
  const points = criticalPoints(parseExpression(text), variables)
  if (points === 'unknown') return points
  return points.map(({ at, kind }) => {
    const coordinates = Object.entries(at).map(([name, value]) => `${name} = ${toText(value)}`)
    return `${coordinates.join(', ')}: ${kind}`
  })
}

describe('critical points', () => {
  test('of Booth’s function come from a linear system', () => {
    expect(found('(x+2*y-7)^2+(2*x+y-5)^2')).toEqual(['x = 1, y = 3: minimum'])
  })

  test('of Rosenbrock’s function come from one equation after the other', () => {
    expect(found('(1-x)^2+100*(y-x^2)^2')).toEqual(['x = 1, y = 1: minimum'])
  })

  test('of separable polynomials are all combinations of roots', () => {
    expect(found('x^4 - 2*x^2 + y^3 - 3*y', ['x', 'y'])).toHaveLength(6)
  })

  test('are exact where square roots are needed', () => {
    expect(found('x^3 - 6*x')).toEqual(['x = -sqrt(2): maximum', 'x = sqrt(2): minimum'])
  })

  test('of products come from their factors', () => {
    expect(found('x*exp(-x)')).toEqual(['x = 1: maximum'])
    expect(found('x^3 + y^3 - 3*x*y')).toEqual(['x = 0, y = 0: saddle', 'x = 1, y = 1: minimum'])
  })

  test('may be degenerate, or not exist', () => {
    expect(found('x^4')).toEqual(['x = 0: degenerate'])
    expect(found('x^3 + x')).toEqual([])
  })

  test('are unknown where no rule finds all of them', () => {
    expect(found('sin(x)')).toBe('unknown')
    expect(found('x^2*y^2')).toBe('unknown')
    expect(found('x^6 - 3*x^2 + x')).toBe('unknown')
    expect(found('(x + y)^2')).toBe('unknown')
    expect(found('7')).toBe('unknown')
  })
})
