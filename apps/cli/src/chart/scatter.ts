import { drawSegment, makeCanvas } from './canvas.ts'
import { axisWidth, type ChartStyle, chartHeight, dotX, dotY, drawFrame } from './frame.ts'
import { scaleOf } from './scale.ts'

/** Points, and the values of a line at the same places along the horizontal axis. */
export interface Scatter {
  readonly title: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly line?: ArrayLike<number> | undefined
}

/** Draws points, with a line through places on the same axes where one is given. */
export function drawScatter({ title, x, y, line }: Scatter, style: ChartStyle): readonly string[] {
  const canvas = makeCanvas(style.width - axisWidth, style.height ?? chartHeight, style.isUnicode)
  const across = scaleOf(Array.from(x))
  const up = scaleOf([...Array.from(y), ...Array.from(line ?? [])])
  const place = (i: number, values: ArrayLike<number>): readonly [number, number] | undefined => {
    const [left, value] = [x[i]!, values[i]!]
    if (!Number.isFinite(left) || !Number.isFinite(value)) return undefined
    return [dotX(canvas, across, left), dotY(canvas, up, value)]
  }
  for (let i = 0; i < x.length; i++) {
    const dot = place(i, y)
    if (dot) canvas.set(...dot, 0)
  }
  if (line) {
    const order = Array.from(x, (_, i) => i).sort((a, b) => x[a]! - x[b]!)
    let last: readonly [number, number] | undefined
    for (const i of order) {
      const dot = place(i, line)
      if (dot && last) drawSegment(canvas, last, dot, 1)
      last = dot ?? last
    }
  }
  const framed = { canvas, x: across, y: up, ends: new Map<number, string>() }
  return [` ${style.paint('strong', title)}`, ...drawFrame(framed, style)]
}
