import type { ElementwiseName } from '../names.ts'
import type { Trait } from '../row.ts'

// The rows of elementwise ops stand apart from those of other kinds, so that a page that reads
// formulas does not carry what tensors need; so does their notation, for the reverse reason.

/** Declared properties of elementwise ops, as far as formulas ask for them; others have none. */
export const elementwiseTraits: { readonly [K in ElementwiseName]?: readonly Trait[] } = {
  add: ['commutative', 'associative', 'exact'],
  sub: ['exact'],
  mul: ['commutative', 'associative', 'exact'],
  div: ['exact'],
  neg: ['exact'],
  abs: ['kinked', 'exact'],
  sign: ['constant', 'kinked', 'exact'],
  min: ['commutative', 'associative', 'exact'],
  max: ['commutative', 'associative', 'exact'],
  sqrt: ['exact'],
  hypot: ['commutative'],
  floor: ['constant', 'kinked', 'exact'],
  ceil: ['constant', 'kinked', 'exact'],
  round: ['constant', 'kinked', 'exact'],
  flush: ['exact'],
  stop_gradient: ['constant', 'exact'],
  relu: ['kinked', 'exact'],
  polygamma: ['kinked'],
  eq: ['comparison', 'commutative', 'constant', 'exact'],
  ne: ['comparison', 'commutative', 'constant', 'exact'],
  lt: ['comparison', 'constant', 'exact'],
  le: ['comparison', 'constant', 'exact'],
  gt: ['comparison', 'constant', 'exact'],
  ge: ['comparison', 'constant', 'exact'],
  and: ['logic', 'commutative', 'associative', 'constant', 'exact'],
  or: ['logic', 'commutative', 'associative', 'constant', 'exact'],
  not: ['logic', 'constant', 'exact'],
  select: ['exact'],
}
