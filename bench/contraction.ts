// Contractions alone: `node --conditions=@gradus/source bench/contraction.ts [filter]`.
// Each figure is the best of many short windows, so that other work on the machine shows
// as little as it can.
import {
  type ContractionDescriptor,
  contractionScratchBytes,
  emitContraction,
} from '../packages/compiler/src/emit/contraction.ts'
import { routineContext } from '../packages/compiler/src/emit/routines/context.ts'
import { ModuleBuilder, type WebAssemblyMemory, webAssembly } from '../packages/wasm/src/index.ts'

interface Case {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly transposed?: 'a' | 'b'
}

const cases: readonly Case[] = [
  ...[64, 128, 256, 512, 1024].map((size) => ({ m: size, k: size, n: size })),
  { m: 64, k: 784, n: 128 },
  { m: 784, k: 64, n: 128, transposed: 'a' },
  { m: 64, k: 128, n: 10 },
  { m: 64, k: 10, n: 128, transposed: 'b' },
  { m: 128, k: 64, n: 10, transposed: 'a' },
  { m: 256, k: 512, n: 512 },
  { m: 256, k: 512, n: 512, transposed: 'b' },
  { m: 512, k: 256, n: 512, transposed: 'a' },
  { m: 32, k: 2, n: 16 },
  { m: 32, k: 16, n: 16 },
  { m: 32, k: 16, n: 1 },
  { m: 32, k: 16, n: 16, transposed: 'b' },
  { m: 16, k: 32, n: 16, transposed: 'a' },
  { m: 2, k: 32, n: 16, transposed: 'a' },
  { m: 16, k: 32, n: 1, transposed: 'a' },
  { m: 32, k: 1, n: 16 },
  { m: 100, k: 10_000, n: 1, transposed: 'a' },
]

/** Milliseconds that one window of repeated calls takes at least. */
const WINDOW = 8
const WINDOWS = 40

function describe(test: Case, dtype: 'f32' | 'f64', simd: 'plain' | 'relaxed') {
  const { m, k, n, transposed } = test
  const bytes = dtype === 'f32' ? 4 : 8
  const addressB = 1024 + m * k * bytes
  const addressC = addressB + k * n * bytes
  const descriptor: ContractionDescriptor = {
    dtype,
    simd,
    axes: [
      { role: 'm', extent: { size: m }, a: transposed === 'a' ? 1 : k, b: 0, c: n },
      { role: 'n', extent: { size: n }, a: 0, b: transposed === 'b' ? k : 1, c: 1 },
      {
        role: 'k',
        extent: { size: k },
        a: transposed === 'a' ? m : 1,
        b: transposed === 'b' ? 1 : n,
        c: 0,
      },
    ],
    address: { a: 1024, b: addressB, c: addressC },
  }
  return { descriptor, scratch: (addressC + m * n * bytes + 1023) & ~1023 }
}

function build(test: Case, dtype: 'f32' | 'f64', simd: 'plain' | 'relaxed') {
  const { descriptor, scratch } = describe(test, dtype, simd)
  const size = scratch + contractionScratchBytes(descriptor)
  const module = new ModuleBuilder()
  module.defineMemory({ initial: Math.ceil(size / 65536) })
  module.exportMemory('memory')
  const repeat = module.defineFunction('repeat', { times: 'i32' }, [])
  const { times } = repeat.params
  const context = routineContext(module)
  repeat.loop((again) => {
    emitContraction(repeat, context, descriptor, { scratch, rows: times })
    repeat.get(times)
    repeat.i32Const(1)
    repeat.op('i32.sub')
    repeat.tee(times)
    repeat.brIf(again)
  })
  module.exportFunction(repeat)
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.build()))
  const { buffer } = exports.memory as WebAssemblyMemory
  const data = dtype === 'f32' ? new Float32Array(buffer) : new Float64Array(buffer)
  for (let i = 0; i < data.length; i++) data[i] = Math.sin(i)
  return exports.repeat as (times: number) => void
}

/** Nanoseconds of one contraction in the best window. */
function measure(run: (times: number) => void): number {
  let times = 1
  const window = (): number => {
    const start = performance.now()
    run(times)
    return performance.now() - start
  }
  // Growing windows also carry the code through V8's tiers.
  let elapsed = window()
  while (elapsed < WINDOW) {
    times = Math.ceil(times * Math.min(8, (1.2 * WINDOW) / (elapsed + 0.01)))
    elapsed = window()
  }
  let best = elapsed / times
  for (let i = 0; i < WINDOWS; i++) best = Math.min(best, window() / times)
  return best * 1e6
}

const filter = process.argv[2] ?? ''
for (const test of cases) {
  const { m, k, n, transposed } = test
  const name = `${m}x${k}x${n}${transposed ? ` ${transposed}T` : ''}`
  if (!name.includes(filter)) continue
  const figures = (['f32', 'f64'] as const).flatMap((dtype) =>
    (['plain', 'relaxed'] as const).map((simd) => {
      const time = measure(build(test, dtype, simd))
      const speed = ((2 * m * k * n) / time).toFixed(1)
      return `${dtype} ${simd} ${speed.padStart(5)} GFLOP/s ${time.toFixed(0).padStart(9)} ns`
    }),
  )
  console.log([name.padEnd(16), ...figures].join('   '))
}
