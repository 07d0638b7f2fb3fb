import { contractInOrder, f32Lanes, f64Lanes } from '@gradus/ops'
import type { Random } from '@gradus/testing'
import {
  CheckedFunctionBuilder,
  ModuleBuilder,
  type WebAssemblyMemory,
  webAssembly,
} from '@gradus/wasm'
import {
  type ContractionAxis,
  type ContractionDescriptor,
  contractionScratchBytes,
  type Extent,
  emitContraction,
} from '../src/emit/contraction.ts'
import { routineContext } from '../src/emit/routines/context.ts'

const roles = ['batch', 'm', 'n', 'k'] as const
type Role = (typeof roles)[number]

/** A contraction of one axis a role, without addresses, which are chosen when it runs. */
export type Layout = Pick<ContractionDescriptor, 'dtype' | 'simd'> &
  Readonly<Record<Role, Extent>> & {
    readonly a: Readonly<Record<'batch' | 'm' | 'k', number>>
    readonly b: Readonly<Record<'batch' | 'k' | 'n', number>>
    readonly c: Readonly<Record<'batch' | 'm' | 'n', number>>
  }

function axisOf(layout: Layout, role: Role): ContractionAxis {
  const step = (strides: Readonly<{ [role in Role]?: number }>): number => strides[role] ?? 0
  const [a, b, c] = [step(layout.a), step(layout.b), step(layout.c)]
  return { role, extent: layout[role], a, b, c }
}

type Floats = Float32Array | Float64Array

/** What memory holds at places that nothing may write. */
export const UNTOUCHED = -12345

/** The results of one run: what was computed, and what the reference computes. */
export interface Run {
  readonly actual: Floats
  readonly expected: Floats
  readonly guardsAreIntact: boolean
}

function spanOf(layout: Layout, strides: Readonly<Record<string, number>>): number {
  let last = 0
  for (const axis of ['batch', 'm', 'n', 'k'] as const) {
    last += Math.max(0, layout[axis].size - 1) * (strides[axis] ?? 0)
  }
  return last + 1
}

/** Runs a contraction on random numbers, with `rows` of the axes that have rows. */
export function runContraction(
  layout: Layout,
  random: Random,
  rows = 0,
  special: readonly number[] = [],
): Run {
  const bytes = layout.dtype === 'f32' ? 4 : 8
  const place = (start: number, strides: Readonly<Record<string, number>>): number =>
    (start + spanOf(layout, strides) * bytes + 64 + 15) & ~15
  const addressA = 64
  const addressB = place(addressA, layout.a)
  const addressC = place(addressB, layout.b)
  const scratch = place(addressC, layout.c)
  const descriptor: ContractionDescriptor = {
    ...layout,
    axes: roles.map((role) => axisOf(layout, role)),
    address: { a: addressA, b: addressB, c: addressC },
  }
  const end = scratch + contractionScratchBytes(descriptor)
  const { memory, run } = build(descriptor, scratch, end + 256)
  const Floats = bytes === 4 ? Float32Array : Float64Array
  const data = new Floats(memory.buffer as ArrayBuffer, 0, Math.ceil((end + 256) / bytes))
  data.fill(UNTOUCHED)
  const draw = (): number =>
    random.uniform() < 0.05 && special.length > 0 ? random.pick(special) : random.normal()
  const a = data.subarray(addressA / bytes, addressA / bytes + spanOf(layout, layout.a))
  const b = data.subarray(addressB / bytes, addressB / bytes + spanOf(layout, layout.b))
  const c = data.subarray(addressC / bytes, addressC / bytes + spanOf(layout, layout.c))
  for (const side of [a, b]) for (let i = 0; i < side.length; i++) side[i] = draw()
  const expected = c.slice()
  contract(layout, rows, a, b, expected)
  run(rows)
  const isGuard = (i: number): boolean =>
    i * bytes < addressA ||
    i * bytes >= end ||
    (i * bytes >= addressC + c.length * bytes && i * bytes < scratch) ||
    (i * bytes >= addressB + b.length * bytes && i * bytes < addressC)
  const guardsAreIntact = data.every((value, i) => !isGuard(i) || value === UNTOUCHED)
  return { actual: c.slice(), expected, guardsAreIntact }
}

function build(
  descriptor: ContractionDescriptor,
  scratch: number,
  size: number,
): { memory: WebAssemblyMemory; run: (rows: number) => void } {
  const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
  module.defineMemory({ initial: Math.ceil(size / 65536) })
  module.exportMemory('memory')
  const run = module.defineFunction('run', { rows: 'i32' }, [])
  emitContraction(run, routineContext(module), descriptor, { scratch, rows: run.params.rows })
  module.exportFunction(run)
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.build()))
  return {
    memory: exports.memory as WebAssemblyMemory,
    run: exports.run as (rows: number) => void,
  }
}

/** The contraction in the order of the reference kernels. */
function contract(layout: Layout, rows: number, a: Floats, b: Floats, c: Floats): void {
  const $ = layout.dtype === 'f32' ? f32Lanes : f64Lanes
  const count = (axis: 'batch' | 'm' | 'n' | 'k'): number =>
    layout[axis].rows ? rows : layout[axis].size
  for (let batch = 0; batch < count('batch'); batch++) {
    for (let m = 0; m < count('m'); m++) {
      for (let n = 0; n < count('n'); n++) {
        const fromA = batch * layout.a.batch + m * layout.a.m
        const fromB = batch * layout.b.batch + n * layout.b.n
        const product = (k: number): number =>
          $.mul(a[fromA + k * layout.a.k]!, b[fromB + k * layout.b.k]!)
        c[batch * layout.c.batch + m * layout.c.m + n * layout.c.n] = contractInOrder(
          $,
          count('k'),
          product,
        )
      }
    }
  }
}

/** The greatest difference relative to the greatest number that is expected. */
export function worstError({ actual, expected }: Run): number {
  const scale = Math.max(...Array.from(expected, Math.abs)) || 1
  return Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i]!))) / scale
}
