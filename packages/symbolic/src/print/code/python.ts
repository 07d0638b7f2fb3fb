import type { Expr } from '../../expr.ts'
import { arithmetic, called, type Language, strength } from './language.ts'
import { type CodeOptions, writeFunction } from './write.ts'

const numpy = Object.fromEntries(
  [
    'abs',
    'sign',
    'sqrt',
    'cbrt',
    'floor',
    'ceil',
    'round',
    'exp',
    'exp2',
    'expm1',
    'log',
    'log1p',
    'log2',
    'log10',
    'sin',
    'cos',
    'tan',
    'sinh',
    'cosh',
    'tanh',
  ].map((name) => [name, called(`np.${name}`)]),
)

const inverse = Object.fromEntries(
  ['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'].map((name) => [
    `a${name}`,
    called(`np.arc${name}`),
  ]),
)

const python: Language = {
  define: (name, parameters, body) => [
    `def ${name}(${parameters.join(', ')}):`,
    ...body.map((line) => `    ${line}`),
    '',
  ],
  assign: (name, value) => `${name} = ${value}`,
  giveBack: (value) => `return ${value}`,
  results: (values) => [`return ${values.join(', ')}`],
  number: (value) =>
    Number.isFinite(value) ? String(value) : `float('${String(value).toLowerCase().slice(0, 8)}')`,
  table: (name, values) => `${name} = np.array([${values.join(', ')}])`,
  ops: {
    ...numpy,
    ...inverse,
    ...arithmetic,
    neg: { text: '-#0', precedence: strength.negative },
    pow: { text: '#0**#1', precedence: strength.power },
    and: called('np.logical_and', 2),
    or: called('np.logical_or', 2),
    not: called('np.logical_not'),
    select: called('np.where', 3),
    min: called('np.minimum', 2),
    max: called('np.maximum', 2),
    mod: called('np.mod', 2),
    hypot: called('np.hypot', 2),
    atan2: called('np.arctan2', 2),
    relu: { text: 'np.maximum(#0, 0)', precedence: strength.call },
    softplus: { text: 'np.logaddexp(#0, 0)', precedence: strength.call },
    sigmoid: called('special.expit'),
    erf: called('special.erf'),
    erfc: called('special.erfc'),
    gamma: called('special.gamma'),
    lgamma: called('special.gammaln'),
    digamma: called('special.digamma'),
    trigamma: { text: 'special.polygamma(1, #0)', precedence: strength.call },
    polygamma: called('special.polygamma', 2),
    sec: { text: '1 / np.cos(#0)', precedence: strength.product },
    csc: { text: '1 / np.sin(#0)', precedence: strength.product },
    cot: { text: '1 / np.tan(#0)', precedence: strength.product },
  },
  machine: {
    nearest: called('np.rint'),
    powerOfTwo: { text: 'np.ldexp(1.0, np.asarray(#0).astype(int))', precedence: strength.call },
    exponent: { text: 'np.frexp(#0)[1] - 1.0', precedence: strength.sum },
    mantissa: { text: '2.0 * np.frexp(#0)[0]', precedence: strength.product },
    copySign: called('np.copysign', 2),
    lookup: { text: '#0[np.asarray(#1).astype(int)]', precedence: strength.call },
    select: called('np.where', 3),
  },
  prelude: ['import numpy as np', 'from scipy import special', '', ''],
  reserved: new Set(
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not np or pass raise return special try while with yield'.split(
      ' ',
    ),
  ),
}

/**
 * A Python function of the variables over NumPy arrays or numbers, as text. Several results
 * come back as a tuple.
 */
export function toPython(
  exprs: Expr | readonly Expr[],
  variables: readonly string[],
  options: CodeOptions = {},
): string {
  return writeFunction(python, [exprs].flat() as readonly Expr[], variables, options)
}
