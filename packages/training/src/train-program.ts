import { type Builder, gradient, type Node, OriginBuilder } from '@gradus/graph'
import {
  type LoweredModel,
  lowerExpression,
  lowerModel,
  lowerStarts,
  type PlotStatement,
  type RowSet,
  SEED_INPUT,
} from '@gradus/language'
import { type Dim, type DType, dim, randomStream, type Shape } from '@gradus/ops'
import { flattenState, globalNorm, mapState, type State } from '@gradus/optim'
import type { Batches, Entry, Program, ProgramBuffer, StepEntry } from '@gradus/runtime'
import type { CheckedTrainingModel } from './load-model.ts'
import { makeStepper, settingBuffer } from './optimizers.ts'
import { PREDICTION_ROWS, predictedValues } from './prediction.ts'
import { flattenHyperparameters, type RunSettings } from './settings.ts'

/** Names of the buffers that the loop of a run reads and writes. */
export const buffers = {
  position: 'position',
  epoch: 'epoch',
  order: 'order',
  step: 'step',
} as const

/** How many rows there are to train with and to hold back. */
export interface RowCounts {
  readonly train: number
  readonly validation: number
}

/** A compiled-ready training run: its program and what the loop has to know of it. */
export interface TrainProgram {
  readonly program: Program
  readonly builder: Builder
  /** The model over the rows of a batch. */
  readonly model: LoweredModel
  /** Buffers of optimizer state, in order. */
  readonly stateBuffers: readonly string[]
  /** `plot curve(…)` statements, by the name of their series. */
  readonly curves: readonly { readonly series: string; readonly plot: PlotStatement }[]
  readonly batches: Batches | undefined
  /** Evaluated names (`loss` and metrics) by row set, with their buffers. */
  readonly evaluations: ReadonlyMap<'train' | 'validation', ReadonlyMap<string, string>>
}

/** Builds the program of a run: `init`, `epoch`, `step`, and an evaluation of each row set. */
export function buildTrainProgram(
  model: CheckedTrainingModel,
  settings: RunSettings,
  counts: RowCounts | undefined,
): TrainProgram {
  const parts = new ProgramParts(model, settings, counts)
  const step = parts.addStep()
  parts.addInit()
  const evaluations: Map<'train' | 'validation', ReadonlyMap<string, string>> = new Map([
    ['train', parts.addEvaluation('train')],
  ])
  if (counts && counts.validation > 0) {
    evaluations.set('validation', parts.addEvaluation('validation'))
  }
  parts.addValues()
  parts.addPrediction()
  const { builder, lowered, stateBuffers, curves } = parts
  const program = { buffers: parts.buffers, entries: parts.entries, step }
  const { batches } = step
  return { program, builder, model: lowered, stateBuffers, curves, batches, evaluations }
}

/** Collects the buffers and entries of one program. */
class ProgramParts {
  readonly builder = new OriginBuilder()
  readonly entries: Entry[] = []
  readonly lowered: LoweredModel
  readonly stateBuffers: string[] = []
  readonly curves: { series: string; plot: PlotStatement }[] = []
  readonly #buffers = new Map<string, ProgramBuffer>()
  readonly #model: CheckedTrainingModel
  readonly #settings: RunSettings
  readonly #counts: RowCounts | undefined
  readonly #state: State<Node>
  readonly #stepper: ReturnType<typeof makeStepper>

  constructor(model: CheckedTrainingModel, settings: RunSettings, counts: RowCounts | undefined) {
    this.#model = model
    this.#settings = settings
    this.#counts = counts
    this.#addBuffer(SEED_INPUT, [], 'f64', true)
    this.#addBuffer(buffers.epoch, [], 'i32')
    this.#addBuffer(buffers.position, [], 'i32')
    this.lowered = this.#lower(this.#trainRows(true))
    this.#stepper = makeStepper(this.lowered, settings)
    const parameters = this.lowered.parameters.map(({ node }) => node)
    this.#state = this.#stepper.init(this.builder, parameters)
    for (const path of flattenHyperparameters(settings.optimizer.args).keys()) {
      this.#addBuffer(settingBuffer(path), [], 'f64', true)
    }
    if (settings.clip !== undefined) this.#addBuffer(settingBuffer('clip'), [], 'f64', true)
  }

