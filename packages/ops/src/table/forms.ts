import type { Notation } from '../row.ts'

/** An op that is written as a call of a name. */
export function call(
  name: string,
  latex = `\\operatorname{${name.replaceAll('_', '\\_')}}`,
): Notation {
  return { plain: `${name}(#)`, latex: `${latex}\\left(#\\right)`, precedence: 0 }
}

/** An op that is written as a sign between its arguments. */
export function infix(sign: string, precedence: number, latex = sign): Notation {
  return { plain: `#0 ${sign} #1`, latex: `#0 ${latex} #1`, precedence }
}
