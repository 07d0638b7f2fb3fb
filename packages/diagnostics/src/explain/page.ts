/** When a code is reported: by checking the text alone unless said otherwise. */
export type Occasion =
  | 'check'
  /** A data file is read, also when a model is checked; the diagnostic lies in that file. */
  | 'data'
  /** The model runs. */
  | 'run'
  /** The model's tests run. */
  | 'test'
  /** A run is resumed. */
  | 'resume'
  /** The model is built or exported. */
  | 'build'
  /** Reserved: this version does not report it. */
  | 'later'

/** What `gradus explain` says about a code. */
export interface Page {
  /** Why it happens and what to do, in a few plain sentences. */
  readonly text: string
  /** A program that is reported with the code; absent where no program can show it. */
  readonly bad?: string
  /** The same program set right. */
  readonly good?: string
  readonly occasion: Occasion
  /** The files that the programs read, by the path they use, beside {@link exampleFiles}. */
  readonly files?: Readonly<Record<string, string>>
}

/** Joins the lines of a paragraph. */
export function prose(text: TemplateStringsArray): string {
  return text.join('').trim().replace(/\s+/g, ' ')
}

/** Takes the common indentation off a program, or off a small file that a program reads. */
export function program(parts: TemplateStringsArray, ...values: readonly string[]): string {
  const text = String.raw({ raw: parts }, ...values)
  const lines = text.replace(/^\n|\n *$/g, '').split('\n')
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/))
  const indent = Math.min(...indents)
  return `${lines.map((line) => line.slice(indent)).join('\n')}\n`
}
