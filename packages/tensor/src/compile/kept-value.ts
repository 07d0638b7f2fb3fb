import type { DType, Shape, TypedArray, Value } from '@gradus/ops'

/** Where the elements of a result are. */
export interface KeptPlace {
  readonly view: TypedArray
  readonly shape: Shape
  readonly dtype: DType
  /** Whose memory that is: a later call writes there. Its own, where nobody is named. */
  readonly session?: { readonly calls: number }
}

/**
 * A result that stays in the memory of a session until somebody asks for its elements, or it
 * is given back to the same function.
 */
export class KeptValue implements Value {
  #place: KeptPlace
  /** The number of the call that it comes from. */
  readonly #call: number

  constructor(place: KeptPlace, call: number) {
    this.#place = place
    this.#call = call
  }

  get shape(): Shape {
    return this.#place.shape
  }

  get dtype(): DType {
    return this.#place.dtype
  }

  /** The elements, copied out of the session the first time. */
  get data(): TypedArray {
    const { session, view, shape, dtype } = this.#place
    if (!session) return view
    if (session.calls !== this.#call) {
      throw new TypeError(
        'this tensor was donated to a compiled function, which has put its result in its place',
      )
    }
    const data = view.slice()
    this.#place = { view: data, shape, dtype }
    return data
  }
}
