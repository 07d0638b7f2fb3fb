import type { tests } from '../catalog/tests.ts'
import { type Page, program, prose } from './page.ts'

export const testPages: Record<keyof typeof tests, Page> = {
  T1001: {
    text: prose`
      What the test expects does not hold; the message shows both sides as they came out. Numbers
      that should be close are compared with \`~=\`, and \`within\` says how close. A test of a
      trained model says \`after train\`; without it, it sees the starting point.`,
    bad: program`
      f(x) = x^2 + 1
      test "the square of two" {
        expect f(2) == 4
      }
    `,
    good: program`
      f(x) = x^2 + 1
      test "one more than the square of two" {
        expect f(2) == 5
      }
    `,
    occasion: 'test',
  },
  T1002: {
    text: prose`
      The gradient was computed in ways that know nothing of each other, and they give different
      numbers. If only the finite differences stand alone, the function has a kink or turns
      faster than they can follow, and the others are right. If the exact ways disagree with
      each other, it is a mistake in Gradus: please report it.`,
    bad: program`
      param w = 1
      minimize w^2 + 0.001 * sin(1e9 * w)
      test "the gradient" {
        expect gradcheck(loss)
      }
    `,
    good: program`
      param w = 1
      minimize w^2 + 0.001 * sin(10 * w)
      test "the gradient" {
        expect gradcheck(loss)
      }
    `,
    occasion: 'test',
  },
}
