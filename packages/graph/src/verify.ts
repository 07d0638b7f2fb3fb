import {
  arityOf,
  hasTrait,
  infer,
  isFloat,
  type OpName,
  sameShape,
  type ValueType,
} from '@gradus/ops'
import type { GraphBody, Node } from './node.ts'
import { printType } from './print.ts'
import { bodiesOf, isRegion } from './repeat.ts'
import { topologicalOrder } from './traverse.ts'

/** Something that holds for every node, whatever made it. */
export interface Invariant {
  readonly name: string
  /** Says what is wrong with a node, if anything. */
  readonly check: (node: Node) => string | undefined
}

/** A broken invariant. */
export interface Violation {
  readonly invariant: string
  readonly node: Node
  readonly what: string
}

/** What holds for every node of every graph. */
export const invariants: readonly Invariant[] = [
  {
    name: 'ids-increase',
    check: ({ id, inputs }) => {
      const late = inputs.find((input) => input.id >= id)
      return late && `input ${late.id} was made after node ${id}`
    },
  },
  {
    name: 'arity',
    check: ({ op, inputs }) => {
      const arity = arityOf[op]
      const fits = arity === 'any' || arity === inputs.length
      return fits ? undefined : `${op} has ${inputs.length} inputs`
    },
  },
  { name: 'type', check: checkType },
  {
    name: 'constants-are-representable',
    check: ({ attributes, dtype }) => {
      if (!('value' in attributes) || isFloat(dtype)) return undefined
      const { value } = attributes
      const fits = dtype === 'bool' ? value === 0 || value === 1 : value === (value | 0)
      return fits ? undefined : `${value} is no ${dtype}`
    },
  },
  {
    name: 'bodies',
    check: (node) => (isRegion(node) ? bodiesOf(node).map(checkBody).find(Boolean) : undefined),
  },
]

/**
 * Checks all invariants of the nodes that `roots` reach, bodies of regions included.
 *
 * @returns  Nothing, unless there is a mistake in Gradus.
 */
export function verify(roots: readonly Node[]): Violation[] {
  const order = topologicalOrder(roots)
  const own = order.flatMap((node) =>
    invariants.flatMap(({ name, check }) => {
      const what = check(node)
      return what === undefined ? [] : [{ invariant: name, node, what }]
    }),
  )
  const bodies = new Map(
    order.filter(isRegion).flatMap((node) => bodiesOf(node).map((body) => [body.key, body])),
  )
  return [...own, ...[...bodies.values()].flatMap((body) => verify(body.outputs))]
}

function checkType(node: Node): string | undefined {
  try {
    const rule = infer[node.op] as (inputs: readonly ValueType[], attributes: unknown) => ValueType
    const type = rule(node.inputs, node.attributes)
    const fits = type.dtype === node.dtype && sameShape(type.shape, node.shape)
    return fits ? undefined : `is stored as ${printType(node)}, but is ${printType(type)}`
  } catch (error) {
    return String(error)
  }
}

/** A body reads nothing but its inputs, and states their types. */
function checkBody({ inputs, outputs, inputTypes, outputTypes }: GraphBody): string | undefined {
  const known = new Set<Node>(inputs)
  const foreign = topologicalOrder(outputs).find((node) => isFed(node.op) && !known.has(node))
  if (foreign) return `the body reads node ${foreign.id}, which is none of its inputs`
  const agree = (nodes: readonly Node[], types: readonly ValueType[]): boolean =>
    nodes.length === types.length &&
    nodes.every((node, i) => printType(node) === printType(types[i]!))
  return agree(inputs, inputTypes) && agree(outputs, outputTypes)
    ? undefined
    : 'the types of the body are not those of its nodes'
}

function isFed(op: OpName): boolean {
  return hasTrait(op, 'fed')
}
