import type { ElementwiseName } from '../names.ts'
import type { Notation } from '../row.ts'
import { call, infix } from './forms.ts'

/** How each elementwise op is written. */
export const elementwiseNotation: { readonly [K in ElementwiseName]: Notation } = {
  ...calls([
    'sign',
    'hypot',
    'round',
    'mod',
    'flush',
    'stop_gradient',
    'expm1',
    'log1p',
    'atan2',
    'softplus',
    'relu',
    'erf',
    'erfc',
  ]),
  ...calls(
    ['min', 'max', 'sin', 'cos', 'tan', 'sec', 'csc', 'cot', 'sinh', 'cosh', 'tanh'],
    (name) => `\\${name}`,
  ),
  add: infix('+', 7),
  sub: infix('-', 7),
  mul: infix('*', 8, '\\cdot'),
  div: { plain: '#0 / #1', latex: '\\frac{#0}{#1}', precedence: 8 },
  pow: { plain: '#0 ^ #1', latex: '{#0}^{#1}', precedence: 10 },
  neg: { plain: '-#0', latex: '-#0', precedence: 9 },
  abs: { plain: 'abs(#0)', latex: '\\left|#0\\right|', precedence: 0 },
  sqrt: { plain: 'sqrt(#0)', latex: '\\sqrt{#0}', precedence: 0 },
  rsqrt: { plain: 'rsqrt(#0)', latex: '\\frac{1}{\\sqrt{#0}}', precedence: 0 },
  cbrt: { plain: 'cbrt(#0)', latex: '\\sqrt[3]{#0}', precedence: 0 },
  floor: { plain: 'floor(#0)', latex: '\\left\\lfloor #0 \\right\\rfloor', precedence: 0 },
  ceil: { plain: 'ceil(#0)', latex: '\\left\\lceil #0 \\right\\rceil', precedence: 0 },
  exp: { plain: 'exp(#0)', latex: 'e^{#0}', precedence: 0 },
  exp2: { plain: 'exp2(#0)', latex: '2^{#0}', precedence: 0 },
  log: call('log', '\\ln'),
  log2: call('log2', '\\log_2'),
  log10: call('log10', '\\log_{10}'),
  asin: call('asin', '\\arcsin'),
  acos: call('acos', '\\arccos'),
  atan: call('atan', '\\arctan'),
  asinh: call('asinh', '\\operatorname{arsinh}'),
  acosh: call('acosh', '\\operatorname{arcosh}'),
  atanh: call('atanh', '\\operatorname{artanh}'),
  sigmoid: call('sigmoid', '\\sigma'),
  gamma: call('gamma', '\\Gamma'),
  lgamma: call('lgamma', '\\ln\\Gamma'),
  digamma: call('digamma', '\\psi'),
  trigamma: call('trigamma', '\\psi_1'),
  polygamma: {
    plain: 'polygamma(#0, #1)',
    latex: '\\psi^{(#0)}\\left(#1\\right)',
    precedence: 0,
  },
  eq: infix('==', 5, '='),
  ne: infix('!=', 5, '\\neq'),
  lt: infix('<', 5),
  le: infix('<=', 5, '\\leq'),
  gt: infix('>', 5),
  ge: infix('>=', 5, '\\geq'),
  and: infix('and', 3, '\\land'),
  or: infix('or', 2, '\\lor'),
  not: { plain: 'not #0', latex: '\\lnot #0', precedence: 4 },
  select: {
    plain: 'if #0 then #1 else #2',
    latex: '\\begin{cases}#1 & \\text{if } #0\\\\ #2 & \\text{otherwise}\\end{cases}',
    precedence: 1,
  },
}

/** Ops that are called by their own names. */
function calls<Name extends ElementwiseName>(
  names: readonly Name[],
  latexOf?: (name: string) => string,
): { readonly [K in Name]: Notation } {
  return Object.fromEntries(names.map((name) => [name, call(name, latexOf?.(name))])) as {
    readonly [K in Name]: Notation
  }
}
