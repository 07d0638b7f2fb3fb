import type { Expr } from '../../expr.ts'
import { arithmetic, called, calls, commonFunctions, type Language } from './language.ts'
import { type CodeOptions, writeFunction } from './write.ts'

const python: Language = {
  define: (name, parameters, body) => [
    `def ${name}(${parameters.join(', ')}):`,
    ...body.map((line) => `    ${line}`),
    '',
  ],
  assign: (name, value) => `${name} = ${value}`,
  results: (values) => [`return ${values.join(', ')}`],
  number: (value) =>
    Number.isFinite(value) ? String(value) : `float('${String(value).toLowerCase().slice(0, 8)}')`,
  ops: {
    ...calls('np.', `${commonFunctions} abs sign round exp2`),
    ...calls('np.', 'mod hypot', 2),
    ...calls('special.', 'erf erfc gamma digamma'),
    ...Object.fromEntries(
      'sin cos tan sinh cosh tanh'.split(' ').map((name) => [`a${name}`, called(`np.arc${name}`)]),
    ),
    ...arithmetic,
    pow: '#0**#1',
    and: called('np.logical_and', 2),
    or: called('np.logical_or', 2),
    not: called('np.logical_not'),
    select: called('np.where', 3),
    min: called('np.minimum', 2),
    max: called('np.maximum', 2),
    atan2: called('np.arctan2', 2),
    flush: 'np.where(np.abs(#0) < 2.2250738585072014e-308, 0.0, #0)',
    relu: 'np.maximum(#0, 0)',
    softplus: 'np.logaddexp(#0, 0)',
    sigmoid: called('special.expit'),
    lgamma: called('special.gammaln'),
    trigamma: 'special.polygamma(1, #0)',
    polygamma: called('special.polygamma', 2),
    sec: '(1 / np.cos(#0))',
    csc: '(1 / np.sin(#0))',
    cot: '(1 / np.tan(#0))',
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