  get buffers(): readonly ProgramBuffer[] {
    return [...this.#buffers.values()]
  }

  /** The entry that trains: gradients, the optimizer, and what is recorded of each step. */
  addStep(): StepEntry {
    const { builder, lowered } = this
    const { parameters, objective, loss } = lowered
    const nodes = parameters.map(({ node }) => node)
    const gradients = objective ? gradient(builder, objective, nodes) : []
    const fed = mapState(this.#state, (path, { shape, dtype }) =>
      builder.input(this.#addState(path, shape, dtype), shape, dtype),
    )
    const moved = this.#stepper.step(builder, gradients, fed, nodes, objective)
    const count = this.#input(buffers.step, [], 'f64')
    const next = builder.add(count, builder.constant(1, 'f64'))
    const states = flattenState(moved.state)
    const lossNode = loss?.node ?? builder.constant(0, this.#settings.precision)
    const stopIf = this.#stopCondition(lossNode, gradients, next)
    const batches = this.#batches()
    return {
      name: 'step',
      writes: [
        ...parameters.map(({ name }, i) => ({ buffer: name, node: moved.parameters[i]! })),
        ...Array.from(states, ([path, node]) => ({ buffer: `state/${path}`, node })),
        { buffer: buffers.step, node: next },
      ],
      commitIf: allFinite(builder, [
        ...(this.#stepper.takesBack ? [] : [lossNode]),
        ...moved.parameters,
      ]),
      ...(stopIf && { stopIf }),
      series: [{ name: 'loss', node: lossNode }, ...this.#curveSeries()],
      ...(batches && { batches }),
    }
  }

  /** The entry that draws parameters and sets states to their starts. */
  addInit(): void {
    const starts = lowerStarts(this.lowered)
    // Some states start at the parameters, which are drawn in this very entry.
    const drawn = this.lowered.parameters.map(({ name }) => starts.get(name)!)
    const states = flattenState(this.#stepper.init(this.builder, drawn))
    this.entries.push({
      name: 'init',
      writes: [
        ...Array.from(starts, ([buffer, node]) => ({ buffer, node })),
        ...Array.from(states, ([path, node]) => ({ buffer: `state/${path}`, node })),
        { buffer: buffers.step, node: this.builder.constant(0, 'f64') },
      ],
    })
    for (const { name, node } of this.lowered.parameters) {
      this.#addBuffer(name, node.shape, node.dtype)
    }
  }

  /** The entry that computes the loss and the metrics over all rows of a set. */
  addEvaluation(set: 'train' | 'validation'): ReadonlyMap<string, string> {
    const rows = set === 'train' ? this.#trainRows(false) : this.#rowSet(set)
    const { loss, metrics } = this.#lower(rows, this.lowered)
    const results = new Map<string, string>()
    const writes = [...(loss ? [['loss', loss] as const] : []), ...metrics].map(
      ([name, { node }]) => {
        const buffer = `result/${set}/${name}`
        results.set(name, buffer)
        this.#addBuffer(buffer, [], node.dtype)
        return { buffer, node }
      },
    )
    this.entries.push({ name: `evaluate/${set}`, writes })
    return results
  }

  /** The entry that gives parameters as the model sees them, inside their ranges. */
  addValues(): void {
    const writes = this.lowered.parameters.map(({ name, value }) => {
      this.#addBuffer(`value/${name}`, value.shape, value.dtype)
      return { buffer: `value/${name}`, node: value }
    })
    this.entries.push({ name: 'values', writes })
  }

  /** The entry that gives what the model predicts for up to a chunk of new rows. */
  addPrediction(): void {
    const { batchDim } = this.#model.checked
    if (!this.#counts || batchDim === undefined) return
    const rows: Dim = { name: batchDim, size: PREDICTION_ROWS, rows: true }
    const lowered = this.#lower({ name: 'predict', dim: rows }, this.lowered)
    const writes = predictedValues(this.#model, lowered).map(({ name, node }) => {
      const buffer = `prediction/${name}`
      this.#addBuffer(buffer, node.shape, node.dtype)
      return { buffer, node }
    })
    if (writes.length > 0) this.entries.push({ name: 'predict', writes })
  }

  #lower(rows: RowSet | undefined, fitted?: LoweredModel): LoweredModel {
    const lowered = lowerModel(this.#model.checked, this.builder, {
      precision: this.#settings.precision,
      ...(rows && { rows }),
      ...(this.#counts && { trainingRows: this.#counts.train }),
      ...(fitted && { frozen: fitted.lowering.frozen }),
    })
    // New rows to predict for arrive while the session lasts; other data stays.
    const isConstant = rows?.name !== 'predict'
    for (const { node } of lowered.data) {
      this.#addBuffer(node.attributes.name, node.shape, node.dtype, isConstant)
    }
    return lowered
  }

  #rowSet(name: 'train' | 'validation'): RowSet | undefined {
    const { batchDim } = this.#model.checked
    if (!this.#counts || batchDim === undefined) return undefined
    return { name, dim: dim(this.#counts[name], batchDim) }
  }

  /** The training rows; for a step, also the batch of them that is read. */
  #trainRows(forStep: boolean): RowSet | undefined {
    const set = this.#rowSet('train')
    const size = this.#batchSize()
    if (!set || !forStep || size === undefined) return set
    const { builder } = this
    const batch: Dim = { name: set.dim.name, size, rows: true }
    const offsets = builder.apply('iota', [], { shape: [batch], axis: 0 })
    const position = this.#input(buffers.position, [], 'i32')
    const order = this.#input(buffers.order, [dim(set.dim.size)], 'i32', !this.#settings.shuffle)
    const indices = builder.apply('gather', [order, builder.add(offsets, position)], {})
    return { ...set, batch: { indices, dim: batch } }
  }

  #batchSize(): number | undefined {
    const { batch } = this.#settings
    return batch === 'all' || !this.#counts ? undefined : Math.min(batch, this.#counts.train)
  }

  #batches(): Batches | undefined {
    const size = this.#batchSize()
    if (size === undefined || !this.#counts) return undefined
    const rows = this.#counts.train
    const total = this.#settings.dropLast ? rows - (rows % size) : rows
    const { position, epoch } = buffers
    if (!this.#settings.shuffle) return { total, size, position, epoch }
    this.#addShuffle(rows)
    return { total, size, position, epoch, onEpoch: 'epoch' }
  }

  /** The entry that puts the rows in a new order: sorted by a draw for each row. */
  #addShuffle(rows: number): void {
    const { builder } = this
    const seed = builder.input(SEED_INPUT, [], 'f64')
    const epoch = builder.input(buffers.epoch, [], 'i32')
    const stream = randomStream('', 'order of rows')
    const keys = builder.apply('random', [seed, epoch], { stream, half: 0, shape: [dim(rows)] })
    const node = builder.apply('argsort', [keys], { axis: 0 })
    this.entries.push({ name: 'epoch', writes: [{ buffer: buffers.order, node }] })
  }

  #stopCondition(loss: Node, gradients: readonly Node[], step: Node): Node | undefined {
    const { stop, precision } = this.#settings
    if (stop?.kind !== 'condition') return undefined
    const { builder } = this
    const epoch = builder.input(buffers.epoch, [], 'i32')
    const names = new Map([
      ['loss', loss],
      ['grad_norm', globalNorm(builder, gradients)],
      ['step', builder.cast(step, precision)],
      ['epoch', builder.cast(epoch, precision)],
    ])
    return lowerExpression(this.lowered, stop.expr, names).node
  }

  #curveSeries(): StepEntry['series'] {
    const plots = this.#model.checked.plots.filter(({ plot }) => plot.text === 'curve')
    return plots.flatMap((plot, i) => {
      const arg = plot.args.find(({ name }) => !name || name.text === 'value')
      const value = arg && lowerExpression(this.lowered, arg.value)
      if (!value || value.dims.length > 0) return []
      const series = `curve ${i}`
      this.curves.push({ series, plot })
      return [{ name: series, node: value.node }]
    })
  }

  #addState(path: string, shape: Shape, dtype: DType): string {
    const name = `state/${path}`
    this.stateBuffers.push(name)
    this.#addBuffer(name, shape, dtype)
    return name
  }

  #input(name: string, shape: Shape, dtype: DType, isConstant = false): Node {
    this.#addBuffer(name, shape, dtype, isConstant)
    return this.builder.input(name, shape, dtype)
  }

  #addBuffer(name: string, shape: Shape, dtype: DType, isConstant = false): void {
    if (this.#buffers.has(name)) return
    this.#buffers.set(name, { name, shape, dtype, ...(isConstant && { isConstant: true }) })
  }
}

/** Whether every element of every node is a finite number. */
function allFinite(builder: Builder, nodes: readonly Node[]): Node {
  const finite = nodes.map((node) => {
    const bound = builder.constant(Number.POSITIVE_INFINITY, node.dtype)
    const isBounded = builder.lt(builder.abs(node), bound)
    if (node.shape.length === 0) return isBounded
    const misses = builder.cast(builder.not(isBounded), node.dtype)
    const count = builder.apply('sum', [misses], { axes: [...node.shape.keys()] })
    return builder.eq(count, builder.constant(0, node.dtype))
  })
  return finite.reduce((all, each) => builder.and(all, each))
}
