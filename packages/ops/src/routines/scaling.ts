import type { Carrier, Index, Machine } from './machine.ts'

/** A step of scaling, and how many of them give a scale that is still a number. */
const STEP = 2 ** 8
const mostSteps = { 64: 127, 32: 15 } as const

/** The largest magnitude in `[0, count)` of an array; NaN if there is one. */
export function largest<C extends Carrier>(
  $: Machine<C>,
  array: C['array'],
  count: Index<C>,
): C['value'] {
  const most = $.variable($.constant(0))
  $.each(0, count, (i) => most.set($.max(most.get(), $.abs($.load(array, i)))))
  return most.get()
}

/** Whether a magnitude is a number, and not infinite. */
export function isNumber<C extends Carrier>($: Machine<C>, magnitude: C['value']): C['truth'] {
  return $.lt(magnitude, $.constant(Number.POSITIVE_INFINITY))
}

/**
 * A power of two that brings a magnitude into [1, 256], or near it where the magnitude is below the
 * normal numbers, so that squares of what is not negligible beside it neither overflow nor
 * underflow; 1 for 0.
 */
export function scaleFor<C extends Carrier>($: Machine<C>, magnitude: C['value']): C['value'] {
  const [over, under] = [$.constant(STEP), $.constant(1 / STEP)]
  const scale = $.variable($.constant(1))
  const left = $.variable(magnitude)
  const change = (factor: C['value']): void => {
    left.set($.mul(left.get(), factor))
    scale.set($.mul(scale.get(), factor))
  }
  $.repeat(mostSteps[$.bits], () => {
    const isLarge = $.le(over, left.get())
    $.when(isLarge, () => change(under))
    return isLarge
  })
  $.repeat(mostSteps[$.bits], () => {
    const isSmall = $.and($.lt(left.get(), $.constant(1)), $.lt($.constant(0), left.get()))
    $.when(isSmall, () => change(over))
    return isSmall
  })
  return scale.get()
}

/** The distance from 1 to the next number. */
export function unitRoundoff(bits: 32 | 64): number {
  return bits === 64 ? 2 ** -52 : 2 ** -23
}
