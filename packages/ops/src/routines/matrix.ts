import type { Carrier, Index, Machine } from './machine.ts'

/** A matrix in memory, row by row without gaps. */
export interface Matrix<C extends Carrier> {
  readonly array: C['array']
  /** How many columns there are. */
  readonly width: Index<C>
}

/** A row of a matrix, as an array. */
export function rowOf<C extends Carrier>(
  $: Machine<C>,
  { array, width }: Matrix<C>,
  row: Index<C>,
): C['array'] {
  return $.part(array, $.times(row, width))
}

/** The position of an entry in the array of a matrix. */
export function positionOf<C extends Carrier>(
  $: Machine<C>,
  { width }: Matrix<C>,
  row: Index<C>,
  column: Index<C>,
): Index<C> {
  return $.plus($.times(row, width), column)
}

/** An entry of a matrix. */
export function entryOf<C extends Carrier>(
  $: Machine<C>,
  matrix: Matrix<C>,
  row: Index<C>,
  column: Index<C>,
): C['value'] {
  return $.load(matrix.array, positionOf($, matrix, row, column))
}

/** Runs `body` for each index in `[from, to)`, from the last to the first. */
export function eachDown<C extends Carrier>(
  $: Machine<C>,
  from: Index<C>,
  to: Index<C>,
  body: (index: Index<C>) => void,
): void {
  const last = $.minus(to, 1)
  $.each(0, $.minus(to, from), (step) => body($.minus(last, step)))
}

/** Stores `value` at `[from, to)` of an array. */
export function fill<C extends Carrier>(
  $: Machine<C>,
  array: C['array'],
  from: Index<C>,
  to: Index<C>,
  value: C['value'],
): void {
  $.sweep(from, to, (place) => $.store(array, place, value))
}

/** Copies `[from, to)` of one array to the same places of another. */
export function copy<C extends Carrier>(
  $: Machine<C>,
  source: C['array'],
  target: C['array'],
  from: Index<C>,
  to: Index<C>,
): void {
  $.sweep(from, to, (place) => $.store(target, place, $.load(source, place)))
}

/** Exchanges the first `count` elements of two arrays. */
export function exchange<C extends Carrier>(
  $: Machine<C>,
  a: C['array'],
  b: C['array'],
  count: Index<C>,
): void {
  $.sweep(0, count, (place) => {
    const [x, y] = [$.load(a, place), $.load(b, place)]
    $.store(a, place, y)
    $.store(b, place, x)
  })
}

/** Replaces rows `x` and `y` of `count` elements by `cos·x − sin·y` and `sin·x + cos·y`. */
export function rotate<C extends Carrier>(
  $: Machine<C>,
  rows: readonly [C['array'], C['array']],
  count: Index<C>,
  { cos, sin }: { readonly cos: C['value']; readonly sin: C['value'] },
): void {
  const given = { arrays: rows, indices: [count], values: [cos, sin] }
  $.call('rotate', given, ($, { arrays, indices, values }) => {
    const [x, y] = arrays as [C['array'], C['array']]
    const [cos, sin] = values as [C['value'], C['value']]
    $.sweep(0, indices[0]!, (place) => {
      const [a, b] = [$.load(x, place), $.load(y, place)]
      $.store(x, place, $.sub($.mul(cos, a), $.mul(sin, b)))
      $.store(y, place, $.add($.mul(sin, a), $.mul(cos, b)))
    })
  })
}

/** The sum of the products of two arrays over `[from, to)`. */
export function dot<C extends Carrier>(
  $: Machine<C>,
  arrays: readonly [C['array'], C['array']],
  from: Index<C>,
  to: Index<C>,
): C['value'] {
  const given = { arrays, indices: [from, to], values: [] }
  return $.evaluate('dot', given, ($, { arrays: [a, b], indices: [from, to] }) =>
    $.sum(from!, to!, (place) => $.mul($.load(a!, place), $.load(b!, place))),
  )
}

/** Subtracts a multiple of `source` from `target` over `[from, to)`. */
export function subtractMultiple<C extends Carrier>(
  $: Machine<C>,
  [target, source]: readonly [C['array'], C['array']],
  factor: C['value'],
  [from, to]: readonly [Index<C>, Index<C>],
): void {
  const given = { arrays: [target, source], indices: [from, to], values: [factor] }
  $.call('subtract_multiple', given, ($, { arrays, indices, values: [factor] }) => {
    const [target, source] = arrays as [C['array'], C['array']]
    $.sweep(indices[0]!, indices[1]!, (place) => {
      const change = $.mul(factor, $.load(source, place))
      $.store(target, place, $.sub($.load(target, place), change))
    })
  })
}
