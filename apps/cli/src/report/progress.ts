import type { EpochRecord, Progress, RunDescription, TrainEvent } from '@gradus/training'
import { showNumber, showSeconds } from '../terminal/numbers.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** How progress is shown: one line drawn over again, a line for each epoch, or not at all. */
export type ProgressForm = 'bar' | 'line' | 'none'

/** Listens to a training and shows how far it is. */
export interface ProgressReporter {
  onEvent(event: TrainEvent): void
  /** Takes the live line away. */
  end(): void
}

/** The milliseconds between two drawings of the live line. */
const drawEvery = 80

/** The columns that a bar takes. */
const narrowestBar = 8
const widestBar = 24

/** Lines for a run that has steps but no epochs. */
const stepLines = 5

/** Starts to show progress on the channel for talk. */
export function reportProgress(terminal: Terminal, form: ProgressForm): ProgressReporter {
  if (form === 'bar') return liveLine(terminal)
  if (form === 'line') return lineByLine(terminal)
  return { onEvent: () => {}, end: () => {} }
}

function liveLine({ talk, isUnicode }: Terminal): ProgressReporter {
  let drawn = 0
  let isShown = false
  let progress: Progress | undefined
  let latest: EpochRecord | undefined
  const clear = (): void => {
    if (isShown) talk.write('\r\u001b[K')
    isShown = false
  }
  const draw = (run: RunDescription): void => {
    if (performance.now() - drawn < drawEvery) return
    drawn = performance.now()
    // A full line makes some terminals wrap, and Ctrl-C is echoed behind it.
    const text = progressLine(run, progress, latest, {
      width: talk.width - 3,
      isUnicode,
      paint: talk.paint,
    })
    talk.write(`\r${text}\u001b[K`)
    isShown = true
  }
  return {
    onEvent: (event) => {
      if (event.event === 'start') {
        progress = undefined
        latest = undefined
      } else if (event.event === 'progress') progress = event.progress
      else if (event.event === 'epoch') latest = event.epoch
      if (event.event !== 'end') draw(event.run)
    },
    end: clear,
  }
}

function lineByLine({ talk }: Terminal): ProgressReporter {
  let nextStep = 0
  const print = (parts: readonly string[]): void => {
    talk.print(` ${parts.filter(Boolean).join('  ')}`.trimEnd())
  }
  return {
    onEvent: (event) => {
      const { run } = event
      if (event.event === 'start') nextStep = run.plannedSteps / stepLines
      if (event.event === 'epoch' && run.plannedEpochs !== undefined) {
        print([runName(run), place(run, event.epoch), ...measures(event.epoch)])
      }
      if (event.event === 'progress' && run.plannedEpochs === undefined) {
        const { step, loss } = event.progress
        if (step < nextStep) return
        nextStep = step + run.plannedSteps / stepLines
        print([runName(run), `step ${step}/${run.plannedSteps}`, measure('loss', loss)])
      }
    },
    end: () => {},
  }
}

interface LineStyle {
  readonly width: number
  readonly isUnicode: boolean
  readonly paint: Terminal['talk']['paint']
}

/** ` epoch  37/100 ━━━━╸━━━  loss 0.0712  accuracy 0.967  val 0.933  1.2 s left`. */
export function progressLine(
  run: RunDescription,
  progress: Progress | undefined,
  latest: EpochRecord | undefined,
  style: LineStyle,
): string {
  const epoch = latest?.epoch ?? 0
  const hasEpochs = run.plannedEpochs !== undefined
  const [done, total] = hasEpochs
    ? [epoch, run.plannedEpochs]
    : [progress?.step ?? 0, run.plannedSteps]
  const count = `${String(done).padStart(String(total).length)}/${total}`
  const head = [runName(run), `${hasEpochs ? 'epoch' : 'step'} ${count}`].filter(Boolean).join('  ')
  const left = progress && progress.step > 1 ? `${showSeconds(progress.secondsLeft)} left` : ''
  const loss = latest?.loss ?? progress?.loss
  const numbers = latest ? measures(latest) : loss === undefined ? [] : [measure('loss', loss)]
  const room = style.width - head.length - 2
  const tail = fit([...numbers, left].filter(Boolean), room - narrowestBar)
    .map((part) => `  ${part}`)
    .join('')
  const barWidth = Math.max(narrowestBar, Math.min(widestBar, room - tail.length))
  return ` ${head} ${drawBar(total > 0 ? done / total : 0, barWidth, style)}${tail}`
}

/** Keeps the loss, which comes first; what follows it goes from the front, the time left last. */
function fit(parts: readonly string[], room: number): readonly string[] {
  const kept = [...parts]
  const size = (): number => kept.reduce((sum, part) => sum + part.length + 2, 0)
  while (kept.length > 1 && size() > room) kept.splice(1, 1)
  return size() > room ? [] : kept
}

function drawBar(part: number, width: number, { isUnicode, paint }: LineStyle): string {
  const filled = Math.max(0, Math.min(width, Math.floor(part * width)))
  const [line, tip] = isUnicode ? ['━', '╸'] : ['=', '>']
  const hasTip = filled < width
  const full = line.repeat(filled) + (hasTip ? tip : '')
  const rest = (isUnicode ? line : '-').repeat(width - filled - (hasTip ? 1 : 0))
  return paint('accent', full) + paint('faint', rest)
}

/** Which run of several: `2/3 lr = 0.001`. */
function runName({ index, total, block, choices }: RunDescription): string {
  if (total < 2) return ''
  const settings = choices.map(({ name, text }) => `${name} = ${text}`)
  return [`${index + 1}/${total}`, ...(block ? [block] : []), ...settings].join(' ')
}

function place({ plannedEpochs }: RunDescription, { epoch }: EpochRecord): string {
  return `epoch ${String(epoch).padStart(String(plannedEpochs).length)}/${plannedEpochs}`
}

/** The loss, the metrics, and how the first of them does on the rows held back. */
function measures({ loss, metrics, validation }: EpochRecord): readonly string[] {
  const [first = 'loss'] = Object.keys(metrics)
  const held = validation?.[first]
  return [
    measure('loss', loss),
    ...Object.entries(metrics).map(([name, value]) => measure(name, value)),
    ...(held === undefined ? [] : [measure('val', held)]),
  ]
}

// Padded, so that the line does not jump while its numbers change.
function measure(name: string, value: number): string {
  return `${name} ${showNumber(value, 3).padEnd(6)}`
}
