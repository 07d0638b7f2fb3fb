import {
  type Code,
  type Diagnostic,
  diagnostic,
  type Label,
  type MessageValues,
  type Source,
  type Span,
} from '@gradus/diagnostics'
import type { TensorType, Type } from '../2-check/types.ts'
import type { BuiltinRow } from './argument.ts'

/** A function of values: its row also says what comes out. */
export interface FunctionRow extends BuiltinRow {
  readonly result: ResultRule
  /** Where calls stand, when that is not everywhere. */
  readonly inside?: 'test'
}

/** What a result rule sees of a call whose arguments have all been typed. */
export interface TypedCall {
  readonly name: string
  /** The type of a `value`, `labels`, `list`, `number` or `variables` argument. */
  tensor(argument: string): TensorType
  has(argument: string): boolean
  /** The dims named by a `dims`, `dim` or `new-dim` argument; none when it is not given. */
  dims(argument: string): readonly string[] | undefined
}

/** A place where a rule does not hold, said with the names of the row's arguments. */
export interface Problem {
  readonly kind: 'problem'
  /** The argument that is marked. */
  readonly at: string
  /** A second argument to mark. */
  readonly also?: { readonly at: string; readonly label: string }
  /** Makes the diagnostic once the places are known. */
  diagnose(source: Source, span: Span, secondary: readonly Label[]): Diagnostic
}

/** What a problem says beside its message. */
export interface ProblemDetails {
  readonly label?: string
  readonly also?: { readonly at: string; readonly label: string }
  readonly notes?: readonly string[]
  readonly help?: string
}

/** The type that a call gives, or why it gives none. */
export type ResultRule = (call: TypedCall) => Type | Problem

/** Makes a problem of the catalogue's row `code`. */
export function problem<C extends Code>(
  code: C,
  at: string,
  values: MessageValues<C>,
  { also, ...details }: ProblemDetails = {},
): Problem {
  return {
    kind: 'problem',
    at,
    ...(also && { also }),
    diagnose: (source, span, secondary) =>
      diagnostic(code, source, span, values, { ...details, secondary }),
  }
}
