import type { Expr } from '../../expr.ts'
import { arithmetic, called, calls, choices, commonFunctions, type Language } from './language.ts'
import { type CodeOptions, writeFunction } from './write.ts'

function define(head: string, body: readonly string[]): string[] {
  return [`${head} {`, ...body.map((line) => `  ${line}`), '}', '']
}

const c: Language = {
  define: (name, parameters, body) => define(`static double ${name}(${declare(parameters)})`, body),
  assign: (name, value) => `const double ${name} = ${value};`,
  results: (values) =>
    values.length === 1
      ? [`return ${values[0]};`]
      : values.map((value, i) => `out[${i}] = ${value};`),
  number: writeNumber,
  ops: {
    ...calls('', `${commonFunctions} exp2 asin acos atan asinh acosh atanh erf erfc lgamma`),
    ...calls('', 'pow hypot atan2', 2),
    ...calls('f', 'min max', 2),
    ...arithmetic,
    ...choices,
    sigmoid: '(1.0 / (1.0 + exp(-(#0))))',
    softplus: '(fmax(#0, 0.0) + log1p(exp(-fabs(#0))))',
    sec: '(1.0 / cos(#0))',
    csc: '(1.0 / sin(#0))',
    cot: '(1.0 / tan(#0))',
    abs: called('fabs'),
    gamma: called('tgamma'),
    round: called('nearbyint'),
    relu: 'fmax(#0, 0.0)',
  },
  helpers: {
    giveBack: (value) => `return ${value};`,
    table: (name, values) =>
      `static const double ${name}[] = {${values.map(writeNumber).join(', ')}};`,
    machine: {
      nearest: called('nearbyint'),
      powerOfTwo: 'ldexp(1.0, (int)#0)',
      exponent: called('logb'),
      mantissa: 'scalbn(#0, -ilogb(#0))',
      copySign: called('copysign', 2),
      lookup: '#0[(int)#1]',
      select: choices.select,
    },
  },
  prelude: ['#include <math.h>', ''],
  reserved: new Set(
    'auto break case char const continue default do double else enum extern float for goto if inline int long out register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while exp log sin cos tan pow sqrt gamma y0 y1 j0 j1 fabs fmax fmin tgamma nearbyint ldexp logb scalbn ilogb copysign NAN INFINITY HUGE_VAL M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2'.split(
      ' ',
    ),
  ),
}

/** The same, with an array for several results instead of a value that comes back. */
const cWithResults: Language = {
  ...c,
  define: (name, parameters, body) =>
    body.some((line) => line.startsWith('out[0]'))
      ? define(
          `void ${name}(${[declare(parameters), 'double out[]'].filter(Boolean).join(', ')})`,
          body,
        )
      : c.define(name, parameters, body),
}

/**
 * A C99 function of the variables, as text. It returns a double, or writes several results
 * to its last parameter `out`.
 */
export function toC(
  exprs: Expr | readonly Expr[],
  variables: readonly string[],
  options: CodeOptions = {},
): string {
  return writeFunction(cWithResults, [exprs].flat() as readonly Expr[], variables, options)
}

function declare(parameters: readonly string[]): string {
  return parameters.map((name) => `double ${name}`).join(', ')
}

// Without a point it would be an integer, and 1 / 2 be 0.
function writeNumber(value: number): string {
  if (Number.isNaN(value)) return 'NAN'
  if (!Number.isFinite(value)) return value > 0 ? 'INFINITY' : '-INFINITY'
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value)
}
