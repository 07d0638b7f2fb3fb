import type { ElementwiseName } from '@gradus/ops'

/** A name of the table as JavaScript writes it: `stop_gradient` is `stopGradient`. */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S

/** The elementwise ops of the table under their JavaScript names. */
export type ElementwiseMethodName = CamelCase<ElementwiseName>

/** A name of the table as JavaScript writes it. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
