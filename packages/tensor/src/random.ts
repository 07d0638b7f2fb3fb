import { bring, type DType, isFloat, randomKey, randomRow, randomStream } from '@gradus/ops'
import { bringEmitter, randomEmitter } from '@gradus/runtime'
import { apply } from './content/apply.ts'
import { argsortOp } from './content/brought.ts'
import { applyElementwise } from './content/elementwise.ts'
import { cast } from './content/promotion.ts'
import type { Content } from './content/trace.ts'
import { scalarContent, shapeOfSizes } from './content/values.ts'
import { checkSizes } from './create.ts'
import { DTypeError, ShapeError } from './errors.ts'
import { cos } from './functions/elementwise.ts'
import type { Plain, Sizes } from './literal-shape.ts'
import { Tensor, type TensorLike, toContentOf } from './tensor.ts'

// Note [Keys] is at the end of this file.

/** The dtype of draws; f64 unless it says otherwise. */
export interface DrawOptions {
  readonly dtype?: 'f64' | 'f32'
}

/** The bounds of uniform draws; 0 and 1 unless said otherwise. */
export interface UniformOptions extends DrawOptions {
  readonly low?: number
  readonly high?: number
}

/** The distribution of normal draws; the standard one unless said otherwise. */
export interface NormalOptions extends DrawOptions {
  readonly mean?: number
  readonly deviation?: number
}

/**
 * Where random numbers come from. A key is a value: the same draw from the same key gives
 * the same numbers, on every machine. `split` and `fold` give keys for other numbers.
 */
export class Key {
  readonly #stream: readonly [number, number]
  readonly #seed: Content
  readonly #counter: Content

  /** Keys are made by `random.key`. */
  constructor(stream: readonly [number, number], seed: Content, counter: Content) {
    this.#stream = stream
    this.#seed = seed
    this.#counter = counter
  }

  /** Draws from [low, high). */
  uniform<const S extends Sizes>(shape: S, options: UniformOptions = {}): Tensor<Plain<S>> {
    const { low = 0, high = 1, dtype = 'f64' } = options
    const draws = this.#draw('uniform', shape, 0, dtype)
    const scaled = applyElementwise('mul', [draws, high - low])
    return new Tensor(applyElementwise('add', [scaled, low]))
  }

