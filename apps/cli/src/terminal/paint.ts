import { styleText } from 'node:util'

/** What a piece of output is, for its colour. */
export type Tone = 'strong' | 'faint' | 'good' | 'bad' | 'warning' | 'accent' | LineTone

/** The colour of one line of a chart. */
export type LineTone = (typeof lineTones)[number]

/** The colours of the lines of a chart, in order; the first suits a chart of one line. */
export const lineTones = ['line1', 'line2', 'line3', 'line4', 'line5', 'line6'] as const

/** Puts a colour around a text, or leaves it as it is. */
export type Paint = (tone: Tone, text: string) => string

const formats = {
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  accent: 'cyan',
  line1: 'cyan',
  line2: 'magenta',
  line3: 'yellow',
  line4: 'green',
  line5: 'blue',
  line6: 'red',
} as const

/** Colours that every terminal maps to its own palette. */
export const colored: Paint = (tone, text) =>
  // Whether there are colours at all was decided before, from flags and environment.
  text === '' ? '' : styleText(formats[tone], text, { validateStream: false })

/** No colour: for files, pipes and people who asked for none. */
export const uncolored: Paint = (_, text) => text

/** The colour of the line number `index`. */
export function lineTone(index: number): LineTone {
  return lineTones[index % lineTones.length] ?? 'line1'
}
