import type { DType, Shape, TypedArray, Value } from '@gradus/ops'

/**
 * A result that stays in the memory of a session until somebody asks for its elements, or it
 * is given back to the same function.
 */
export class KeptValue implements Value {
  readonly shape: Shape
  readonly dtype: DType
  #view: TypedArray | undefined
  #data: TypedArray | undefined

  /** @param view  Its place in the memory of the session. */
  constructor(view: TypedArray, { shape, dtype }: Pick<Value, 'shape' | 'dtype'>) {
    this.#view = view
    this.shape = shape
    this.dtype = dtype
  }

  /** The elements, copied out of the session the first time. */
  get data(): TypedArray {
    if (!this.#data) {
      if (!this.#view) {
        throw new TypeError(
          'this tensor was donated to a compiled function, which has put its result in its place',
        )
      }
      this.#data = this.#view.slice()
    }
    return this.#data
  }

  /** Its place in the session is about to be written; the elements are saved, or given up. */
  release(isDonated: boolean): void {
    if (!isDonated) void this.data
    this.#view = undefined
  }
}
