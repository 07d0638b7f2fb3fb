import { type Builder, bodyOf, type Node, substitute } from '@gradus/graph'
import { elementCount, type ValueType } from '@gradus/ops'
import type { LoopBuffer, LoopEntry, RepeatKernel, RepeatLink } from '../loop/loop.ts'
import type { Entry, StepEntry, Write } from '../program.ts'

/**
 * The kernel that runs the body of a region, turn after turn.
 *
 * @param outputs  The outputs of one run that are asked for.
 * @param lowerBody  Lowers the body as an entry over the buffers inside; Note [Repeats].
 */
export function repeatKernel(
  outputs: readonly Node<'repeat'>[],
  bufferOf: (node: Node) => string | undefined,
  builder: Builder,
  lowerBody: (entry: Entry & Partial<StepEntry>) => LoopEntry,
): RepeatKernel {
  const [node] = outputs as [Node<'repeat'>]
  const { count, carried, stacked, isWhile } = node.attributes
  const body = bodyOf(node)
  const buffers: LoopBuffer[] = []
  const links: RepeatLink[] = []
  const link = (role: RepeatLink['role'], inside: string, outside: Node): void => {
    links.push({ role, inside, outside: bufferOf(outside)! })
  }
  const replacements = new Map<Node, Node>()
  for (const [i, input] of body.inputs.entries()) {
    const role = i < carried ? 'start' : i < carried + stacked ? 'slice' : 'given'
    const name = `${role} ${i}`
    buffers.push(bufferFor(name, input))
    link(role, name, node.inputs[i]!)
    replacements.set(input, builder.input(name, input.shape, input.dtype))
  }
  const results = substitute(builder, body.outputs, replacements)
  const writes: Write[] = results
    .slice(0, carried)
    .map((result, i) => ({ buffer: `start ${i}`, node: result }))
  for (const output of outputs) {
    const i = output.attributes.output
    if (i < carried) {
      link('last', `start ${i}`, output)
      continue
    }
    const name = `collect ${i}`
    buffers.push(bufferFor(name, body.outputs[i]!))
    link('collect', name, output)
    writes.push({ buffer: name, node: results[i]! })
  }
  const name = `${node.op}.${node.id}`
  const lowered = lowerBody({ name, writes, ...(isWhile && { commitIf: results.at(-1)! }) })
  return { kind: 'repeat', name, count: count.size, buffers, links, body: lowered }
}

function bufferFor(name: string, { shape, dtype }: ValueType): LoopBuffer {
  return { name, dtype, length: elementCount(shape) }
}
