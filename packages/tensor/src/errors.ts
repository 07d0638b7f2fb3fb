export { DTypeError, ShapeError } from '@gradus/ops'

/** A question that has no answer while a function is being traced. */
export class TracerError extends Error {
  override readonly name = 'TracerError'
}

/** A tensor, or a compiled function, that needs more memory than there can be. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError'
  /** The code of the catalogue, whose page says more. */
  readonly code = 'E0805'
  /** Bytes that are needed. */
  readonly needed: number

  constructor(needed: number, available: number) {
    super(`out of memory: needs ${printBytes(needed)}, has ${printBytes(available)} (E0805)`)
    this.needed = needed
  }
}

/** A size in decimal units, such as `3.1 GB`. */
function printBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}
