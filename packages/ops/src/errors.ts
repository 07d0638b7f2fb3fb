/** Shapes that do not fit an op; the message names the op and every shape. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/** Element types that do not fit an op. */
export class DTypeError extends Error {
  override readonly name = 'DTypeError'
}
