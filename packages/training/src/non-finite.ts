import {
  type Details,
  type Diagnostic,
  diagnostic,
  lineStart,
  lineText,
  type Source,
  type Span,
} from '@gradus/diagnostics'
import { interpret, type Node, topologicalOrder } from '@gradus/graph'
import { elementCount, hasTrait, notation, type TypedArray, type Value } from '@gradus/ops'
import type { CheckedTrainingModel } from './load-model.ts'
import type { RunContext } from './run-context.ts'

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
  const source = frame?.source ?? model.source
  const span = frame?.span ?? model.checked.objective?.value.span ?? { start: 0, end: 0 }
  const choices = description.choices.map(({ name, text }) => `${name} ${text}, `).join('')
  const run = `run ${description.index + 1} (${choices}seed ${description.seed})`
  const remedy = softmaxRemedy(source, span)
  return diagnostic(
    'E0801',
    source,
    span,
    { value: String(Math.abs(Number.isFinite(found.loss) ? found.value : found.loss)), step },
    {
      label: `first value that is not a number: ${describeCall(found)}`,
      notes: [`${run}${describeInput(source, span, found)}`],
      help: 'a smaller learning rate, or a bound such as `clip: 1`, keeps steps finite',
      ...remedy,
    },
  )
}

/** `exp(s) / sum(exp(s), over: d)` has a safe form of its own. */
function softmaxRemedy(source: Source, span: Span): Pick<Details, 'help' | 'fix'> {
  const { line } = source.positionAt(span.start)
  const text = lineText(source, line)
  const found = /exp\((\w+)\)\s*\/\s*sum\(exp\(\1\),\s*over:\s*(\w+)\)/.exec(text)
  if (!found) return {}
  const safe = `softmax(${found[1]}, over: ${found[2]})`
  const start = lineStart(source, line) + found.index
  const edit = { span: { start, end: start + found[0].length }, text: safe }
  return {
    help: `\`${safe}\` computes this safely`,
    fix: { title: `write \`${safe}\``, confidence: 'ask', edits: [edit] },
  }
}

/** Which name reached which number, where the call takes one by name. */
function describeInput(source: Source, span: Span, { inputs, row }: Found): string {
  const name = /^\w+\((\w+)\)$/.exec(source.text.slice(span.start, span.end))?.[1]
  if (name === undefined || inputs.length !== 1) return ''
  const place = row === undefined ? '' : ` in row ${row + 1} of the batch`
  return `; \`${name}\` reached ${shortNumber(inputs[0]!)}${place}`
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
  /** The row it is in, where the first axis counts rows. */
  readonly row: number | undefined
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
      const width = elementCount(value.shape.slice(1))
      const row = node.shape.length > 0 ? Math.floor(at / width) : undefined
      found = { node, value: value.data[at]!, inputs, row }
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
  const shown = inputs.map(shortNumber)
  const { plain } = notation[node.op]
  const text = plain
    .replace(/#(\d)/g, (_, i: string) => shown[Number(i)] ?? '')
    .replace('#', shown.join(', '))
  return `${text} is ${Number.isNaN(value) ? 'not a number' : 'too large'}`
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(5)))
}
