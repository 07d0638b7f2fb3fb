import { copyOf, type Vector } from '../linear-algebra/vector.ts'

/** A point as people write it: numbers in order, or numbers by name. */
export type Point = readonly number[] | Float64Array | Readonly<Record<string, number>>

/** A point of the same form as `P`, that the caller may keep and change. */
export type PointLike<P extends Point> = P extends readonly number[] | Float64Array
  ? number[]
  : { [name in keyof P]: number }

/** How points are read and written: the names of their entries, if they have any. */
export interface PointForm<P extends Point> {
  readonly size: number
  /** The names that entries have in messages and formulas. */
  readonly names?: readonly string[]
  readonly read: (point: Point) => Vector
  readonly write: (x: Vector) => PointLike<P>
}

/**
 * The form of a start.
 *
 * @param variables  The names of a list's entries, for formulas.
 *
 * Throws a TypeError for a start that is neither, and a RangeError where numbers and names
 * do not match, or a number is not finite.
 */
export function formOf<P extends Point>(start: P, variables?: readonly string[]): PointForm<P> {
  requireFinite(start)
  if (isList(start)) {
    if (variables && variables.length !== start.length) {
      throw new RangeError(`${start.length} numbers are given for ${variables.length} variables`)
    }
    return listForm(start.length, variables) as PointForm<P>
  }
  return recordForm(variables ?? Object.keys(start)) as PointForm<P>
}

function requireFinite(start: Point): void {
  if (typeof start !== 'object' || start === null) {
    throw new TypeError('the start is an array of numbers, or an object of numbers by name')
  }
  for (const [name, entry] of Object.entries(start)) {
    if (typeof entry !== 'number') throw new TypeError(`the start has no number at ${name}`)
    if (!Number.isFinite(entry)) throw new RangeError(`the start has ${entry} at ${name}`)
  }
}

/** Whether a point is a list rather than a record. */
export function isList(point: Point): point is readonly number[] | Float64Array {
  return Array.isArray(point) || point instanceof Float64Array
}

function listForm(size: number, names: readonly string[] | undefined): PointForm<number[]> {
  return {
    size,
    ...(names && { names }),
    read: (point) => {
      if (!isList(point) || point.length !== size) {
        throw new RangeError(`a list of ${size} numbers is needed`)
      }
      return copyOf(point)
    },
    write: (x) => toArray(x),
  }
}

function recordForm(names: readonly string[]): PointForm<Record<string, number>> {
  return {
    size: names.length,
    names,
    read: (point) => {
      if (isList(point)) throw new RangeError(`an object with ${names.join(', ')} is needed`)
      return Float64Array.from(names, (name) => {
        const entry = point[name]
        if (entry === undefined) throw new RangeError(`there is no number for ${name}`)
        return entry
      })
    },
    write: (x) => Object.fromEntries(names.map((name, i) => [name, x[i]!])),
  }
}

/** A plain array: what functions of users get, and what results hold. */
export function toArray(x: Vector): number[] {
  const array = new Array<number>(x.length)
  for (let i = 0; i < x.length; i++) array[i] = x[i]!
  return array
}

/** A row-major square matrix as rows. */
export function toRows(matrix: Vector, n: number): number[][] {
  return Array.from({ length: n }, (_, i) => toArray(matrix.subarray(i * n, (i + 1) * n)))
}

/** The names of the variables, which formulas need. */
export function namesOf<P extends Point>({ names, size }: PointForm<P>): readonly string[] {
  if (names) return names
  throw new RangeError(`formulas need the names of their ${size} variables: give \`variables\``)
}
