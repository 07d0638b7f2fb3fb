import type { ModuleBuilder } from '@gradus/wasm'
import type { Tables } from './lanes.ts'

/** Puts tables of numbers behind the buffers, each only once. */
export class TableSection implements Tables {
  end: number
  readonly #module: ModuleBuilder
  readonly #known = new Map<readonly number[], Map<number, number>>()

  /** @param start  The first address that is free; a multiple of 16. */
  constructor(module: ModuleBuilder, start: number) {
    this.#module = module
    this.end = start
  }

  addressOf(table: readonly number[], width: 4 | 8): number {
    const byWidth = this.#known.get(table) ?? new Map<number, number>()
    this.#known.set(table, byWidth)
    const known = byWidth.get(width)
    if (known !== undefined) return known
    const elements = width === 8 ? new Float64Array(table) : new Float32Array(table)
    const address = this.end
    this.#module.addData(address, new Uint8Array(elements.buffer))
    byWidth.set(width, address)
    this.end = Math.ceil((address + elements.byteLength) / 16) * 16
    return address
  }
}
