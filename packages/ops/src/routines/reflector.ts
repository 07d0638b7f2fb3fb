import type { Carrier, Index, Machine, Variable } from './machine.ts'

/** Entries of a vector in memory, from `first` to before `end`. */
export interface Entries<C extends Carrier> {
  readonly array: C['array']
  readonly first: Index<C>
  readonly end: Index<C>
  /** Where in the array an entry is. */
  readonly at: (entry: Index<C>) => Index<C>
}

/** `H = I − τ v vᵀ`, which makes a vector `β` followed by zeros. */
export interface Reflector<C extends Carrier> {
  readonly tau: Variable<C['value']>
  readonly beta: Variable<C['value']>
}

/**
 * The Householder reflector of a vector `x`. The entries of `x` after the first are replaced by
 * those of `v`, whose first entry is 1. `β` has the sign that `x₀` has not; where `x` is a
 * multiple of the first unit vector, `τ` is 0 and `β` is `x₀` (the convention of LAPACK's
 * `dlarfg`). Norms neither overflow nor underflow.
 */
export function reflect<C extends Carrier>($: Machine<C>, x: Entries<C>): Reflector<C> {
  const zero = $.constant(0)
  const alpha = $.load(x.array, x.at(x.first))
  const after = $.plus(x.first, 1)
  const entry = (i: Index<C>): C['value'] => $.load(x.array, x.at(i))
  const most = $.variable(zero)
  $.each(after, x.end, (i) => most.set($.max(most.get(), $.abs(entry(i)))))
  const [tau, beta] = [$.variable(zero), $.variable(alpha)]
  $.when($.not($.eq(most.get(), zero)), () => {
    const scale = $.max(most.get(), $.abs(alpha))
    const squares = $.variable(zero)
    $.each(x.first, x.end, (i) => {
      const share = $.div(entry(i), scale)
      squares.set($.add(squares.get(), $.mul(share, share)))
    })
    const norm = $.mul(scale, $.sqrt(squares.get()))
    beta.set($.select($.lt(alpha, zero), norm, $.neg(norm)))
    tau.set($.div($.sub(beta.get(), alpha), beta.get()))
    const divisor = $.sub(alpha, beta.get())
    $.each(after, x.end, (i) => $.store(x.array, x.at(i), $.div(entry(i), divisor)))
  })
  return { tau, beta }
}
