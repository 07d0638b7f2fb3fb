import type { Expr } from '../expr.ts'
import { notation } from '../op-table.ts'
import { fillForm, joined, layOut, type Style, writeSum } from './lay-out.ts'

/** Formulas as LaTeX for math mode. */
export const latex: Style<string> = {
  number: writeNumber,
  constant: (name) => (name === 'pi' ? '\\pi' : name === 'e' ? 'e' : `\\text{${name}}`),
  symbol: writeSymbol,
  sum: writeSum,
  negative: (body) => `-${body}`,
  // A number after something would read as part of it: 2 · 3^x, x · 5^y.
  product: (factors) =>
    joined(
      factors.map(({ body, startsWithDigit }, i) =>
        i > 0 && startsWithDigit ? `\\cdot ${body}` : body,
      ),
      ' ',
    ),
  fraction: (above, below) => `\\frac{${above}}{${below}}`,
  power: (base, exponent) => `${base}^{${exponent}}`,
  root: (radicand) => `\\sqrt{${radicand}}`,
  call: (op, args) => fillForm(notation[op].latex, args),
  group: (body) => `\\left(${body}\\right)`,
  isSpatial: true,
}

/**
 * A formula in LaTeX, for math mode: fractions, roots, Greek letters for names like `alpha`,
 * subscripts for `x1` and `x_max`.
 */
export function toLatex(expr: Expr): string {
  return layOut(latex, [expr])[0]!.body
}

function writeNumber(digits: string): string {
  const [mantissa, exponent] = digits.split('e')
  if (exponent === undefined) return digits
  return `${mantissa} \\cdot 10^{${Number(exponent)}}`
}

// In the order of their code points from U+03B1; `pi` and `omicron` are no names of letters
// here, and the two forms of sigma follow each other.
const letters =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi   rho  sigma tau upsilon phi chi psi omega'

/** The letters of the Greek alphabet by name, both cases, as MathML and LaTeX know them. */
export const greek: ReadonlyMap<string, string> = new Map(
  letters.split(' ').flatMap((name, i) => {
    const capital = name.charAt(0).toUpperCase() + name.slice(1)
    // Other capitals look like Latin ones, and LaTeX has no names for them.
    const isNamed = /^(?:Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega)$/.test(capital)
    const lower = [name, String.fromCharCode(0x3b1 + i)] as const
    return isNamed ? [lower, [capital, String.fromCharCode(0x391 + i)] as const] : [lower]
  }),
)

/** The stem of a name and what is set below it: `x_max` and `x12` have one, `rate` has none. */
export function splitName(name: string): { readonly stem: string; readonly below: string } {
  const [, stem = name, below = ''] =
    /^([^_\d]+)_(\w+)$/.exec(name) ?? /^(\D*[^\d_])(\d+)$/.exec(name) ?? []
  return { stem, below }
}

function writeSymbol(name: string): string {
  const { stem, below } = splitName(name)
  return below === '' ? writeWord(stem) : `${writeWord(stem)}_{${writeWord(below)}}`
}

function writeWord(word: string): string {
  if (greek.has(word)) return `\\${word}`
  if (/^(?:.|\d+)$/u.test(word)) return word === '_' ? '\\_' : word
  return `\\mathit{${word.replaceAll('_', '\\_')}}`
}
