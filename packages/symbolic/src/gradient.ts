import { call } from './canonical/call.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { type Dependencies, dependenciesOf } from './dependencies.ts'
import type { Expr } from './expr.ts'
import { sym, whole } from './leaves.ts'
import { isBranching, partialOf } from './partials.ts'
import { freeVariables } from './traverse.ts'

/**
 * The gradient: derivatives by each of `variables`, by default by all in order of
 * appearance. Reverse mode: one pass over the DAG, whatever the number of variables.
 */
export function gradient(expr: Expr, variables: readonly string[] = freeVariables(expr)): Expr[] {
  const dag = dependenciesOf([expr])
  const symbols = variables.map(sym)
  const cotangents = pullBack(dag, activeNodes(dag, symbols))
  return symbols.map((symbol) => {
    const index = dag.indexOf.get(symbol)
    const received = index === undefined ? undefined : cotangents[index]
    return received ? sum(received) : whole(0)
  })
}

/** Which nodes depend on some of the symbols. */
function activeNodes(dag: Dependencies, symbols: readonly Expr[]): readonly boolean[] {
  const wanted = new Set(symbols)
  const active: boolean[] = []
  dag.nodes.forEach((node, index) => {
    active.push(wanted.has(node) || dag.args[index]!.some((arg) => active[arg]!))
  })
  return active
}

/** Sends the cotangent 1 of the last node down to all active nodes; lists what each receives. */
function pullBack(dag: Dependencies, active: readonly boolean[]): (Expr[] | undefined)[] {
  const received: (Expr[] | undefined)[] = dag.nodes.map(() => undefined)
  received[dag.nodes.length - 1] = [whole(1)]
  for (let index = dag.nodes.length - 1; index >= 0; index--) {
    const contributions = received[index]
    const node = dag.nodes[index]!
    if (!contributions || !active[index] || node.operands.length === 0) continue
    const cotangent = sum(contributions)
    dag.args[index]!.forEach((arg, i) => {
      const sent = active[arg] ? cotangentOf(dag, index, i, cotangent) : undefined
      if (!sent) return
      const list = received[arg] ?? []
      received[arg] = list
      list.push(sent)
    })
  }
  return received
}

/** The share of a node's cotangent that its argument at `position` gets. */
function cotangentOf(
  dag: Dependencies,
  index: number,
  position: number,
  cotangent: Expr,
): Expr | undefined {
  const node = dag.nodes[index]!
  if (node.kind === 'sum') return cotangent
  if (node.kind === 'product') {
    return product([cotangent, dag.nodes[dag.args[index]![1 - position]!]!])
  }
  if (node.kind !== 'power' && node.kind !== 'call') return undefined
  if (isBranching(node)) return cotangentOfBranch(node, position, cotangent)
  const partial = partialOf(node, position)
  return partial && product([cotangent, partial])
}

function cotangentOfBranch(node: Expr, position: number, cotangent: Expr): Expr | undefined {
  if (position === 0) return undefined
  const branches = [whole(0), whole(0)]
  branches[position - 1] = cotangent
  return call('select', [node.operands[0]!, ...branches])
}
