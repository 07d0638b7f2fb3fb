/** How a curve is drawn. */
export interface Look {
  /** A custom property that follows the page's light or dark mode. */
  readonly color: string
  /** Of a stroke; curves are told apart by more than their colour. */
  readonly dashes: string
}

const dashes = ['none', '7 4', '2 3', '10 3 2 3']

/** The look of a curve by its place in the race; it repeats after four. */
export function lookOf(index: number): Look {
  const place = index % dashes.length
  return { color: `var(--curve-${place + 1})`, dashes: dashes[place] ?? 'none' }
}
