import type { Expr } from '../../expr.ts'
import { javascriptOps } from './javascript-ops.ts'
import { choices, type Language } from './language.ts'
import { type CodeOptions, writeFunction } from './write.ts'

// The biased exponent of a double is in its upper word.
const exponent = '(new DataView(new Float64Array([#0]).buffer).getInt32(4, true) >>> 20) - 1023'

const javascript: Language = {
  define: (name, parameters, body) => [
    `function ${name}(${parameters.join(', ')}) {`,
    ...body.map((line) => `  ${line}`),
    '}',
  ],
  assign: (name, value) => `const ${name} = ${value}`,
  results: (values) => [
    values.length === 1 ? `return ${values[0]}` : `return [${values.join(', ')}]`,
  ],
  number: String,
  ops: javascriptOps,
  helpers: {
    giveBack: (value) => `return ${value}`,
    table: (name, values) => `const ${name} = [${values.join(', ')}]`,
    machine: {
      nearest:
        '(Math.abs(#0) < 2 ** 52 ? #0 + Math.sign(#0) * 2 ** 52 - Math.sign(#0) * 2 ** 52 : #0)',
      powerOfTwo: 'Math.pow(2, #0)',
      exponent: `(${exponent})`,
      mantissa: `(#0 / 2 ** (${exponent}))`,
      copySign: '(#1 < 0 || Object.is(#1, -0) ? -Math.abs(#0) : Math.abs(#0))',
      lookup: '#0[#1]',
      select: choices.select,
    },
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
