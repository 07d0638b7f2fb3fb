import { setImmediate as turn } from 'node:timers/promises'
import type { Checkpoint, OptimizeResult } from '@gradus/optim'
import type { Call } from './call.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { listenForInterrupt } from './interrupt.ts'
import { plural } from './terminal/numbers.ts'

/** The options that a solver is given for one slice of its work. */
export interface Slice {
  readonly signal: AbortSignal
  readonly onIteration: () => boolean
  readonly resume?: Checkpoint
}

/** What the commands read of a result, whatever the solver. */
interface SliceResult {
  readonly converged: boolean
  readonly stop: OptimizeResult<number[]>['stop']
  readonly iterations: number
  readonly state: Checkpoint
}

/** Long enough that starting again costs nothing, short enough that Ctrl-C seems to act at once. */
const sliceMilliseconds = 200

/**
 * Lets a solver work in slices, between which Ctrl-C is heard and progress is shown. A run that
 * stopped goes on with the same bits, so slices change no result; one that Ctrl-C ended has
 * `aborted` as its reason, and the best point so far.
 */
export async function solveInSlices<R extends SliceResult>(
  call: Call,
  solve: (slice: Slice) => R,
): Promise<R> {
  const { signal, release } = listenForInterrupt(call)
  const { talk, isLive } = call.terminal
  const isDrawn = isLive && !call.isQuiet && !call.isJson
  try {
    let result = solve({ signal, onIteration: untilSliceEnds() })
    while (result.stop.code === 'stopped') {
      const progress = ` ${plural(result.iterations, 'iteration')}`
      if (isDrawn) talk.write(`\r${progress}\u001b[K`)
      else if (call.isVerbose) talk.print(progress)
      await turn()
      result = solve({ signal, onIteration: untilSliceEnds(), resume: result.state })
    }
    return result
  } finally {
    if (isDrawn) talk.write('\r\u001b[K')
    release()
  }
}

/** How the command ends after a solver has. */
export function exitCodeOf({ converged, stop }: SliceResult): ExitCode {
  if (stop.code === 'aborted') return exitCodes.interrupted
  return converged ? exitCodes.ok : exitCodes.runFailed
}

function untilSliceEnds(): () => boolean {
  const end = performance.now() + sliceMilliseconds
  return () => performance.now() > end
}
