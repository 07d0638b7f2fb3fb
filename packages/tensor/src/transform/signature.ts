import { DTypeError } from '../errors.ts'
import type { AnySize, AnySizes, Joined, Sizes, Tail } from '../literal-shape.ts'
import type { Tensor } from '../tensor.ts'

/** Arguments of any type, so that parameters without a type are no mistake. */
export type AnyArguments = AnySizes[]

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
    ? Slope<A[N]>
    : unknown[]
  : Slope<A[0]>

/** Numbers among arguments are tensors among their slopes. */
type Slope<T> = T extends number | boolean ? Tensor : T

/** A tree for each part of a result, with a block for each part of an argument. */
export type Blocks<Result, Argument> =
  Result extends Tensor<infer R>
    ? Columns<R, Argument>
    : Result extends number | boolean
      ? Columns<[], Argument>
      : Result extends object
        ? { [K in keyof Result]: Blocks<Result[K], Argument> }
        : Result

type Columns<R extends Sizes, Argument> =
  Argument extends Tensor<infer S>
    ? Tensor<Joined<R, S>>
    : Argument extends number | boolean
      ? Tensor<R>
      : Argument extends object
        ? { [K in keyof Argument]: Columns<R, Argument[K]> }
        : Argument

/** The argument that options choose; the first unless said otherwise. */
export type Chosen<A extends readonly unknown[], O> = O extends {
  readonly argnums: infer N extends number
}
  ? A[N]
  : A[0]

/** A tree with an axis in front of each tensor, such as a batch or the turns of a loop. */
export type Batch<T> =
  T extends Tensor<infer S>
    ? Tensor<Joined<[AnySize], S>>
    : T extends number | boolean
      ? Tensor
      : T extends (...args: never[]) => unknown
        ? T
        : T extends object
          ? { [K in keyof T]: Batch<T[K]> }
          : T

/** A tree without the first axis of each tensor. */
export type Slice<T> =
  T extends Tensor<infer S>
    ? Tensor<Tail<S>>
    : T extends object
      ? { [K in keyof T]: Slice<T[K]> }
      : T

/** Refuses what cannot be called. */
export function requireFunction(name: string, f: unknown, place = 1): void {
  if (typeof f === 'function') return
  throw new DTypeError(`${name}: argument ${place} is ${typeof f}, not a function`)
}
