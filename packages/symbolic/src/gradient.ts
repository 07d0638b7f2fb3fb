import { call } from './canonical/call.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { dependenciesOf, placesOfSymbols } from './dependencies.ts'
import type { Expr } from './expr.ts'
import { whole } from './leaves.ts'
import { isBranching, partialOf } from './partials.ts'
import { freeVariables, type NumberedNodes } from './traverse.ts'

/**
 * The gradient: derivatives by each of `variables`, by default by all in order of
 * appearance. Reverse mode: one pass over the DAG, whatever the number of variables.
 */
export function gradient(expr: Expr, variables: readonly string[] = freeVariables(expr)): Expr[] {
  const dag = dependenciesOf([expr])
  const places = placesOfSymbols(dag)
  const wanted = variables.flatMap((name) => places.get(name) ?? [])
  const received = pullBack(dag, activeNodes(dag, wanted))
  return variables.map((name) => {
    const contributions = received[places.get(name) ?? -1]
    return contributions ? total(contributions) : whole(0)
  })
}

/** Which nodes depend on some of the symbols: 1 or 0 for each. */
function activeNodes(
  { nodes, operands, starts }: NumberedNodes,
  symbols: readonly number[],
): Uint8Array {
  const active = new Uint8Array(nodes.length)
  for (const symbol of symbols) active[symbol] = 1
  for (let user = 0; user < nodes.length; user++) {
    for (let at = starts[user]!; at < starts[user + 1]!; at++)
      active[user]! |= active[operands[at]!]!
  }
  return active
}

/** What a node receives: most have one user, and a list for each would be half of the memory. */
type Received = Expr | Expr[] | undefined

/** Sends the cotangent 1 of the last node down to all active nodes; lists what each receives. */
function pullBack(dag: NumberedNodes, active: Uint8Array): readonly Received[] {
  const { nodes, operands, starts } = dag
  const received: Received[] = nodes.map(() => undefined)
  received[nodes.length - 1] = whole(1)
  for (let user = nodes.length - 1; user >= 0; user--) {
    const contributions = received[user]
    const start = starts[user]!
    const end = starts[user + 1]!
    if (!contributions || active[user] === 0 || start === end) continue
    const cotangent = total(contributions)
    received[user] = undefined
    for (let at = start; at < end; at++) {
      const argument = operands[at]!
      const sent = active[argument] ? cotangentOf(dag, user, at - start, cotangent) : undefined
      if (sent) received[argument] = addTo(received[argument], sent)
    }
  }
  return received
}

function addTo(received: Received, sent: Expr): Received {
  if (!received) return sent
  if (!Array.isArray(received)) return [received, sent]
  received.push(sent)
  return received
}

// What arrives by one choice stays under it: where a branch is not taken, its slopes may be
// undefined, and nothing of them may reach a sum or a product.
function total(received: Expr | readonly Expr[]): Expr {
  if (!isList(received)) return received
  const [first, ...others] = received as readonly [Expr, ...Expr[]]
  const isOneChoice =
    isBranching(first) &&
    others.every((one) => isBranching(one) && one.operands[0] === first.operands[0])
  if (!isOneChoice) return sum(received)
  const branches = [1, 2].map((at) => sum(received.map(({ operands }) => operands[at]!)))
  return call('select', [first.operands[0]!, ...branches])
}

function isList(received: Expr | readonly Expr[]): received is readonly Expr[] {
  return Array.isArray(received)
}

// Choices nest as deep as formulas do; those further out are no longer looked at.
const mostChoices = 16

/** A product with a factor that takes part only where choices are made as the other has it. */
function times(cotangent: Expr, factor: Expr, depth = mostChoices): Expr {
  if (depth === 0 || !isBranching(cotangent)) return product([cotangent, factor])
  const [condition, ...branches] = cotangent.operands
  const products = branches.map((one) => (one === whole(0) ? one : times(one, factor, depth - 1)))
  return call('select', [condition!, ...products])
}

/** The share of a node's cotangent that its argument at `position` gets. */
function cotangentOf(
  { nodes, operands, starts }: NumberedNodes,
  user: number,
  position: number,
  cotangent: Expr,
): Expr | undefined {
  const node = nodes[user]!
  if (node.kind === 'sum') return cotangent
  if (node.kind === 'product') {
    return times(cotangent, nodes[operands[starts[user]! + 1 - position]!]!)
  }
  if (node.kind !== 'power' && node.kind !== 'call') return undefined
  if (isBranching(node)) return cotangentOfBranch(node, position, cotangent)
  const partial = partialOf(node, position)
  return partial && times(cotangent, partial)
}

function cotangentOfBranch(node: Expr, position: number, cotangent: Expr): Expr | undefined {
  if (position === 0) return undefined
  const branches = [whole(0), whole(0)]
  branches[position - 1] = cotangent
  return call('select', [node.operands[0]!, ...branches])
}
