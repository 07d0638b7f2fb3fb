import { exitCodes } from './exit-codes.ts'

/** The wish to stop, as a signal that work can listen to. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** Gives Ctrl-C back to the process. */
  release(): void
}

/** The first Ctrl-C asks the work to end and save; the second ends the process at once. */
export function listenForInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
    onFirst()
  }
  process.on('SIGINT', onSignal)
  return { signal: controller.signal, release: () => process.off('SIGINT', onSignal) }
}
