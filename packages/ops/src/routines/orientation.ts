import type { Carrier, Index, Machine } from './machine.ts'

/** Whether the entry of largest magnitude, the first of equals, is negative. */
export function isTurnedAway<C extends Carrier>(
  $: Machine<C>,
  row: C['array'],
  count: Index<C>,
): C['truth'] {
  const most = $.variable($.constant(0))
  $.each(0, count, (i) => {
    const entry = $.load(row, i)
    $.when($.lt($.abs(most.get()), $.abs(entry)), () => most.set(entry))
  })
  return $.lt(most.get(), $.constant(0))
}

/** Changes the sign of the first `count` elements. */
export function negate<C extends Carrier>($: Machine<C>, row: C['array'], count: Index<C>): void {
  $.sweep(0, count, (place) => $.store(row, place, $.neg($.load(row, place))))
}
