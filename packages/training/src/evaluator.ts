import { type Node, OriginBuilder, topologicalOrder } from '@gradus/graph'
import { type LoweredModel, lowerModel, lowerStarts, SEED_INPUT } from '@gradus/language'
import { dim, hasTrait, type TypedArray } from '@gradus/ops'
import type { Backend, Program, ProgramBuffer, Session } from '@gradus/runtime'
import { buildDataset, type DataColumn, type Dataset, takeRows } from './dataset.ts'
import type { CheckedTrainingModel } from './load-model.ts'
import { startWithin } from './memory.ts'
import { type Split, splitRows } from './split.ts'

/** Where expressions are evaluated: the rows and the parameters. */
export interface Situation {
  readonly seed: number
  /** The fraction of rows that the run held back; statistics are fitted on the others. */
  readonly validate: number
  readonly precision: 'f64' | 'f32'
  /** The free parameters; the declared starts where left out. */
  readonly parameters?: ReadonlyMap<string, TypedArray>
}

/**
 * A model over sets of rows at given parameters, for tests, shows, plots and gradient
 * checks. Expressions are lowered over all rows; what is fitted on data is fitted on the
 * training rows.
 */
export class Evaluator {
  readonly builder = new OriginBuilder()
  readonly model: CheckedTrainingModel
  /** The model over all rows. */
  readonly lowered: LoweredModel
  readonly #fitted: LoweredModel
  readonly #situation: Situation
  readonly #backend: Backend
  readonly #dataset: Dataset
  readonly #split: Split | undefined
  /** The rows of each set that is not all rows. */
  readonly #sets = new Map<string, Int32Array>()

  constructor(model: CheckedTrainingModel, situation: Situation, backend: Backend) {
    this.model = model
    this.#situation = situation
    this.#backend = backend
    this.#dataset = buildDataset(model, situation.seed)
    const { rows } = this.#dataset
    this.#split =
      rows === undefined ? undefined : splitRows(rows, situation.validate, situation.seed)
    if (this.#split) {
      this.#sets.set('train', this.#split.train)
      this.#sets.set('validation', this.#split.validation)
    }
    this.#fitted = this.#lower('train')
    this.lowered = this.#lower('all', this.#fitted)
  }

  /** The loss and the metrics over the rows that were held back. */
  validation(): ReadonlyMap<string, Node> {
    const { loss, metrics } = this.#lower('validation', this.#fitted)
    const nodes = Array.from(metrics, ([name, { node }]): [string, Node] => [name, node])
    return new Map(loss ? [...nodes, ['loss', loss.node]] : nodes)
  }

  /** How many rows there are; none where no data has rows. */
  get rows(): number | undefined {
    return this.#dataset.rows
  }

  /** The model over some rows alone, spread evenly over all of them. */
  sample(count: number): LoweredModel {
    const { rows = 0 } = this
    const set = `sample of ${count}`
    const places = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * rows) / count))
    this.#sets.set(set, Int32Array.from(places))
    return this.#lower(set, this.#fitted)
  }

  get hasValidation(): boolean {
    return (this.#split?.validation.length ?? 0) > 0
  }

  /** Evaluates nodes at the situation's parameters; `fed` gives further inputs by name. */
  evaluate(
    nodes: readonly Node[],
    fed: ReadonlyMap<string, ArrayLike<number>> = new Map(),
  ): readonly TypedArray[] {
    const session = this.start(nodes, fed)
    session.call('evaluate')
    return nodes.map((_, i) => session.read(`out ${i}`))
  }

  /** A session whose entry `evaluate` computes nodes into the buffers `out 0`, `out 1` …. */
  start(nodes: readonly Node[], fed: ReadonlyMap<string, ArrayLike<number>> = new Map()): Session {
    const starts = lowerStarts(this.#fitted)
    const parameters = this.#fitted.parameters
    const init = parameters.map(({ name }) => ({ buffer: name, node: starts.get(name)! }))
    const writes = nodes.map((node, i) => ({ buffer: `out ${i}`, node }))
    const program: Program = {
      buffers: this.#buffers(nodes, [...starts.values()]),
      entries: [
        { name: 'init', writes: init },
        { name: 'evaluate', writes },
      ],
    }
    const session = startWithin(this.#backend, program, this.builder, { isDeterministic: true })
    for (const { name } of program.buffers) this.#feed(session, name, fed)
    session.prepare()
    session.call('init')
    for (const [name, values] of this.#situation.parameters ?? []) {
      if (parameters.some((each) => each.name === name)) session.write(name, values)
    }
    return session
  }

  #lower(set: string, fitted?: LoweredModel): LoweredModel {
    const { checked } = this.model
    const { batchDim } = checked
    const size = this.#sets.get(set)?.length ?? this.rows
    return lowerModel(checked, this.builder, {
      precision: this.#situation.precision,
      ...(size !== undefined &&
        batchDim !== undefined && { rows: { name: set, dim: dim(size, batchDim) } }),
      ...(this.#split && { trainingRows: this.#split.train.length }),
      ...(fitted && { frozen: fitted.lowering.frozen }),
    })
  }

  #buffers(nodes: readonly Node[], starts: readonly Node[]): readonly ProgramBuffer[] {
    const buffers = new Map<string, ProgramBuffer>()
    const parameters = this.#fitted.parameters.map(({ node }) => node)
    for (const node of topologicalOrder([...nodes, ...starts, ...parameters])) {
      if (!hasTrait(node.op, 'fed')) continue
      const { name } = node.attributes as { readonly name: string }
      const isConstant = !parameters.some((parameter) => parameter === node)
      const { shape, dtype } = node
      buffers.set(name, { name, shape, dtype, ...(isConstant && { isConstant: true }) })
    }
    nodes.forEach(({ shape, dtype }, i) => {
      buffers.set(`out ${i}`, { name: `out ${i}`, shape, dtype })
    })
    return [...buffers.values()]
  }

  #feed(session: Session, name: string, fed: ReadonlyMap<string, ArrayLike<number>>): void {
    const given = fed.get(name)
    if (given) session.write(name, given)
    else if (name === SEED_INPUT) session.write(name, [this.#situation.seed])
    const slash = name.indexOf('/')
    const column = this.#dataset.columns.get(name.slice(slash + 1))
    if (slash < 0 || !column) return
    session.write(name, this.#rowsOf(name.slice(0, slash), column))
  }

  #rowsOf(set: string, column: DataColumn): TypedArray {
    const rows = column.hasRows ? this.#sets.get(set) : undefined
    return rows ? takeRows(column, rows) : column.elements
  }
}
