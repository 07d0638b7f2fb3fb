/**
 * What rewriting needs to know of a kind of term. Terms are hash-consed: equal terms are
 * the same object. They are made in a context, such as the builder that interns them.
 */
export interface TermLanguage<T, Context = undefined> {
  opOf(term: T): string
  operandsOf(term: T): readonly T[]
  /** The same op and attributes over other operands. */
  rebuild(context: Context, term: T, operands: readonly T[]): T
  /** The number that a term stands for, where it is a constant. */
  constantOf(term: T): number | undefined
  /** Whether the two operands of an op may change places. */
  isCommutative(op: string): boolean
}
