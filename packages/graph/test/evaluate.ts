import { bringRegions, interpret, type Node } from '@gradus/graph'
import { allocate, bringAll, elementCount } from '@gradus/ops'

// Ops come by name here.
bringAll()
bringRegions()

/** What tests feed: numbers for each `input` or `parameter` node. */
export type Feed = readonly (readonly [Node, readonly number[]])[]

/** The elements of each node, by the oracle. */
export function evaluate(nodes: readonly Node[], feed: Feed = [], rows?: number): number[][] {
  const values = new Map(
    feed.map(([node, elements]) => {
      const data = allocate(
        node.dtype,
        rows === undefined ? elementCount(node.shape) : elements.length,
      )
      data.set(elements)
      return [node, data]
    }),
  )
  const results = interpret(nodes, { values, ...(rows === undefined ? {} : { rows }) })
  return results.map(({ data }) => [...data])
}

/** The one element of a single number. */
export function evaluateNumber(node: Node, feed: Feed = []): number {
  return evaluate([node], feed)[0]![0]!
}

/** Central differences with one Richardson step of a function of one number. */
export function differentiateNumerically(f: (x: number) => number, x: number, step = 1e-3): number {
  const central = (h: number): number => (f(x + h) - f(x - h)) / (2 * h)
  return (4 * central(step / 2) - central(step)) / 3
}
