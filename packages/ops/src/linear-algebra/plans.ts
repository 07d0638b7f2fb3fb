import type { RoutinePlan } from '../routines/routine.ts'
import type { Shape } from '../shape.ts'

/** A plan for matrices of their own, without scratch. */
export function problem(matrix: Shape): Pick<RoutinePlan, 'variant' | 'batchRank' | 'scratch'> {
  return { variant: '', batchRank: matrix.length - 2, scratch: 0 }
}

/** The rows of a matrix. */
export function rowsOf(matrix: Shape): number {
  return matrix.at(-2)!.size
}

/** The columns of a matrix. */
export function columnsOf(matrix: Shape): number {
  return matrix.at(-1)!.size
}

/** The columns of a right-hand side; a vector is one column. */
export function rightSides(matrix: Shape, right: Shape): number {
  return right.length < matrix.length ? 1 : columnsOf(right)
}

/** The names of what is true, as a suffix. */
export function namesOf(choices: Readonly<Record<string, boolean>>): string {
  return Object.entries(choices)
    .map(([name, isChosen]) => (isChosen ? `_${name}` : ''))
    .join('')
}
