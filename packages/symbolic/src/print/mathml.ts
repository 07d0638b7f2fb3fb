import type { ElementwiseName } from '@gradus/ops'
import type { Expr } from '../expr.ts'
import { notation } from '../op-table.ts'
import { greek, splitName } from './latex.ts'
import { joined, layOut, type Style } from './lay-out.ts'

/** Formulas as presentation MathML. */
const mathml: Style<string> = {
  number: writeNumber,
  constant: (name) => `<mi>${name === 'pi' ? 'π' : name}</mi>`,
  symbol: writeSymbol,
  sum: (terms) =>
    row(
      ...terms.flatMap(({ isNegative, body }, i) => {
        const sign = isNegative ? [operator('−')] : i === 0 ? [] : [operator('+')]
        return [...sign, body]
      }),
    ),
  negative: (body) => row(operator('−'), body),
  // A number after something would read as part of it.
  product: (factors) =>
    row(
      ...factors.flatMap(({ body, startsWithDigit }, i) =>
        i === 0 ? [body] : [operator(startsWithDigit ? '·' : '\u2062'), body],
      ),
    ),
  fraction: (above, below) => `<mfrac>${above}${below}</mfrac>`,
  power: (base, exponent) => `<msup>${base}${exponent}</msup>`,
  root: (radicand) => `<msqrt>${radicand}</msqrt>`,
  call: writeCall,
  group: (body) => row(operator('('), body, operator(')')),
  isSpatial: true,
}

/** A formula as presentation MathML, a whole `<math>` element for a page. */
export function toMathML(expr: Expr): string {
  const { body } = layOut(mathml, [expr])[0]!
  return `<math xmlns="http://www.w3.org/1998/Math/MathML">${body}</math>`
}

function row(...parts: readonly string[]): string {
  return `<mrow>${joined(parts)}</mrow>`
}

function operator(sign: string): string {
  return `<mo>${sign.replace('<', '&lt;').replace('>', '&gt;')}</mo>`
}

function writeNumber(digits: string): string {
  const [mantissa, exponent] = digits.split('e')
  if (exponent === undefined) return `<mn>${digits}</mn>`
  const power = `<msup><mn>10</mn><mn>${Number(exponent)}</mn></msup>`
  return row(`<mn>${mantissa}</mn>`, operator('·'), power)
}

function writeSymbol(name: string): string {
  const { stem, below } = splitName(name)
  return below === '' ? writeWord(stem) : `<msub>${writeWord(stem)}${writeWord(below)}</msub>`
}

function writeWord(word: string): string {
  return /^\d/.test(word) ? `<mn>${word}</mn>` : `<mi>${greek.get(word) ?? word}</mi>`
}

// The notation of an op is written once, in LaTeX; these are the forms that it takes there.
const forms: readonly (readonly [
  RegExp,
  (found: RegExpExecArray, args: readonly string[]) => string,
])[] = [
  [
    /^\\left(\S+?) ?#0 ?\\right(\S+)$/,
    ([, open, close], [x]) => row(fence(open), x!, fence(close)),
  ],
  [/^\\sqrt\[(\d)\]\{#0\}$/, ([, degree], [x]) => `<mroot>${x}<mn>${degree}</mn></mroot>`],
  [/^(\w)\^\{#0\}$/, ([, base], [x]) => `<msup>${writeWord(base!)}${x}</msup>`],
  [/^#0 (\S+) #1$/, ([, sign], [x, y]) => row(x!, operator(signOf(sign!)), y!)],
  [/^(\\l?not) #0$/, ([, sign], [x]) => row(operator(signOf(sign!)), x!)],
  [/cases/, (_, args) => writeCases(args)],
  [
    /^(\S+)\^\{\(#0\)\}\\left\(#1\\right\)$/,
    ([, name], [n, x]) =>
      applied(`<msup>${functionName(name!)}${row(operator('('), n!, operator(')'))}</msup>`, [x!]),
  ],
  [/^(.+?)\\left\(#\\right\)$/, ([, name], args) => applied(functionName(name!), args)],
]

function writeCall(op: ElementwiseName, args: readonly string[]): string {
  const { latex } = notation[op]
  for (const [form, write] of forms) {
    const found = form.exec(latex)
    if (found) return write(found, args)
  }
  return applied(`<mi>${op}</mi>`, args)
}

function writeCases([condition, a, b]: readonly string[]): string {
  const cell = (body: string): string => `<mtd>${body}</mtd>`
  const first = cell(a!) + cell(row('<mtext>if </mtext>', condition!))
  const second = cell(b!) + cell('<mtext>otherwise</mtext>')
  return row(operator('{'), `<mtable><mtr>${first}</mtr><mtr>${second}</mtr></mtable>`)
}

function applied(name: string, args: readonly string[]): string {
  const list = args.flatMap((arg, i) => (i === 0 ? [arg] : [operator(','), arg]))
  return row(name, operator('\u2061'), row(operator('('), ...list, operator(')')))
}

/** `\log_{10}`, `\operatorname{erf}`, `\ln\Gamma`, `\psi_1` as elements. */
function functionName(form: string): string {
  const [, stem = form, below] = /^(.+?)_\{?(\w+)\}?$/.exec(form) ?? []
  const words = stem
    .replace(/\\operatorname\{(\w+)\}/g, '\\$1')
    .split('\\')
    .filter(Boolean)
  const name = words.map((word) => writeWord(word)).join('')
  const whole = words.length > 1 ? row(name) : name
  return below === undefined ? whole : `<msub>${whole}<mn>${below}</mn></msub>`
}

const signs: Readonly<Record<string, string>> = {
  '\\leq': '≤',
  '\\geq': '≥',
  '\\neq': '≠',
  '\\land': '∧',
  '\\lor': '∨',
  '\\lnot': '¬',
  '\\lfloor': '⌊',
  '\\rfloor': '⌋',
  '\\lceil': '⌈',
  '\\rceil': '⌉',
}

function signOf(sign: string): string {
  return signs[sign] ?? sign
}

function fence(sign: string | undefined): string {
  return operator(signOf(sign ?? '|'))
}
