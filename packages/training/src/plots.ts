import {
  type Expr,
  lowerExpression,
  type PlotStatement,
  type ShowStatement,
} from '@gradus/language'
import type { Backend } from '@gradus/runtime'
import { Evaluator, type Situation } from './evaluator.ts'
import type { CheckedTrainingModel } from './load-model.ts'
import type { PlotData, RunResult, ShownValue } from './result.ts'

/** What `show` and `plot` statements give: at the starts before the first `train`, at its result after. */
export function evaluatePlots(
  model: CheckedTrainingModel,
  runs: readonly RunResult[],
  backend: Backend,
): { readonly shows: readonly ShownValue[]; readonly plots: readonly PlotData[] } {
  const stage = new Stage(model, runs, backend)
  const { statements } = model.checked.main.file
  const firstTrain = statements.findIndex(({ kind }) => kind === 'train')
  const shows: ShownValue[] = []
  const plots: PlotData[] = []
  for (const [index, statement] of statements.entries()) {
    const isTrained = firstTrain >= 0 && index > firstTrain
    if (statement.kind === 'show') shows.push(stage.show(statement, isTrained))
    else if (statement.kind === 'plot') {
      const plot = stage.plot(statement, isTrained)
      if (plot) plots.push(plot)
    }
  }
  return { shows, plots }
}

/** Evaluates expressions at the starts or at the best run's parameters. */
class Stage {
  readonly #model: CheckedTrainingModel
  readonly #runs: readonly RunResult[]
  readonly #backend: Backend
  readonly #evaluators = new Map<boolean, Evaluator>()

  constructor(model: CheckedTrainingModel, runs: readonly RunResult[], backend: Backend) {
    this.#model = model
    this.#runs = runs
    this.#backend = backend
  }

  show({ value, title, span }: ShowStatement, isTrained: boolean): ShownValue {
    const { source } = this.#model
    const { data, shape, dims } = this.#evaluate(value, isTrained)
    return {
      title: title?.value ?? source.text.slice(value.span.start, value.span.end),
      line: source.positionAt(span.start).line,
      data,
      shape,
      dims,
    }
  }

  plot(statement: PlotStatement, isTrained: boolean): PlotData | undefined {
    const draw = plotters[statement.plot.text as keyof typeof plotters]
    return draw?.({
      runs: this.#runs,
      statement,
      title: textOf(argOf(statement, 'title')) ?? titleOf(statement),
      values: (name, position) => {
        const expr = argOf(statement, name, position)
        return expr && Array.from(this.#evaluate(expr, isTrained).data)
      },
    })
  }

  #evaluate(expr: Expr, isTrained: boolean): Pick<ShownValue, 'data' | 'shape' | 'dims'> {
    const evaluator = this.#evaluator(isTrained)
    const { node, dims } = lowerExpression(evaluator.lowered, expr)
    const [data] = evaluator.evaluate([node])
    return { data: data!, shape: node.shape.map(({ size }) => size), dims }
  }

  #evaluator(isTrained: boolean): Evaluator {
    const best = isTrained ? bestRun(this.#runs) : undefined
    const known = this.#evaluators.get(isTrained)
    const evaluator = known ?? new Evaluator(this.#model, situationOf(best), this.#backend)
    this.#evaluators.set(isTrained, evaluator)
    return evaluator
  }
}

interface PlotContext {
  readonly runs: readonly RunResult[]
  readonly statement: PlotStatement
  readonly title: string
  values(name: string, position: number): number[] | undefined
}

const plotters = {
  curve: ({ runs, statement, title }: PlotContext): PlotData | undefined => {
    const lines = runs.flatMap((run) => {
      const curve = run.curves[curveIndex(statement, run)]
      return curve
        ? [{ label: labelOf(run), values: curve.values, reference: curve.reference }]
        : []
    })
    return { kind: 'curve', title, lines, reference: lines[0]?.reference }
  },
  bars: ({ statement, title, values }: PlotContext): PlotData | undefined => {
    const scale = argOf(statement, 'scale')
    const isLog = scale?.kind === 'name' && scale.name === 'log'
    return {
      kind: 'bars',
      title,
      values: values('values', 0) ?? [],
      scale: isLog ? 'log' : 'linear',
    }
  },
  scatter: ({ title, values }: PlotContext): PlotData | undefined => ({
    kind: 'scatter',
    title,
    x: values('x', 0) ?? [],
    y: values('y', 1) ?? [],
    line: values('line', 2),
  }),
  hist: ({ title, values }: PlotContext): PlotData | undefined => ({
    kind: 'hist',
    title,
    values: values('values', 0) ?? [],
  }),
}

/** Curves are recorded by the step loop, in the order of the statements that it could record. */
function curveIndex(statement: PlotStatement, run: RunResult): number {
  return run.curves.findIndex(({ statement: recorded }) => recorded === statement)
}

function labelOf({ run }: RunResult): string {
  const choices = run.choices.map(({ name, text }) => `${name} = ${text}`)
  return [...(run.block ? [run.block] : []), ...choices].join(' ') || run.optimizer
}

function argOf({ args }: PlotStatement, name: string, position = -1): Expr | undefined {
  const named = args.find((arg) => arg.name?.text === name)
  const positional = args.filter((arg) => !arg.name)[position]
  return (named ?? positional)?.value
}

function textOf(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'text' ? expr.value : undefined
}

function titleOf(statement: PlotStatement): string {
  const [first] = statement.args
  return first?.value.kind === 'name' ? first.value.name : statement.plot.text
}

/** The run that stands for a training: the one with the best final loss, the first of equals. */
export function bestRun(runs: readonly RunResult[]): RunResult | undefined {
  let best: RunResult | undefined
  for (const run of runs) if (!best || goalOf(run) < goalOf(best)) best = run
  return best
}

function goalOf({ run, loss }: RunResult): number {
  if (Number.isNaN(loss)) return Number.POSITIVE_INFINITY
  return run.isMaximized ? -loss : loss
}

/** Where the end of a run is evaluated, or the declared starts. */
export function situationOf(run: RunResult | undefined, seed = 0): Situation {
  if (!run) return { seed, validate: 0, precision: 'f64' }
  const { seed: own, validate, precision } = run.settings
  return { seed: own, validate, precision, parameters: run.state }
}
