import type { Fixture } from './workloads.ts'

/** One piece of work for an engine, in a process of its own; `sympy_worker.py` reads it too. */
export type Request =
  /** Parse and derive each formula; gives milliseconds. */
  | { readonly kind: 'derive all'; readonly formulas: readonly (readonly [string, string])[] }
  /** Parse, and derive by all variables; milliseconds. */
  | { readonly kind: 'gradient'; readonly text: string; readonly variables: readonly string[] }
  /** All second derivatives of what has been parsed; milliseconds. */
  | { readonly kind: 'hessian'; readonly text: string; readonly variables: readonly string[] }
  /** A derivative by x of what has been parsed, compiled and called once if asked; milliseconds. */
  | {
      readonly kind: 'derivative'
      readonly text: string
      readonly order: number
      readonly isCompiled: boolean
    }
  /** Calls of the compiled gradients of some formulas; millions a second. */
  | {
      readonly kind: 'speed'
      readonly texts: readonly string[]
      readonly variables: readonly string[]
    }
  /** Which points of a fixture have the right value, gradient and Hessian. */
  | { readonly kind: 'right'; readonly fixture: Fixture }
  /** The printed derivative, and its text with repeated parts named, where the engine does that. */
  | { readonly kind: 'print'; readonly text: string; readonly variable: string }

/** What comes back: the figures of the first time and of the best one, points, or texts. */
export type Answer = readonly number[] | readonly boolean[] | readonly (readonly string[])[]
