import type { Call } from './call.ts'
import { exitCodes } from './exit-codes.ts'

/** The wish to stop, as a signal that work can listen to. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** Gives Ctrl-C back to the process. */
  release(): void
}

/** The first Ctrl-C asks the work to end; the second ends the process at once. */
export function listenForInterrupt({ terminal, say }: Call): Interrupt {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort('Ctrl-C')
    // The terminal has echoed ^C into the live line.
    if (terminal.isLive) terminal.talk.write('\r\u001b[K')
    say(' stopping; Ctrl-C again ends at once')
  }
  process.on('SIGINT', onSignal)
  return { signal: controller.signal, release: () => process.off('SIGINT', onSignal) }
}
