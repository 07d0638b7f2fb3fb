import type { Carrier, Index, Machine, Variable } from './machine.ts'
import { type Matrix, rotate, rowOf } from './matrix.ts'
import { unitRoundoff } from './scaling.ts'

/** A symmetric tridiagonal matrix and the rows that take part in its rotations. */
export interface RotatingTridiagonal<C extends Carrier> {
  readonly n: Index<C>
  readonly diagonal: C['array']
  /** Entry `k` couples `k` and `k + 1`. */
  readonly coupling: C['array']
  /** `[n, n]`, of which each rotation turns two rows. */
  readonly rows: Matrix<C>
}

/** Steps for one eigenvalue; two are usual. */
const MOST_STEPS = 60

/**
 * Makes a tridiagonal matrix diagonal by implicit QL steps with Wilkinson's shift (Dubrulle,
 * Martin and Wilkinson 1968; Golub and Van Loan, Matrix Computations, section 8.3.5). Gives
 * whether it succeeded; it fails on numbers that are not finite.
 */
export function diagonalize<C extends Carrier>(
  $: Machine<C>,
  parts: RotatingTridiagonal<C>,
): C['truth'] {
  const failures = $.counter(0)
  $.each(0, parts.n, (low) => {
    const high = $.counter(low)
    $.repeat(MOST_STEPS, () => {
      high.set(endOfBlock($, parts, low))
      const isCoupled = $.isBefore(low, high.get())
      $.when(isCoupled, () => takeStep($, parts, low, high.get()))
      return isCoupled
    })
    $.when($.isBefore(low, high.get()), () => failures.set(1))
  })
  return $.isSame(failures.get(), 0)
}

/** The last index of the block that begins at `low`: no coupling in it is negligible. */
function endOfBlock<C extends Carrier>(
  $: Machine<C>,
  { n, diagonal, coupling }: RotatingTridiagonal<C>,
  low: Index<C>,
): Index<C> {
  const end = $.counter(low)
  const roundoff = $.constant(unitRoundoff($.bits))
  const last = $.minus(n, 1)
  $.repeat($.minus(last, low), () => {
    const at = end.get()
    const here = $.abs($.load(diagonal, at))
    const next = $.abs($.load(diagonal, $.plus(at, 1)))
    const limit = $.mul(roundoff, $.add(here, next))
    const isCoupled = $.not($.le($.abs($.load(coupling, at)), limit))
    $.when(isCoupled, () => end.set($.plus(at, 1)))
    return isCoupled
  })
  return end.get()
}

/** The bulge that is chased up a block: the rotation so far and what is still to be applied. */
interface Chase<C extends Carrier> {
  readonly at: Variable<Index<C>>
  readonly cos: Variable<C['value']>
  readonly sin: Variable<C['value']>
  /** What the next diagonal entry has lost to the rotations. */
  readonly shift: Variable<C['value']>
  /** The entry beside which the next rotation makes a zero. */
  readonly entry: Variable<C['value']>
  /** Becomes 1 when a rotation has nothing to turn, which splits the block. */
  readonly isSplit: Variable<Index<C>>
}

function takeStep<C extends Carrier>(
  $: Machine<C>,
  parts: RotatingTridiagonal<C>,
  low: Index<C>,
  high: Index<C>,
): void {
  const { diagonal, coupling } = parts
  const zero = $.constant(0)
  const chase: Chase<C> = {
    at: $.counter(high),
    cos: $.variable($.constant(1)),
    sin: $.variable($.constant(1)),
    shift: $.variable(zero),
    entry: $.variable(startOfChase($, parts, low, high)),
    isSplit: $.counter(0),
  }
  $.repeat($.minus(high, low), () => {
    chase.at.set($.minus(chase.at.get(), 1))
    turn($, parts, chase)
    return $.isSame(chase.isSplit.get(), 0)
  })
  const top = $.plus(chase.at.get(), chase.isSplit.get())
  $.store(diagonal, top, $.sub($.load(diagonal, top), chase.shift.get()))
  $.when($.isSame(chase.isSplit.get(), 0), () => $.store(coupling, low, chase.entry.get()))
  $.store(coupling, high, zero)
}

/** `d_high − σ` for the shift `σ`, the eigenvalue of the leading two by two that is nearer. */
function startOfChase<C extends Carrier>(
  $: Machine<C>,
  { diagonal, coupling }: RotatingTridiagonal<C>,
  low: Index<C>,
  high: Index<C>,
): C['value'] {
  const [first, off] = [$.load(diagonal, low), $.load(coupling, low)]
  const gap = $.sub($.load(diagonal, $.plus(low, 1)), first)
  const ratio = $.div(gap, $.mul($.constant(2), off))
  const root = $.sqrt($.add($.mul(ratio, ratio), $.constant(1)))
  const signed = $.select($.lt(ratio, $.constant(0)), $.neg(root), root)
  const toShift = $.div(off, $.add(ratio, signed))
  return $.add($.sub($.load(diagonal, high), first), toShift)
}

/** Rotates rows `at` and `at + 1` of the block. */
function turn<C extends Carrier>(
  $: Machine<C>,
  { n, diagonal, coupling, rows }: RotatingTridiagonal<C>,
  { at, cos, sin, shift, entry, isSplit }: Chase<C>,
): void {
  const [here, next] = [at.get(), $.plus(at.get(), 1)]
  const off = $.load(coupling, here)
  const [bulge, kept] = [$.mul(sin.get(), off), $.mul(cos.get(), off)]
  const length = $.sqrt($.add($.mul(bulge, bulge), $.mul(entry.get(), entry.get())))
  $.store(coupling, next, length)
  $.when(
    $.eq(length, $.constant(0)),
    () => isSplit.set(1),
    () => {
      sin.set($.div(bulge, length))
      cos.set($.div(entry.get(), length))
      const rest = $.sub($.load(diagonal, next), shift.get())
      const gap = $.sub($.load(diagonal, here), rest)
      const doubled = $.mul($.mul($.constant(2), cos.get()), kept)
      const change = $.add($.mul(gap, sin.get()), doubled)
      shift.set($.mul(sin.get(), change))
      $.store(diagonal, next, $.add(rest, shift.get()))
      entry.set($.sub($.mul(cos.get(), change), kept))
      rotate($, [rowOf($, rows, here), rowOf($, rows, next)], n, {
        cos: cos.get(),
        sin: sin.get(),
      })
    },
  )
}
