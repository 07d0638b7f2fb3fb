const blocks = [...'▁▂▃▄▅▆▇']
const asciiBlocks = [...'_.-=+*#']

/**
 * A line of blocks that shows how values run, `width` characters long; values that are not
 * finite give `×` (`x` in ASCII).
 *
 * @param isLog  whether equal ratios have equal height; needs positive values.
 */
export function sparkline(
  values: ArrayLike<number>,
  range: { readonly low: number; readonly high: number; readonly isLog: boolean },
  { width, isUnicode }: { readonly width: number; readonly isUnicode: boolean },
): string {
  const shades = isUnicode ? blocks : asciiBlocks
  const measure = range.isLog ? Math.log : (value: number): number => value
  const low = measure(range.low)
  const span = measure(range.high) - low
  return binned(values, Math.min(width, values.length))
    .map((value) => {
      if (!Number.isFinite(value)) return isUnicode ? '×' : 'x'
      const part = span > 0 ? (measure(value) - low) / span : 0
      return shades[
        Math.max(0, Math.min(shades.length - 1, Math.round(part * (shades.length - 1))))
      ]
    })
    .join('')
}

/** The mean of each of `count` neighbouring groups. */
function binned(values: ArrayLike<number>, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * values.length) / count)
    const end = Math.max(start + 1, Math.floor(((i + 1) * values.length) / count))
    let sum = 0
    for (let j = start; j < end; j++) sum += values[j]!
    return sum / (end - start)
  })
}
