import { copyOf, type Vector } from '../linear-algebra/vector.ts'

/** A point as people write it: numbers in order, or numbers by name. */
export type Point = NumberList | Readonly<Record<string, number>>

/** Numbers in order. */
export type NumberList = readonly number[] | Float32Array | Float64Array

/** A point of the same form as `P`, that the caller may keep and change. */
export type PointLike<P extends Point> = P extends NumberList
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
  if (typeof start !== 'object' || start === null) {
    throw new TypeError('the start is an array of numbers, or an object of numbers by name')
  }
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
  const strange = findStrange(start, Number.isFinite)
  if (!strange) return
  const { name, entry } = strange
  if (typeof entry !== 'number') throw new TypeError(`the start has no number at ${name}`)
  throw new RangeError(`the start has ${entry} at ${name}`)
}

/** The first entry that is not as it should be, holes of a list included. */
export function findStrange(
  point: Point,
  isRight: (entry: unknown) => boolean,
): { readonly name: string; readonly entry: unknown } | undefined {
  if (!isList(point)) {
    const found = Object.entries(point).find(([, entry]) => !isRight(entry))
    return found && { name: found[0], entry: found[1] }
  }
  for (let i = 0; i < point.length; i++) {
    if (!isRight(point[i])) return { name: String(i), entry: point[i] }
  }
  return undefined
}

/** Whether a point is a list rather than a record. */
export function isList(point: Point): point is NumberList {
  return Array.isArray(point) || ArrayBuffer.isView(point)
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
