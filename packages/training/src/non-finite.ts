import { type Diagnostic, diagnostic } from '@gradus/diagnostics'
import { interpret, type Node, topologicalOrder } from '@gradus/graph'
import { elementCount, hasTrait, notation, type TypedArray, type Value } from '@gradus/ops'
import type { CheckedTrainingModel } from './load-model.ts'
import type { RunContext } from './run.ts'

/**
 * Finds the first value of a step that is not a finite number, by running the graph again
 * node by node, and says where in the model it was computed.
 */
export function explainNonFinite(
  model: CheckedTrainingModel,
  { plan, session, description }: Pick<RunContext, 'plan' | 'session' | 'description'>,
  step: number,
): Diagnostic | undefined {
  const entry = plan.program.step
  if (!entry) return undefined
  const loss = entry.series[0]!.node
  const nodes = [loss, ...entry.writes.map(({ node }) => node)]
  const rows = rowsOfStep(plan, session)
  const found = firstBad(nodes, feed(nodes, session, rows), rows)
  if (!found) return undefined
  const [frame] = plan.builder.originsOf(found.node)[0] ?? []
  const span = frame?.span ?? model.checked.objective?.value.span ?? { start: 0, end: 0 }
  const choices = description.choices.map(({ name, text }) => `${name} ${text}, `).join('')
  return diagnostic(
    'E0801',
    frame?.source ?? model.source,
    span,
    { value: String(Math.abs(Number.isFinite(found.loss) ? found.value : found.loss)), step },
    {
      label: `first value that is not a finite number: ${describeCall(found)}`,
      notes: [`run ${description.index + 1} (${choices}seed ${description.seed})`],
      help: 'a smaller learning rate, or a bound such as `clip: 1`, keeps steps finite',
    },
  )
}

function rowsOfStep(
  { batches }: RunContext['plan'],
  session: RunContext['session'],
): number | undefined {
  if (!batches) return undefined
  return Math.min(batches.size, batches.total - session.read(batches.position)[0]!)
}

function feed(
  nodes: readonly Node[],
  session: RunContext['session'],
  rows: number | undefined,
): ReadonlyMap<Node, TypedArray> {
  const fed = new Map<Node, TypedArray>()
  for (const node of topologicalOrder(nodes)) {
    if (!hasTrait(node.op, 'fed')) continue
    const { name } = node.attributes as { readonly name: string }
    const data = session.read(name)
    const isCut = rows !== undefined && node.shape[0]?.rows
    fed.set(node, isCut ? data.subarray(0, rows * elementCount(node.shape.slice(1))) : data)
  }
  return fed
}

interface Found {
  readonly node: Node
  readonly value: number
  /** The first of the nodes that were asked for. */
  readonly loss: number
  readonly inputs: readonly number[]
}

/** The first value, in order of computation, that has a bad element none of its inputs had. */
function firstBad(
  nodes: readonly Node[],
  values: ReadonlyMap<Node, TypedArray>,
  rows: number | undefined,
): Found | undefined {
  const seen = new Map<Node, Value>()
  let found: Omit<Found, 'loss'> | undefined
  interpret(nodes, {
    values,
    ...(rows === undefined ? {} : { rows }),
    onValue: (node, value) => {
      seen.set(node, value)
      if (found || hasTrait(node.op, 'constant')) return
      const at = value.data.findIndex((x) => !Number.isFinite(x))
      if (at < 0) return
      const inputs = node.inputs.map((input) => elementAt(seen.get(input)!, at, value))
      found = { node, value: value.data[at]!, inputs }
    },
  })
  return found && { ...found, loss: seen.get(nodes[0]!)!.data[0]! }
}

function elementAt(input: Value, at: number, out: Value): number {
  const isSameShape = input.data.length === out.data.length
  return isSameShape
    ? input.data[at]!
    : (input.data.find((x) => !Number.isFinite(x)) ?? input.data[0]!)
}

/** The op with the numbers that it met, such as `exp(712.4) = Infinity`. */
function describeCall({ node, value, inputs }: Found): string {
  const shown = inputs.map((input) => String(Number(input.toPrecision(5))))
  const { plain } = notation[node.op]
  const text = plain
    .replace(/#(\d)/g, (_, i: string) => shown[Number(i)] ?? '')
    .replace('#', shown.join(', '))
  return `${text} is ${Number.isNaN(value) ? 'not a number' : 'too large'}`
}
