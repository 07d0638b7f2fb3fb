import {
  bringAll,
  type DType,
  dim,
  kernels,
  shapeOf,
  type TypedArray,
  uniformBlock,
  type Value,
} from '@gradus/ops'
import { Random } from '@gradus/testing'
import {
  CheckedFunctionBuilder,
  type FunctionBuilder,
  type Local,
  ModuleBuilder,
  type WebAssemblyMemory,
  webAssembly,
} from '@gradus/wasm'
import { describe, expect, test } from 'vitest'
import { argsortScratchBytes, emitArgsort } from '../src/emit/routines/argsort.ts'
import { type RoutineContext, routineContext } from '../src/emit/routines/context.ts'
import { emitGather, emitScatterAdd } from '../src/emit/routines/rows.ts'
import { emitUniform } from '../src/emit/routines/uniform.ts'

// Ops come by name here.
bringAll()

/** Emits into `run(rows)`, fills memory, runs, and returns the memory. */
function run(
  emit: (f: FunctionBuilder, context: RoutineContext, rows: Local) => void,
  fill: (buffer: ArrayBuffer) => void,
  rows = 0,
): ArrayBuffer {
  const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
  module.defineMemory({ initial: 16 })
  module.exportMemory('memory')
  const f = module.defineFunction('run', { rows: 'i32' }, [])
  emit(f, routineContext(module), f.params.rows)
  module.exportFunction(f)
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.build()))
  const buffer = (exports.memory as WebAssemblyMemory).buffer as ArrayBuffer
  fill(buffer)
  ;(exports.run as (rows: number) => void)(rows)
  return buffer
}

const arrays = { f64: Float64Array, f32: Float32Array, i32: Int32Array, bool: Int32Array }

function value(dtype: DType, sizes: readonly number[], data: ArrayLike<number>): Value {
  return { shape: shapeOf(...sizes), dtype, data: arrays[dtype].from(data) as TypedArray }
}

function zeros(dtype: DType, sizes: readonly number[]): Value {
  const length = sizes.reduce((product, size) => product * size, 1)
  return value(dtype, sizes, new Float64Array(length))
}

/** Puts values into memory at byte addresses. */
function placed(...entries: readonly (readonly [number, Value])[]): (buffer: ArrayBuffer) => void {
  return (buffer) => {
    for (const [address, { dtype, data }] of entries) {
      new arrays[dtype](buffer, address, data.length).set(data)
    }
  }
}

function readBack(buffer: ArrayBuffer, address: number, like: Value): TypedArray {
  return new arrays[like.dtype](buffer, address, like.data.length) as TypedArray
}

describe('uniform', () => {
  test.for([
    [0, 0],
    [42, 7],
    [-3, 1],
    [2 ** 40 + 0.5, 2 ** 31 - 1],
  ] as const)('seed %d in epoch %d draws the numbers of the reference', ([seed, epoch]) => {
    const stream = [0x9e3779b9, 0xdeadbeef] as const
    for (const half of [0, 1] as const) {
      const memory = run(
        (f, context, rows) => {
          const count = { size: 50, rows: true } as const
          const place = { seed: 64, epoch: 72, out: 128 }
          emitUniform(f, context, { stream, half, ...place, count, width: 3 }, { rows })
        },
        placed([64, value('f64', [], [seed])], [72, value('i32', [], [epoch])]),
        40,
      )
      const draw = uniformBlock(stream, seed, epoch)
      const expected = Array.from({ length: 120 }, (_, i) => draw(i)[half])
      const actual = new Float64Array(memory, 128, 121)
      expect([...actual.subarray(0, 120)]).toEqual(expected)
      expect(actual[120]).toBe(0)
    }
  })
})

