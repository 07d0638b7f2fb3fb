import { internalError } from '@gradus/diagnostics'

/** Which pass has to come before which, and why. */
export const passOrder: readonly (readonly [first: string, second: string, because: string])[] = [
  ['simplify', 'unroll', 'a body is simplified once, not once for each copy'],
  ['unroll', 'hoist', 'parts of a body may depend on constant buffers alone'],
  ['hoist', 'decompose', 'what is prepared is decomposed as well'],
  ['simplify', 'decompose', 'rules look for reductions over all axes at once'],
]

/** Reports an order of passes that breaks a constraint: a mistake of ours. */
export function checkPassOrder(
  names: readonly string[],
  constraints: readonly (readonly [string, string, string])[],
): void {
  for (const [first, second, because] of constraints) {
    const [a, b] = [names.indexOf(first), names.indexOf(second)]
    if (a < 0 || b < 0) internalError(`the order of passes names "${a < 0 ? first : second}"`)
    if (a > b) internalError(`pass "${first}" must run before "${second}", because ${because}`)
  }
}
