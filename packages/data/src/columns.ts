import type { Source } from '@gradus/diagnostics'
import { detach, isMissing, parseCell } from './cell.ts'

/** The first cell of its sort that a collector met. */
export interface FirstBad {
  /** Counts from 1, as people do. */
  readonly row: number
  /** The place of the row among those that were read with it. */
  readonly index: number
  readonly text: string
  /** The line of the file; filled in before the next rows are read. */
  source?: Source
}

// Small, because a table may have very many columns.
const firstCapacity = 16

/** Collects the numbers of one column and counts what else it meets. */
export class NumberCollector {
  numbers = 0
  missing = 0
  texts = 0
  /** The first cell without a number, missing or not. */
  firstBad: FirstBad | undefined
  /** The first cell with something else than a number. */
  firstText: FirstBad | undefined
  #values = new Float64Array(firstCapacity)
  #length = 0

  add(cell: string, row: number, index: number): void {
    const value = parseCell(cell)
    if (Number.isNaN(value)) this.#countBad(cell, row, index)
    else this.numbers++
    if (this.#length === this.#values.length) this.#values = doubled(this.#values, Float64Array)
    this.#values[this.#length++] = value
  }

  /** Whether the column is one of numbers: most cells that are not missing are. */
  get isNumeric(): boolean {
    return this.texts === 0 || this.numbers > this.texts
  }

  values(): Float64Array {
    return this.#values.slice(0, this.#length)
  }

  #countBad(text: string, row: number, index: number): void {
    this.firstBad ??= { row, index, text: detach(text) }
    if (isMissing(text)) {
      this.missing++
    } else {
      this.texts++
      this.firstText ??= { row, index, text: detach(text) }
    }
  }
}

/** Codes the texts of one column in order of first appearance. */
export class TextCollector {
  readonly labels: string[] = []
  readonly #codeOf = new Map<string, number>()
  #codes = new Int32Array(firstCapacity)
  #length = 0

  add(cell: string): void {
    if (this.#length === this.#codes.length) this.#codes = doubled(this.#codes, Int32Array)
    this.#codes[this.#length++] = this.#codeOf.get(cell) ?? this.#newCode(cell)
  }

  codes(): Int32Array {
    return this.#codes.slice(0, this.#length)
  }

  #newCode(cell: string): number {
    const label = detach(cell)
    const code = this.labels.push(label) - 1
    this.#codeOf.set(label, code)
    return code
  }
}

function doubled<T extends Float64Array | Int32Array>(
  values: T,
  TypedArray: new (length: number) => T,
): T {
  const larger = new TypedArray(values.length * 2)
  larger.set(values)
  return larger
}
