import { type Builder, bringRegions, interpret, type Node, topologicalOrder } from '@gradus/graph'
import {
  allocate,
  bringAll,
  elementCount,
  hasTrait,
  type Shape,
  stridesOf,
  type TypedArray,
  withRows,
} from '@gradus/ops'
import { webAssembly } from '@gradus/wasm'
import { checksAtLevel } from '../src/checks.ts'
import { type CompiledProgram, type CompileOptions, compileProgram } from '../src/compile.ts'
import { bringAllEmitters } from '../src/emit/routines/all.ts'
import { interpretLoops } from '../src/loop/interpret.ts'
import { lowerProgram } from '../src/lower/lower.ts'
import { runPasses } from '../src/pipeline.ts'
import type { Program } from '../src/program.ts'

// Ops come by name here.
bringAll()
bringRegions()
bringAllEmitters()

/** Simplification may change bits; everything after it may not. */
export const exact = {
  simd: 'plain',
  checks: checksAtLevel(1),
  disablePass: ['simplify'],
} as const

/** A module that runs, with views of its buffers. */
export interface Running {
  readonly compiled: CompiledProgram
  readonly call: (name: string, argument: number) => number
  readonly buffer: (name: string) => TypedArray
  readonly series: (name: string, count: number) => number[]
  readonly status: () => number
}

export function start(
  program: Program,
  builder: Builder,
  options: CompileOptions = { simd: 'plain', checks: checksAtLevel(1) },
): Running {
  const compiled = compileProgram(program, builder, options)
  const { exports } = new webAssembly.Instance(new webAssembly.Module(compiled.bytes))
  const { buffer: memory } = exports.memory as { buffer: ArrayBuffer }
  const arrays = { f64: Float64Array, f32: Float32Array, i32: Int32Array, bool: Int32Array }
  return {
    compiled,
    call: (name, argument) => (exports[name] as (n: number) => number)(argument),
    buffer: (name) => {
      const { offset, length, dtype } = compiled.buffers.get(name)!
      return new arrays[dtype](memory, offset, length)
    },
    series: (name, count) => [...new Float64Array(memory, compiled.series.get(name)!, count)],
    status: () => (exports.status as { value: number }).value,
  }
}

/** A program with one entry `run` that writes each node to a buffer `out 0`, `out 1` … */
export function programOf(nodes: readonly Node[]): Program {
  const fed = topologicalOrder(nodes).filter((node) => hasTrait(node.op, 'fed')) as Node<'input'>[]
  const outputs = nodes.map((node, i) => ({ name: `out ${i}`, node }))
  return {
    buffers: [
      ...fed.map(({ attributes: { name }, shape, dtype }) => ({ name, shape, dtype })),
      ...outputs.map(({ name, node: { shape, dtype } }) => ({ name, shape, dtype })),
    ],
    entries: [{ name: 'run', writes: outputs.map(({ name, node }) => ({ buffer: name, node })) }],
  }
}

/** Where each element of a value at a count of rows is in a buffer with strides of the capacity. */
function positions(shape: Shape, rows: number | undefined): number[] {
  const actual = withRows(shape, rows)
  const packed = stridesOf(actual)
  const strides = stridesOf(shape)
  return Array.from({ length: elementCount(actual) }, (_, i) =>
    strides.reduce(
      (sum, stride, axis) => sum + (Math.floor(i / packed[axis]!) % actual[axis]!.size) * stride,
      0,
    ),
  )
}

/** Values of nodes by WebAssembly, in the layout of the interpreter. */
export function runCompiled(
  builder: Builder,
  nodes: readonly Node[],
  values: ReadonlyMap<Node, TypedArray>,
  rows?: number,
  options?: CompileOptions,
): TypedArray[] {
  const running = start(programOf(nodes), builder, options)
  feed(values, rows, (name) =>
    running.compiled.buffers.has(name) ? running.buffer(name) : undefined,
  )
  if (running.compiled.entries.includes('prepare')) running.call('prepare', 0)
  running.call('run', rows ?? 0)
  return nodes.map((node, i) => packed(node, running.buffer(`out ${i}`), rows))
}

/** Values of nodes by the interpreter of kernels. */
export function runLoops(
  builder: Builder,
  nodes: readonly Node[],
  values: ReadonlyMap<Node, TypedArray>,
  rows?: number,
): TypedArray[] {
  const loops = lowerProgram(runPasses(programOf(nodes), builder, exact), builder)
  const memory = new Map(
    loops.buffers.map(({ name, dtype, length }) => [name, allocate(dtype, length) as TypedArray]),
  )
  feed(values, rows, (name) => memory.get(name))
  for (const entry of loops.entries) interpretLoops(entry, memory, rows ?? 0)
  return nodes.map((node, i) => packed(node, memory.get(`out ${i}`)!, rows))
}

function feed(
  values: ReadonlyMap<Node, TypedArray>,
  rows: number | undefined,
  bufferOf: (name: string) => TypedArray | undefined,
): void {
  for (const [node, data] of values) {
    const buffer = bufferOf((node as Node<'input'>).attributes.name)
    if (!buffer) continue
    positions(node.shape, rows).forEach((at, i) => {
      buffer[at] = data[i]!
    })
  }
}

function packed(node: Node, buffer: TypedArray, rows: number | undefined): TypedArray {
  const at = positions(node.shape, rows)
  const data = allocate(node.dtype, at.length)
  at.forEach((position, i) => {
    data[i] = buffer[position]!
  })
  return data
}

/** Values of nodes by the oracle. */
export function runInterpreted(
  nodes: readonly Node[],
  values: ReadonlyMap<Node, TypedArray>,
  rows?: number,
): TypedArray[] {
  const environment = { values, ...(rows === undefined ? {} : { rows }) }
  return interpret(nodes, environment).map(({ data }) => data)
}

/** Elements with their exact bits as text, NaN as one value. */
export function bits(data: TypedArray): string[] {
  return Array.from(data, (value) => (Object.is(value, -0) ? '-0' : String(value)))
}
