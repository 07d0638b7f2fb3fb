/** Shapes that do not fit an op; the message names the op and every shape. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
  /** The code of the catalogue, whose page says more. */
  readonly code = 'E0303'
}

/** Arguments that are no tensors, or have element types that do not fit an op. */
export class DTypeError extends Error {
  override readonly name = 'DTypeError'
  /** The code of the catalogue, whose page says more. */
  readonly code = 'E0317'
}