describe('argsort', () => {
  const ties = [3, 1, 2, 1, -0, 0, 3, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1]

  function sort(dtype: 'f32' | 'f64', keys: readonly number[], count: number): readonly number[] {
    const descriptor = {
      dtype,
      keys: 64,
      out: 64 + 8 * keys.length,
      count: { size: keys.length, rows: true },
    } as const
    const scratch = (descriptor.out + 4 * keys.length + 15) & ~15
    const end = scratch + argsortScratchBytes(descriptor)
    const memory = run(
      (f, context, rows) => emitArgsort(f, context, descriptor, { scratch, rows }),
      placed([64, value(dtype, [keys.length], keys)], [end, value('i32', [1], [-7])]),
      count,
    )
    expect(new Int32Array(memory, end, 1)[0]).toBe(-7)
    return [...new Int32Array(memory, descriptor.out, count)]
  }

  function expectedOrder(keys: readonly number[]): readonly number[] {
    const input = value('f64', [keys.length], keys)
    const out = zeros('i32', [keys.length])
    kernels.argsort([input], { axis: 0 }, out, 0)
    return [...out.data]
  }

  test('equal keys stay in order', () => {
    for (const dtype of ['f32', 'f64'] as const) {
      for (let count = 0; count <= ties.length; count++) {
        expect(sort(dtype, ties, count)).toEqual(expectedOrder(ties.slice(0, count)))
      }
    }
  })

  test('random keys of any count are sorted as by the reference', () => {
    const random = new Random(1)
    for (const count of [1, 2, 3, 17, 64, 100, 1000, 4097]) {
      const keys = Array.from({ length: count }, () => random.integer(-count, count) / 4)
      expect(sort('f64', keys, count)).toEqual(expectedOrder(keys))
    }
  })

  test('NaN comes last, in order', () => {
    const keys = [2, Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NaN, 0]
    expect(sort('f64', keys, 6)).toEqual([5, 2, 0, 3, 1, 4])
    expect(sort('f32', keys, 6)).toEqual([5, 2, 0, 3, 1, 4])
  })
})

describe('rows by index', () => {
  const widths = [1, 2, 3, 4, 5, 7, 8, 15, 64, 67, 100, 196]

  test.for(['f32', 'f64', 'i32'] as const)(
    'rows of %s are gathered as by the reference',
    (dtype) => {
      const random = new Random(3)
      for (const width of widths) {
        const table = value(dtype, [9, width], random.uniforms(9 * width, -100, 100))
        const indices = value('i32', [12], [0, 8, 3, 3, 9, -1, 4, 1, 2, 5, 2 ** 31 - 1, 7])
        const expected = zeros(dtype, [12, width])
        kernels.gather([table, indices], {}, expected, 0)
        const rows = random.integer(0, 13)
        const junk = value(dtype, [12, width], new Float64Array(12 * width).fill(5))
        const memory = run(
          (f, context, count) =>
            emitGather(
              f,
              context,
              {
                dtype,
                width,
                table: 65536,
                tableRows: { size: 9 },
                indices: 64,
                count: { size: 12, rows: true },
                out: 131072,
              },
              { rows: count },
            ),
          placed([65536, table], [64, indices], [131072, junk]),
          rows,
        )
        expect([...readBack(memory, 131072, expected)]).toEqual(
          [...expected.data].map((x, i) => (i < rows * width ? x : 5)),
        )
      }
    },
  )

  test.for(['f32', 'f64', 'i32'] as const)('rows of %s are added as by the reference', (dtype) => {
    const random = new Random(4)
    for (const width of widths) {
      const updates = value(dtype, [12, width], random.uniforms(12 * width, -100, 100))
      const indices = value('i32', [12], [0, 5, 3, 3, 6, -1, 3, 1, 2, 5, -(2 ** 31), 0])
      const expected = zeros(dtype, [6, width])
      const rows = random.integer(0, 13)
      const part = { ...indices, data: indices.data.slice(0, rows) }
      kernels.scatter_add([updates, part], { rows: dim(6) }, expected, 0)
      const memory = run(
        (f, context, count) =>
          emitScatterAdd(
            f,
            context,
            {
              dtype,
              width,
              updates: 65536,
              indices: 64,
              axes: [{ size: 12, rows: true }],
              out: 131072,
              outRows: { size: 6 },
            },
            { rows: count },
          ),
        placed(
          [65536, updates],
          [64, indices],
          [131072, value(dtype, [8, width], new Float64Array(8 * width).fill(5))],
        ),
        rows,
      )
      expect([...readBack(memory, 131072, expected)]).toEqual([...expected.data])
      expect(readBack(memory, 131072, zeros(dtype, [8, width]))[6 * width]).toBe(5)
    }
  })
})
