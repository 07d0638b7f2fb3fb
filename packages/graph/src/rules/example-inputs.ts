import { dim } from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

const rows = dim(3, 'n')
const columns = dim(2, 'k')

/** A single number, for examples of rules. */
export function number(builder: Builder, name = 's'): Node {
  return builder.input(name, [], 'f64')
}

/** A vector `[n=3]`, for examples of rules. */
export function vector(builder: Builder, name = 'x'): Node {
  return builder.input(name, [rows], 'f64')
}

/** A matrix `[n=3, k=2]`, for examples of rules. */
export function matrix(builder: Builder, name = 'A'): Node {
  return builder.input(name, [rows, columns], 'f64')
}

/** A vector `[k=2]`, repeated to a matrix `[n=3, k=2]`, for examples of rules. */
export function repeatedRow(builder: Builder, name = 'r'): Node {
  const row = builder.input(name, [columns], 'f64')
  return builder.apply('broadcast', [row], { shape: [rows, columns], into: [1] })
}
