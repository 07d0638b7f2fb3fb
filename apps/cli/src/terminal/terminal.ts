import { type Environment, showsUnicode, wantsColor } from './capabilities.ts'
import { colored, type Paint, uncolored } from './paint.ts'

/** One of the two streams a command writes to. */
export interface Channel {
  /** Writes a text and a line break. */
  print(text: string): void
  /** Writes a text as it is. */
  write(text: string): void
  readonly isTerminal: boolean
  readonly hasColor: boolean
  readonly paint: Paint
  /** Columns of the terminal now; 80 where there is none. */
  readonly width: number
}

/** Where a command writes: results to `out`, talk to `talk`. */
export interface Terminal {
  readonly out: Channel
  readonly talk: Channel
  /** Whether drawings may use more than ASCII. */
  readonly isUnicode: boolean
  /** Whether a line may be drawn over again. */
  readonly isLive: boolean
}

/** What a person asked for about output. */
export interface OutputWishes {
  readonly color?: boolean
  readonly plain?: boolean
}

/** Opens the terminal that the process was started in. */
export function openTerminal(
  { color = true, plain = false }: OutputWishes = {},
  environment: Environment = process.env,
): Terminal {
  const open = (stream: NodeJS.WriteStream): Channel =>
    makeChannel(stream, wantsColor(stream.isTTY === true, environment, color))
  return {
    out: open(process.stdout),
    talk: open(process.stderr),
    isUnicode: !plain && showsUnicode(environment),
    isLive: process.stderr.isTTY === true && environment.TERM !== 'dumb' && !plain,
  }
}

function makeChannel(stream: NodeJS.WriteStream, hasColor: boolean): Channel {
  const write = (text: string): void => {
    stream.write(text)
  }
  return {
    write,
    print: (text) => write(`${text}\n`),
    isTerminal: stream.isTTY === true,
    hasColor,
    paint: hasColor ? colored : uncolored,
    get width() {
      return stream.columns || 80
    },
  }
}

/**
 * Ends the process quietly when nobody reads its results any more, as in `… | head -1`.
 */
export function endWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(typeof process.exitCode === 'number' ? process.exitCode : 0)
    })
  }
}
