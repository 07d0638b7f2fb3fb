import { type Graph, printGraph } from '@gradus/graph'
import { withTrace } from '../content/trace.ts'
import { type AnyArguments, type Given, requireFunction } from './signature.ts'
import { makeStandIns, takeResults } from './stand-ins.ts'

/** The graph of a function; as text it is one line for each node. */
export interface PrintableGraph extends Graph {
  toString(): string
}

/**
 * What a function computes, as a graph: `makeGraph(f)(...args)` runs it once on stand-ins of
 * the arguments' shapes and dtypes. `String(graph)` and `printGraph` print it.
 */
export function makeGraph<A extends AnyArguments>(
  f: (...args: A) => unknown,
): (...args: Given<A>) => PrintableGraph {
  requireFunction('makeGraph', f)
  return (...args) =>
    withTrace('makeGraph', (trace) => {
      const standIns = makeStandIns(trace, 'makeGraph', args as unknown[], {
        isReplaced: () => true,
      })
      const { nodes, paths } = takeResults(trace, 'makeGraph', f(...(standIns.args as A)))
      trace.close(standIns.nodes)
      const outputs = nodes.map((node, i) => ({
        name: paths[i] === '' ? 'result' : paths[i]!,
        node,
      }))
      return { outputs, toString: () => printGraph({ outputs }) }
    })
}
