import { Source } from '@gradus/diagnostics'
import {
  Builder,
  gradient,
  jvp,
  type Node,
  parseGraph,
  printGraph,
  topologicalOrder,
} from '@gradus/graph'
import { isFloat, type OpName, type TypedArray } from '@gradus/ops'
import { Random, type RandomGraph, randomGraph, relativeError, sumToNumber } from '@gradus/testing'
import { bits, exact, runCompiled, runInterpreted } from './run.ts'

/** What one seed led to: which ops were used, and what is wrong, one line each. */
export interface SeedReport {
  readonly ops: ReadonlySet<OpName>
  readonly faults: readonly string[]
}

/**
 * Makes a graph from a seed. Its text has to read back as the same nodes, and WebAssembly has
 * to give the bits of the interpreter. Graphs of even seeds are smooth: forward mode, reverse
 * mode and finite differences have to agree too. Those of odd seeds hold anything, in either
 * precision and with a count of rows.
 */
export function checkSeed(seed: number): SeedReport {
  const ops = new Set<OpName>()
  const check = seed % 2 === 0 ? checkSmooth : checkAny
  let faults: string[]
  try {
    faults = check(seed, ops)
  } catch (error) {
    faults = [String((error as Error).stack)]
  }
  return { ops, faults: faults.map((fault) => `seed ${seed}: ${fault}`) }
}

function checkAny(seed: number, ops: Set<OpName>): string[] {
  const builder = new Builder()
  const dtype = seed % 4 === 1 ? 'f64' : 'f32'
  const rows = seed % 3 === 0 ? {} : { rows: seed % 6 }
  const graph = randomGraph(builder, new Random(seed), { size: 16, dtype, ...rows })
  collectOps(ops, graph.outputs)
  return [
    ...differentBits(builder, graph.outputs, graph.values, rows.rows),
    ...differentText(builder, graph.outputs),
  ]
}

function checkSmooth(seed: number, ops: Set<OpName>): string[] {
  const builder = new Builder()
  const options = { size: 16, isSmooth: true, without: ['stop_gradient'] } as const
  const graph = randomGraph(builder, new Random(seed), options)
  const sources = graph.inputs.filter(({ dtype }) => isFloat(dtype))
  const objective = sumToNumber(builder, graph.outputs)
  const slopes = gradient(builder, objective, sources)
  collectOps(ops, graph.outputs)
  // Most of the time goes into compiling; derivatives are large.
  const compiled = seed % 8 === 0 ? [objective, ...slopes] : [objective]
  return [
    ...differentBits(builder, compiled, graph.values),
    ...differentText(builder, [objective, ...slopes]),
    ...differentSlopes(builder, graph, objective, sources, slopes, new Random(seed)),
  ]
}

function collectOps(ops: Set<OpName>, nodes: readonly Node[]): void {
  for (const { op } of topologicalOrder(nodes)) ops.add(op)
}

function differentBits(
  builder: Builder,
  nodes: readonly Node[],
  values: ReadonlyMap<Node, TypedArray>,
  rows?: number,
): string[] {
  const expected = runInterpreted(nodes, values, rows).map(bits)
  const actual = runCompiled(builder, nodes, values, rows, exact).map(bits)
  return nodes.flatMap((node, i) => {
    const at = expected[i]!.findIndex((element, k) => element !== actual[i]![k])
    if (at < 0 && expected[i]!.length === actual[i]!.length) return []
    const numbers = `${expected[i]![at]} interpreted, ${actual[i]![at]} compiled`
    return [`element ${at} of output ${i} (${node.op}): ${numbers}`]
  })
}

function differentText(builder: Builder, nodes: readonly Node[]): string[] {
  const text = printGraph({ outputs: nodes.map((node, i) => ({ name: `y${i}`, node })) })
  const { graph, diagnostics } = parseGraph(builder, new Source('graph.txt', text))
  if (!graph) return [`the text does not parse: ${diagnostics[0]?.code}\n${text}`]
  return graph.outputs.every(({ node }, i) => node === nodes[i])
    ? []
    : [`the text reads back as another graph:\n${text}`]
}

function differentSlopes(
  b: Builder,
  { values }: RandomGraph,
  objective: Node,
  sources: readonly Node[],
  slopes: readonly Node[],
  random: Random,
): string[] {
  const directions = sources.map((x) => random.uniforms(values.get(x)!.length, -1, 1))
  const seeds = sources.map((x, i) => b.input(`direction ${i}`, x.shape, x.dtype))
  const tangent = jvp(b, [objective], sources, seeds)
  const fed = new Map([...values, ...seeds.map((node, i) => [node, directions[i]!] as const)])
  const [forward] = runInterpreted(tangent, fed).map(([value]) => value!)
  const parts = runInterpreted(slopes, values).flatMap((slope, i) =>
    Array.from(slope, (value, k) => value * directions[i]![k]!),
  )
  const reverse = parts.reduce((sum, part) => sum + part, 0)
  const size = Math.max(1, ...parts.map(Math.abs))
  const along = (t: number): number => {
    const moved = sources.map(
      (x, i) =>
        [x, Float64Array.from(values.get(x)!, (at, k) => at + t * directions[i]![k]!)] as const,
    )
    return runInterpreted([objective], new Map([...values, ...moved]))[0]![0]!
  }
  const isFar = (other: number, relative: number): boolean =>
    !(Math.abs(other - reverse) <= relative * size || relativeError(other, reverse) <= relative)
  // Where slopes change fast a shorter step is needed, which would be too rough elsewhere.
  const isSteep = isFar(slopeAlong(along), 1e-5) && isFar(slopeAlong(along, 1e-5), 1e-5)
  const isOff = isFar(forward!, 1e-9) || isSteep
  return isOff ? [`forward ${forward}, reverse ${reverse}, differences ${slopeAlong(along)}`] : []
}

/** Central differences with one Richardson step. */
function slopeAlong(f: (t: number) => number, step = 1e-4): number {
  const central = (h: number): number => (f(h) - f(-h)) / (2 * h)
  return (4 * central(step / 2) - central(step)) / 3
}