  /** Draws of the normal distribution, by Box and Muller's method (1958). */
  normal<const S extends Sizes>(shape: S, options: NormalOptions = {}): Tensor<Plain<S>> {
    const { mean = 0, deviation = 1, dtype = 'f64' } = options
    const u = new Tensor(this.#draw('normal', shape, 0, 'f64'))
    const v = new Tensor(this.#draw('normal', shape, 1, 'f64'))
    // 1 - u is in (0, 1], so the logarithm is finite.
    const radius = u.neg().add(1).log().mul(-2).sqrt()
    const draws = radius.mul(cos(v.mul(2 * Math.PI)))
    return draws.mul(deviation).add(mean).cast(dtype) as Tensor<Plain<S>>
  }

  /**
   * Whole numbers (i32) from `low` to before `high`, all equally likely. Throws `RangeError` where
   * there are none, or they are no i32.
   */
  integers<const S extends Sizes>(shape: S, low: number, high: number): Tensor<Plain<S>> {
    for (const bound of [low, high]) wholeNumber('integers', bound)
    if (!(low < high && low >= -(2 ** 31) && high <= 2 ** 31)) {
      throw new RangeError(`integers: ${low} to before ${high} are no range of i32`)
    }
    const draws = new Tensor(this.#draw('integers', shape, 0, 'f64'))
    return draws
      .mul(high - low)
      .floor()
      .add(low)
      .cast('i32') as Tensor<Plain<S>>
  }

  /** Truth values that hold with a probability. */
  bernoulli<const S extends Sizes>(probability: TensorLike, shape: S): Tensor<Plain<S>> {
    return new Tensor(this.#draw('bernoulli', shape, 0, 'f64')).lt(probability) as Tensor<Plain<S>>
  }

  /** The numbers 0 to n − 1 (i32) in random order, or the slices of axis 0 of a tensor so. */
  permutation(n: number | Tensor): Tensor {
    if (typeof n !== 'number' && !(n instanceof Tensor)) {
      throw new DTypeError(`permutation: argument 1 is ${typeof n}, not a number or a tensor`)
    }
    const size = typeof n === 'number' ? n : n.shape[0]
    if (size === undefined) throw new ShapeError('permutation: a single number has no order')
    const order = apply(argsortOp(), [this.#draw('permutation', [size], 0, 'f64')], { axis: 0 })
    return typeof n === 'number' ? new Tensor(order) : n.at(new Tensor(order))
  }

  /** Keys for independent numbers, two unless said otherwise. */
  split(count = 2): Key[] {
    if (!(wholeNumber('split', count) >= 0 && count <= MOST_KEYS)) {
      throw new RangeError(`split: ${count} is no number of keys; there may be ${MOST_KEYS}`)
    }
    return Array.from({ length: count }, (_, i) => this.#keyAt(FIRST_PART + i))
  }

  /**
   * A key for independent numbers that depends on a whole number, such as that of a step: a
   * plain number, or a tensor, which may be traced. A tensor gives another key than the plain
   * number that it holds.
   */
  fold(number: TensorLike): Key {
    if (!(number instanceof Tensor)) return this.#keyAt(wholeNumber('fold', number))
    const content = cast(toContentOf(number, 'fold'), 'i32')
    const shifted = applyElementwise('add', [this.#counter, COUNTER_SHIFT])
    const spread = applyElementwise('mul', [shifted, COUNTER_PRIME])
    return new Key(this.#stream, this.#seed, applyElementwise('add', [spread, content]))
  }

  #keyAt(number: number): Key {
    return new Key(randomKey(this.#stream, number), this.#seed, this.#counter)
  }

  #draw(what: string, shape: Sizes, half: 0 | 1, dtype: DType): Content {
    if (!isFloat(dtype)) throw new DTypeError(`random: draws are f64 or f32, not ${dtype}`)
    const stream = randomKey(this.#stream, purposes.indexOf(what) + FIRST_PURPOSE)
    const attributes = { stream, half, shape: shapeOfSizes(checkSizes(what, shape)) }
    const draws = apply(randomOp(), [this.#seed, this.#counter], attributes)
    if (dtype === 'f64') return draws
    // Rounding to single precision must not reach 1.
    return applyElementwise('min', [cast(draws, dtype), 1 - 2 ** -24])
  }
}

function wholeNumber(op: string, number: unknown): number {
  const value = typeof number === 'boolean' ? Number(number) : number
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new RangeError(`${op}: ${String(number)} is no whole number`)
}

/** Different draws from one key are independent. */
const purposes = ['uniform', 'normal', 'integers', 'bernoulli', 'permutation']
/** Purposes are told apart from the numbers that keys are folded with. */
const FIRST_PURPOSE = 2 ** 40
/** More keys than that are no list to work with; `fold` gives any of them. */
const MOST_KEYS = 2 ** 20
/** So are the parts that a key is split into. */
const FIRST_PART = 2 ** 41
const COUNTER_PRIME = 1000003
/** Folding with 0 changes the counter too. */
const COUNTER_SHIFT = 40503

/** Random numbers by key: `random.key(seed).normal([2, 3])`. */
export const random: {
  /** A key for a seed, a whole number; while a function is traced it may be a traced tensor. */
  readonly key: (seed: TensorLike) => Key
} = {
  key: (seed) => {
    if (!(seed instanceof Tensor)) wholeNumber('key', seed)
    const content = cast(toContentOf(seed, 'key'), 'f64')
    return new Key(randomStream('tensor', 'key'), content, scalarContent(0, 'i32'))
  },
}

// Note [Keys]
//
// Draws are those of the op `random`: Philox 4×32-10, with the element as counter. A key is a
// 64-bit hash, a seed and a counter. Plain numbers are folded into the hash, so that they are
// part of the graph as constants. Tensors go into the counter, by which one compiled program
// gives other draws in every step; whether a tensor is traced makes no difference, so that a
// function has the same draws with and without compiling.

/** The op of draws, with what computes and compiles it. */
export function randomOp(): 'random' {
  bringEmitter(randomEmitter)
  return bring(randomRow)
}
