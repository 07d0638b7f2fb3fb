import { type Builder, isRegion, type Node } from '@gradus/graph'
import { kindOf } from '@gradus/ops'
import { decomposeRuleOf } from '../emit/routines/emitter.ts'
import type { DecomposeRule } from '../emit/routines/routine-emitter.ts'
import type { Program } from '../program.ts'
import { mapRoots, rebuild, remakeRegion } from './rebuild.ts'

/** Replaces what the loops have no form for by simpler nodes of the same bits. */
export function decompose(program: Program, builder: Builder): Program {
  return mapRoots(program, (roots) => decomposeAll(builder, roots))
}

/** Recurses as deep as regions are nested. */
function decomposeAll(builder: Builder, roots: readonly Node[]): Node[] {
  return rebuild(builder, roots, isRuled, (node, inputs) =>
    isRegion(node)
      ? remakeRegion(builder, node, inputs, (outputs) => decomposeAll(builder, outputs))
      : ruleFor(node)!(builder, node, inputs),
  )
}

function isRuled(node: Node): node is Node {
  return isRegion(node) || ruleFor(node) !== undefined
}

function ruleFor({ op }: Node): DecomposeRule | undefined {
  return kindOf[op] === 'reduction' ? splitAxes : decomposeRuleOf(op)
}

/** One reduction for each group of neighbouring axes, the innermost group first. */
function splitAxes(
  builder: Builder,
  { op, attributes }: Node,
  inputs: readonly Node[],
): Node | undefined {
  if (!('axes' in attributes)) return undefined
  const groups: number[][] = []
  for (const axis of [...attributes.axes].sort((a, b) => a - b)) {
    const group = groups.at(-1)
    if (group && group.at(-1) === axis - 1) group.push(axis)
    else groups.push([axis])
  }
  if (groups.length === 1) return undefined
  return groups
    .toReversed()
    .reduce((value, axes) => builder.apply(op as 'sum', [value], { axes }), inputs[0]!)
}
