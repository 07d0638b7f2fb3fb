import type { Algebra } from '@gradus/ops'
import { run } from './double.ts'
import type { Expr } from './expr.ts'
import { lower } from './lower.ts'
import { mapOps } from './op-table.ts'

/** The carrier of doubles; truth values are 1 and 0. */
const doubles: Algebra<number> = {
  ...mapOps(
    (op) =>
      (...args: readonly number[]) =>
        run(op, args),
  ),
  constant: (value) => value,
}

/**
 * The values of formulas as they are written; what they share is computed once. Throws a
 * RangeError that names a variable without a value.
 */
export function plainValues(
  exprs: readonly Expr[],
  values: Readonly<Record<string, number>> = {},
): number[] {
  return lower(doubles, exprs, (name) => {
    if (!Object.hasOwn(values, name)) throw new RangeError(`no value is given for \`${name}\``)
    return values[name]!
  })
}
