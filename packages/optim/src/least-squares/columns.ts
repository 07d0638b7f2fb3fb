import { compileFunction, type Expr, freeVariables, nodesOf, sym } from '@gradus/symbolic'
import { shown } from '../check-options.ts'
import type { Vector } from '../linear-algebra/vector.ts'
import { type Formula, readFormula } from '../objective/formula.ts'

/** Columns of numbers by name, all of one length. */
export type Columns = Readonly<Record<string, ArrayLike<number>>>

/** The length of all columns; throws a RangeError where they differ, or where there is none. */
export function countRows(data: Columns): number {
  const [first, ...others] = Object.entries(data)
  if (!first || first[1].length === 0) throw new RangeError('there are no data to fit')
  const [name, { length }] = first
  for (const [other, column] of others) {
    if (column.length === length) continue
    throw new RangeError(`${other} has ${column.length} rows, and ${name} has ${length}`)
  }
  return length
}

/** The columns that a formula uses. */
export interface UsedColumns {
  readonly names: readonly string[]
  readonly lists: readonly Vector[]
}

/**
 * The columns that a formula uses; throws a RangeError for a name that is not known, for a column
 * that has the name of a number in the formula, and for an entry that is no finite number.
 *
 * @param known  Names that are no columns.
 */
export function columnsIn(formula: Expr, data: Columns, known: readonly string[]): UsedColumns {
  const names = freeVariables(formula).filter((name) => !known.includes(name))
  const unknown = names.find((name) => !Object.hasOwn(data, name))
  if (unknown !== undefined) {
    const have = [...known, ...Object.keys(data)].join(', ')
    throw new RangeError(`there is no ${unknown}; there are ${have}`)
  }
  const constant = nodesOf([formula]).find(({ kind, label }) => {
    return kind === 'constant' && Object.hasOwn(data, label)
  })?.label
  if (constant !== undefined) {
    const column = `for the column write \`${constant}\` in backticks`
    throw new RangeError(`${constant} is a number in formulas: ${column}`)
  }
  return { names, lists: names.map((name) => readColumn(data[name]!, name)) }
}

/** The numbers of a column; throws a RangeError for an entry that is none, or not finite. */
export function readColumn(column: ArrayLike<number>, name: string): Vector {
  for (let row = 0; row < column.length; row++) {
    // What is missing, or a text, would count as 0 or as a number otherwise.
    if (Number.isFinite(column[row])) continue
    throw new RangeError(`${name} is ${shown(column[row])} in row ${row + 1}, and no finite number`)
  }
  return Float64Array.from(column)
}

/** A column by its name, whatever that means in formulas, or a formula over columns. */
export function readResponse(formula: Formula, data: Columns): Expr {
  const isName = typeof formula === 'string' && Object.hasOwn(data, formula)
  return isName ? sym(formula) : readFormula(formula)
}

/** The values of a formula over columns; `what` they are. */
export function evaluateColumn(formula: Expr, data: Columns, what: string): Vector {
  const { names, lists } = columnsIn(formula, data, [])
  const value = compileFunction(formula, names)
  const point = new Float64Array(names.length)
  const values = Float64Array.from({ length: countRows(data) }, (_, row) => {
    lists.forEach((list, k) => {
      point[k] = list[row]!
    })
    return value(point)
  })
  return readColumn(values, what)
}
