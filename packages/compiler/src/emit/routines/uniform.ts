import type { OpAttributes } from '@gradus/ops'
import { FNV_PRIME, philox } from '@gradus/ops'
import type { FunctionBuilder, FunctionReference, Local } from '@gradus/wasm'
import type { Operand } from '../../loop/loop.ts'
import { emitOwnFunction, type Place, type RoutineContext, sharedFunction } from './context.ts'
import { countOf, type Extent, emitAddress, emitCount, emitFor } from './loop.ts'
import { countOf as elementsOf, sizeOf } from './operands.ts'
import type { RoutineEmitter } from './routine-emitter.ts'

/** Uniform numbers in [0, 1): element i is `uniformBlock(stream, seed, epoch)(i)[half]`. */
export interface UniformDescriptor {
  /** The two words of the stream, low first. */
  readonly stream: readonly [number, number]
  readonly half: 0 | 1
  /** Byte address of the seed, an f64 whose fraction is dropped. */
  readonly seed: number
  /** Byte address of the epoch, an i32. */
  readonly epoch: number
  /** Byte address of the result: `count` rows of `width` f64. */
  readonly out: number
  readonly count: Extent
  readonly width: number
}

/** Emits the fill of a buffer with uniform numbers; needs no scratch. */
export function emitUniform(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: UniformDescriptor,
  { rows }: Pick<Place, 'rows'>,
): void {
  const { stream, half, seed, epoch, out, count, width } = descriptor
  const fill = fillFunction(context, half)
  emitOwnFunction(f, context, { name: 'uniform', rows }, (to, rowsLocal) => {
    to.i64Const((BigInt(stream[1] >>> 0) << 32n) | BigInt(stream[0] >>> 0))
    to.i32Const(seed)
    to.load('f64.load')
    to.i32Const(epoch)
    to.load('i32.load')
    to.i32Const(out)
    emitCount(to, countOf(count, rowsLocal))
    to.i32Const(width)
    to.op('i32.mul')
    to.call(fill)
  })
}

type Words = readonly [Local, Local, Local, Local]

function fillFunction(context: RoutineContext, half: 0 | 1): FunctionReference {
  const params = { stream: 'i64', seed: 'f64', epoch: 'i32', out: 'i32', count: 'i32' } as const
  return sharedFunction(context, `fill_uniform_${half}`, params, (f) => {
    const { stream, seed, epoch, out, count } = f.params
    emitKey(f, stream, seed)
    const key = [f.local('i32', 'k0'), f.local('i32', 'k1')] as const
    f.get(stream)
    f.op('i32.wrap_i64')
    f.set(key[0])
    emitHigh(f, stream)
    f.set(key[1])
    const words = [0, 1, 2, 3].map((i) => f.local('i32', `x${i}`)) as unknown as Words
    const element = f.local('i32', 'element')
    emitFor(f, element, count, () => {
      emitCounter(f, words, element, epoch)
      for (let round = 0; round < philox.rounds; round++) emitRound(f, words, key, round)
      emitAddress(f, out, [[element, 8]])
      emitUniform53(f, words[2 * half]!, words[2 * half + 1]!)
      f.store('f64.store')
    })
  })
}

/** Folds the eight bytes of the seed into the hash, low first. */
function emitKey(f: FunctionBuilder, hash: Local, seed: Local): void {
  const bits = f.local('i64', 'bits')
  f.get(seed)
  f.op('i64.trunc_sat_f64_s')
  f.set(bits)
  for (let shift = 0n; shift < 64n; shift += 8n) {
    f.get(bits)
    f.i64Const(shift)
    f.op('i64.shr_u')
    f.i64Const(255n)
    f.op('i64.and')
    f.get(hash)
    f.op('i64.xor')
    f.i64Const(FNV_PRIME)
    f.op('i64.mul')
    f.set(hash)
  }
}

function emitCounter(f: FunctionBuilder, words: Words, element: Local, epoch: Local): void {
  f.get(element)
  f.set(words[0])
  f.get(epoch)
  f.set(words[2])
  for (const word of [words[1], words[3]]) {
    f.i32Const(0)
    f.set(word)
  }
}

function emitRound(
  f: FunctionBuilder,
  [x0, x1, x2, x3]: Words,
  key: readonly [Local, Local],
  round: number,
): void {
  const first = emitWideProduct(f, philox.multipliers[0], x0)
  const second = emitWideProduct(f, philox.multipliers[1], x2)
  const mix = (product: Local, word: Local, side: 0 | 1): void => {
    emitHigh(f, product)
    f.get(word)
    f.op('i32.xor')
    f.get(key[side])
    f.i32Const(Math.imul(philox.increments[side], round))
    f.op('i32.add')
    f.op('i32.xor')
  }
  mix(second, x1, 0)
  f.set(x0)
  mix(first, x3, 1)
  f.set(x2)
  f.get(second)
  f.op('i32.wrap_i64')
  f.set(x1)
  f.get(first)
  f.op('i32.wrap_i64')
  f.set(x3)
}

function emitWideProduct(f: FunctionBuilder, multiplier: number, word: Local): Local {
  const product = f.local('i64')
  f.get(word)
  f.op('i64.extend_i32_u')
  f.i64Const(BigInt(multiplier))
  f.op('i64.mul')
  f.set(product)
  return product
}

function emitHigh(f: FunctionBuilder, wide: Local): void {
  f.get(wide)
  f.i64Const(32n)
  f.op('i64.shr_u')
  f.op('i32.wrap_i64')
}

/** 27 bits of one word above 26 of the other; exact as an f64. */
function emitUniform53(f: FunctionBuilder, high: Local, low: Local): void {
  f.get(high)
  f.i32Const(5)
  f.op('i32.shr_u')
  f.op('i64.extend_i32_u')
  f.i64Const(26n)
  f.op('i64.shl')
  f.get(low)
  f.i32Const(6)
  f.op('i32.shr_u')
  f.op('i64.extend_i32_u')
  f.op('i64.or')
  f.op('f64.convert_i64_s')
  f.f64Const(2 ** -53)
  f.op('f64.mul')
}

/** Writes the op `random`. */
export const randomEmitter: RoutineEmitter = {
  ops: ['random'],
  emit: ({ inputs, output, attributes }, { f, context, rows, addressOf }) => {
    const [seed, epoch] = inputs as [Operand, Operand]
    const { stream, half } = attributes as OpAttributes['random']
    const [first] = output.shape
    const isOverRows = first?.rows !== undefined
    const descriptor = {
      stream,
      half,
      seed: addressOf(seed.buffer),
      epoch: addressOf(epoch.buffer),
      out: addressOf(output.buffer),
      count: elementsOf(isOverRows ? { ...output, shape: [first] } : output),
      width: isOverRows ? sizeOf(output.shape.slice(1)) : 1,
    }
    emitUniform(f, context, descriptor, { rows })
  },
}
