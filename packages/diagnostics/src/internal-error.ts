/** A broken invariant of Gradus itself: never the fault of the person who uses it. */
export class InternalError extends Error {
  readonly code = 'E9999'
  /** What the message shows of the place that broke, such as a node and its neighbours. */
  readonly context: readonly string[]

  constructor(what: string, context: readonly string[] = []) {
    super(
      [
        `internal error: ${what}`,
        'This is a mistake in Gradus, not in your model. Please report it with these lines.',
        ...context.map((line) => `  ${line}`),
      ].join('\n'),
    )
    this.name = 'InternalError'
    this.context = context
  }
}

/** Reports a broken invariant: throws an {@link InternalError} that shows the context lines. */
export function internalError(what: string, context: readonly string[] = []): never {
  throw new InternalError(what, context)
}
