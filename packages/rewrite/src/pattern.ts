/** A shape that terms may have, with the names that it gives to their parts. */
export type Pattern<Names extends string = string> =
  | AnyPattern<Names>
  | ConstantPattern<Names>
  | OpPattern<Names>

/** Any term; the same name twice asks for the same term. */
export interface AnyPattern<Names extends string> {
  readonly kind: 'any'
  readonly name: Names
}

/** A term that stands for a number. */
export interface ConstantPattern<Names extends string> {
  readonly kind: 'constant'
  readonly accepts: (value: number) => boolean
  readonly name?: Names
}

/** A term with one of some ops, and operands like these where they are given. */
export interface OpPattern<Names extends string> {
  readonly kind: 'op'
  readonly ops: readonly string[]
  readonly operands?: readonly Pattern<Names>[]
  readonly name?: Names
}

/** The names that a pattern binds. */
export type NamesOf<P> = P extends Pattern<infer Names> ? Names : never

export function any<Name extends string>(name: Name): AnyPattern<Name> {
  return { kind: 'any', name }
}

/** A constant of the given value (zeros of either sign are one value), or one that is accepted. */
export function constant(expected: number | ((value: number) => boolean)): ConstantPattern<never> {
  const accepts = typeof expected === 'number' ? (value: number) => value === expected : expected
  return { kind: 'constant', accepts }
}

/** A term with this op, whose operands look like the given patterns, one for each. */
export function op<const Operands extends readonly Pattern[]>(
  name: string,
  ...operands: Operands
): OpPattern<NamesOf<Operands[number]>> {
  return { kind: 'op', ops: [name], operands: operands as never }
}

/** A term with one of these ops, over any operands. */
export function oneOf<Name extends string>(name: Name, ops: readonly string[]): OpPattern<Name> {
  return { kind: 'op', ops, name }
}

/** The same pattern, with a name for the whole term that it matches. */
export function named<Name extends string, Names extends string>(
  name: Name,
  pattern: ConstantPattern<Names> | OpPattern<Names>,
): Pattern<Name | Names> {
  return { ...pattern, name } as Pattern<Name | Names>
}
