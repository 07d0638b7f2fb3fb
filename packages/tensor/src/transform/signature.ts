import { DTypeError } from '../errors.ts'
import type { Tensor } from '../tensor.ts'

/** A function of trees of tensors; its first result is what is differentiated. */
export type Differentiable<A extends unknown[]> = (...args: A) => unknown

/** What may be given where a function takes tensors: plain numbers become tensors. */
export type Given<T> = T extends Tensor
  ? T | number | boolean
  : T extends (...args: never[]) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: Given<T[K]> }
      : T

/** The gradient of a function with arguments `A`: like the argument, or an array for several. */
export type Derived<A extends readonly unknown[], O> = O extends { readonly hasAux: true }
  ? [gradient: DerivedOf<A, O>, extra: unknown]
  : DerivedOf<A, O>

type DerivedOf<A extends readonly unknown[], O> = O extends { readonly argnums: infer N }
  ? N extends number
    ? A[N]
    : unknown[]
  : A[0]

/** Refuses what cannot be called. */
export function requireFunction(name: string, f: unknown, place = 1): void {
  if (typeof f === 'function') return
  throw new DTypeError(`${name}: argument ${place} is ${typeof f}, not a function`)
}
