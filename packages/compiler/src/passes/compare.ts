import { internalError } from '@gradus/diagnostics'
import { interpret, type Node, topologicalOrder } from '@gradus/graph'
import { allocate, elementCount, hasTrait, isFloat, type TypedArray } from '@gradus/ops'
import type { Program } from '../program.ts'
import { PREPARE } from './hoist.ts'
import { rootsOfProgram } from './rebuild.ts'

/** Relative differences up to this are rounding: rules may change the order of operations. */
const tolerance = { f64: 1e-8, f32: 1e-2, i32: 0, bool: 0 } as const

/** Reports a pass that changed what a program computes on random numbers: a mistake of ours. */
export function compareAfter(pass: string, before: Program, after: Program): void {
  const [expected, actual] = [evaluate(before), evaluate(after)]
  for (const [name, values] of expected) {
    const found = actual.get(name)
    const at = values.data.findIndex((value, i) =>
      isFar(value, found?.data[i], tolerance[values.dtype]),
    )
    if (at >= 0) {
      internalError(`pass "${pass}" changed ${name}`, [
        `element ${at} was ${values.data[at]} and is ${found?.data[at]}`,
      ])
    }
  }
}

interface Outcome {
  readonly dtype: Node['dtype']
  readonly data: TypedArray
}

/** What every entry of a program gives, on numbers that depend on names alone. */
function evaluate(program: Program): Map<string, Outcome> {
  const memory = new Map<string, TypedArray>()
  const prepare = program.entries.find(({ name }) => name === PREPARE)
  const outcomes = new Map<string, Outcome>()
  for (const [i, { data }] of run(
    prepare ? prepare.writes.map(({ node }) => node) : [],
    memory,
  ).entries()) {
    memory.set(prepare!.writes[i]!.buffer, data)
  }
  const others = { ...program, entries: program.entries.filter((entry) => entry !== prepare) }
  const roots = rootsOfProgram(others)
  run(roots, memory).forEach(
    ({ dtype, data }, i) => void outcomes.set(`result ${i}`, { dtype, data }),
  )
  return outcomes
}

function run(nodes: readonly Node[], memory: Map<string, TypedArray>): Outcome[] {
  const fed = topologicalOrder(nodes).filter(({ op }) => hasTrait(op, 'fed')) as Node<'input'>[]
  const values = new Map<Node, TypedArray>()
  for (const node of fed) {
    const { name } = node.attributes
    const data = memory.get(name) ?? numbersFor(name, node)
    memory.set(name, data)
    values.set(node, data)
  }
  return interpret(nodes, { values, rows: rowsOf(nodes) })
}

/** Rows at their capacity; all `rows` dims of an entry have the same. */
function rowsOf(nodes: readonly Node[]): number {
  const dims = topologicalOrder(nodes).flatMap(({ shape }) => shape.filter(({ rows }) => rows))
  return dims[0]?.size ?? 0
}

/** Numbers around 1 for floats, small ones for integers; the same for the same name. */
function numbersFor(name: string, { shape, dtype }: Node): TypedArray {
  const data = allocate(dtype, elementCount(shape))
  let state = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 2147483647, 7)
  for (let i = 0; i < data.length; i++) {
    state = (state * 16807 + 11) % 2147483647
    const uniform = state / 2147483647
    data[i] = isFloat(dtype) ? uniform * 2 - 0.5 : Math.floor(uniform * (dtype === 'bool' ? 2 : 4))
  }
  return data
}

function isFar(expected: number, actual: number | undefined, relative: number): boolean {
  if (actual === undefined) return true
  if (Object.is(expected, actual) || expected === actual) return false
  // A rule may remove a detour through infinity or NaN.
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return false
  return !(Math.abs(expected - actual) <= relative * (1 + Math.abs(expected)))
}
