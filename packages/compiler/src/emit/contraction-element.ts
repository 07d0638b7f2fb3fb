import type { FunctionBuilder, Local, PlainMnemonic } from '@gradus/wasm'
import { emitLoad, emitLoadLane, emitStore, emitStoreLane } from './memory-access.ts'

/** The instructions of one element type. */
export interface Element {
  readonly bytes: 4 | 8
  readonly lanes: number
  readonly add: PlainMnemonic
  readonly mul: PlainMnemonic
  readonly multiplyAdd: PlainMnemonic
}

/** The instructions of the two float types. */
export const elements: Readonly<Record<'f32' | 'f64', Element>> = {
  f32: {
    bytes: 4,
    lanes: 4,
    add: 'f32x4.add',
    mul: 'f32x4.mul',
    multiplyAdd: 'f32x4.relaxed_madd',
  },
  f64: {
    bytes: 8,
    lanes: 2,
    add: 'f64x2.add',
    mul: 'f64x2.mul',
    multiplyAdd: 'f64x2.relaxed_madd',
  },
}

/** Some lanes in memory: from `pointer + offset` on, `stride` bytes apart. */
export interface LanesInMemory {
  readonly pointer: Local
  readonly offset: number
  readonly lanes: number
  readonly stride: number
}

/** Pushes a vector; lanes beyond `lanes` are +0 and their memory is not read. */
export function emitLoadLanes(
  f: FunctionBuilder,
  { bytes }: Element,
  { pointer, offset, lanes, stride }: LanesInMemory,
): void {
  const first = lanesAtOnce(bytes, lanes, stride)
  // The addresses of the later lanes wait below the vector.
  for (let lane = first; lane < lanes; lane++) f.get(pointer)
  f.get(pointer)
  emitLoad(f, first * bytes, offset)
  for (let lane = first; lane < lanes; lane++) {
    emitLoadLane(f, bytes, lane, offset + lane * stride)
  }
}

/** Stores the first lanes of `value`. */
export function emitStoreLanes(
  f: FunctionBuilder,
  { bytes }: Element,
  { pointer, offset, lanes, stride }: LanesInMemory,
  value: Local,
): void {
  const first = lanesAtOnce(bytes, lanes, stride)
  f.get(pointer)
  f.get(value)
  emitStore(f, first * bytes, offset)
  for (let lane = first; lane < lanes; lane++) {
    f.get(pointer)
    f.get(value)
    emitStoreLane(f, bytes, lane, offset + lane * stride)
  }
}

/** How many lanes, from the first one on, one instruction moves: 4, 8 or 16 bytes. */
function lanesAtOnce(bytes: number, lanes: number, stride: number): number {
  if (stride !== bytes || lanes * bytes < 8) return 1
  return (lanes * bytes === 16 ? 16 : 8) / bytes
}

/** With two vectors on the stack (three in the order value, value, sum if fused), adds a product. */
export function emitMultiplyAdd(
  f: FunctionBuilder,
  element: Element,
  isFused: boolean,
  sum: Local,
  pushFactors: () => void,
): void {
  if (isFused) {
    pushFactors()
    f.get(sum)
    f.op(element.multiplyAdd)
  } else {
    f.get(sum)
    pushFactors()
    f.op(element.mul)
    f.op(element.add)
  }
  f.set(sum)
}

/** v128 locals by number, declared when they are first asked for. */
export class VectorLocals {
  readonly #f: FunctionBuilder
  readonly #locals: Local[] = []

  constructor(f: FunctionBuilder) {
    this.#f = f
  }

  /** The local of that number. */
  at(index: number): Local {
    while (this.#locals.length <= index) this.#locals.push(this.#f.local('v128'))
    return this.#locals[index]!
  }
}
