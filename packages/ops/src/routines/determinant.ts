import type { Carrier, Index, Machine, Variable } from './machine.ts'
import { entryOf, type Matrix, rowOf } from './matrix.ts'
import type { RoutineArguments } from './routine.ts'

/** A number as `fraction · 2^exponent`, each part a variable. */
interface Scaled<C extends Carrier> {
  readonly fraction: Variable<C['value']>
  readonly exponent: Variable<C['value']>
}

/**
 * The determinant of `A [n, n]` as a fraction and an exponent of two, `[2]`: the magnitude of the
 * fraction is in [1, 2), or it is 0, ±Infinity or NaN. Products of many pivots neither overflow
 * nor lose bits so; of a singular matrix both are 0, of an empty one 1 and 0.
 *
 * Inputs: A, which is not read, and its `lu` [n + 1, n]. Sizes: n. No scratch.
 */
export function determinant<C extends Carrier>(
  $: Machine<C>,
  { inputs, out, sizes }: RoutineArguments<C>,
): void {
  const n = sizes[0]!
  const factors: Matrix<C> = { array: inputs[1]!, width: n }
  const total: Scaled<C> = {
    fraction: $.variable($.constant(1)),
    exponent: $.variable($.constant(0)),
  }
  $.each(0, n, (i) => {
    const pivot: Scaled<C> = {
      fraction: $.variable(entryOf($, factors, i, i)),
      exponent: total.exponent,
    }
    normalize($, pivot)
    total.fraction.set($.mul(total.fraction.get(), pivot.fraction.get()))
    normalize($, total)
  })
  flipByOrder($, rowOf($, factors, n), n, total.fraction)
  const zero = $.constant(0)
  $.when($.eq(total.fraction.get(), zero), () => {
    total.fraction.set(zero)
    total.exponent.set(zero)
  })
  $.store(out, 0, total.fraction.get())
  $.store(out, 1, total.exponent.get())
}

/** Changes the sign once for each pair that the permutation puts out of order. */
function flipByOrder<C extends Carrier>(
  $: Machine<C>,
  order: C['array'],
  n: Index<C>,
  fraction: Variable<C['value']>,
): void {
  $.each(0, n, (i) => {
    $.each(0, i, (j) => {
      $.when($.lt($.load(order, i), $.load(order, j)), () => fraction.set($.neg(fraction.get())))
    })
  })
}

/** Exponents of two by which a fraction is brought into range, a coarse step and a fine one. */
const steps = [32, 1]
/** Enough coarse or fine steps for every finite number. */
const MOST_STEPS = 64

/** Moves powers of two into the exponent, which is exact. */
function normalize<C extends Carrier>($: Machine<C>, { fraction, exponent }: Scaled<C>): void {
  for (const step of steps) {
    const [over, under] = [$.constant(2 ** step), $.constant(2 ** -step)]
    $.repeat(MOST_STEPS, () => {
      const isLarge = $.le(over, $.abs(fraction.get()))
      $.when(isLarge, () => {
        fraction.set($.mul(fraction.get(), under))
        exponent.set($.add(exponent.get(), $.constant(step)))
      })
      return isLarge
    })
  }
  for (const step of steps) {
    const [over, under] = [$.constant(2 ** step), $.constant(2 ** (1 - step))]
    $.repeat(MOST_STEPS, () => {
      const size = $.abs(fraction.get())
      const isSmall = $.and($.lt(size, under), $.lt($.constant(0), size))
      $.when(isSmall, () => {
        fraction.set($.mul(fraction.get(), over))
        exponent.set($.sub(exponent.get(), $.constant(step)))
      })
      return isSmall
    })
  }
}
