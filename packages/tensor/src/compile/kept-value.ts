import type { DType, Shape, TypedArray, Value } from '@gradus/ops'
import type { Session } from '@gradus/runtime'

/**
 * A result that stays in the memory of a session until somebody asks for its elements, or it
 * is given back to the same function.
 */
export class KeptValue implements Value {
  readonly shape: Shape
  readonly dtype: DType
  readonly buffer: string
  #session: Session | undefined
  #data: TypedArray | undefined

  constructor(session: Session, buffer: string, { shape, dtype }: Pick<Value, 'shape' | 'dtype'>) {
    this.#session = session
    this.buffer = buffer
    this.shape = shape
    this.dtype = dtype
  }

  /** The elements, copied out of the session the first time. */
  get data(): TypedArray {
    if (!this.#data) {
      if (!this.#session) {
        throw new TypeError(
          'this tensor was donated to a compiled function, which has put its result in its place',
        )
      }
      this.#data = this.#session.read(this.buffer)
    }
    return this.#data
  }

  /** Whether the elements are still where a session would look for them. */
  isIn(session: Session, buffer: string): boolean {
    return this.#session === session && this.buffer === buffer
  }

  /** Its place in the session is about to be written; the elements are saved, or given up. */
  release(isDonated: boolean): void {
    if (!isDonated) void this.data
    this.#session = undefined
  }
}
