import type { Expr } from '../../expr.ts'
import { arithmetic, called, type Language, strength } from './language.ts'
import { type CodeOptions, writeFunction } from './write.ts'

const math = Object.fromEntries(
  [
    'abs',
    'sign',
    'sqrt',
    'cbrt',
    'floor',
    'ceil',
    'exp',
    'expm1',
    'log',
    'log1p',
    'log2',
    'log10',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
  ].map((name) => [name, called(`Math.${name}`)]),
)

const javascript: Language = {
  define: (name, parameters, body) => [
    `function ${name}(${parameters.join(', ')}) {`,
    ...body.map((line) => `  ${line}`),
    '}',
  ],
  assign: (name, value) => `const ${name} = ${value}`,
  giveBack: (value) => `return ${value}`,
  results: (values) => [
    values.length === 1 ? `return ${values[0]}` : `return [${values.join(', ')}]`,
  ],
  number: String,
  table: (name, values) => `const ${name} = [${values.join(', ')}]`,
  ops: {
    ...math,
    ...arithmetic,
    eq: { text: '#0 === #1', precedence: strength.comparison },
    ne: { text: '#0 !== #1', precedence: strength.comparison },
    and: { text: '#0 && #1', precedence: strength.and },
    or: { text: '#0 || #1', precedence: strength.or },
    not: { text: '!#0', precedence: strength.negative },
    select: { text: '#0 ? #1 : #2', precedence: strength.choice },
    pow: called('Math.pow', 2),
    min: called('Math.min', 2),
    max: called('Math.max', 2),
    hypot: called('Math.hypot', 2),
    atan2: called('Math.atan2', 2),
    relu: { text: 'Math.max(#0, 0)', precedence: strength.call },
  },
  machine: {
    nearest: {
      text: '(Math.abs(#0) < 2 ** 52 ? #0 + Math.sign(#0) * 2 ** 52 - Math.sign(#0) * 2 ** 52 : #0)',
      precedence: strength.call,
    },
    powerOfTwo: { text: '2 ** #0', precedence: strength.power },
    exponent: {
      text: '(new DataView(new Float64Array([#0]).buffer).getInt32(4, true) >>> 20) - 1023',
      precedence: strength.sum,
    },
    mantissa: {
      text: '#0 / 2 ** ((new DataView(new Float64Array([#0]).buffer).getInt32(4, true) >>> 20) - 1023)',
      precedence: strength.product,
    },
    copySign: {
      text: '(#1 < 0 || Object.is(#1, -0) ? -Math.abs(#0) : Math.abs(#0))',
      precedence: strength.call,
    },
    lookup: { text: '#0[#1]', precedence: strength.call },
    select: { text: '#0 ? #1 : #2', precedence: strength.choice },
  },
  prelude: [],
  reserved: new Set(
    'Math Object arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
      ' ',
    ),
  ),
}

/**
 * A JavaScript function of the variables, as text. It returns a number, or an array of
 * several results.
 */
export function toJavaScript(
  exprs: Expr | readonly Expr[],
  variables: readonly string[],
  options: CodeOptions = {},
): string {
  return writeFunction(javascript, [exprs].flat() as readonly Expr[], variables, options)
}
