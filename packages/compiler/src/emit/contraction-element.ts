import type {
  FunctionBuilder,
  LaneMnemonic,
  LoadMnemonic,
  Local,
  MemoryLaneMnemonic,
  PlainMnemonic,
  StoreMnemonic,
} from '@gradus/wasm'

/** The instructions of one element type. */
export interface Element {
  readonly bytes: number
  readonly lanes: number
  readonly add: PlainMnemonic
  readonly mul: PlainMnemonic
  readonly multiplyAdd: PlainMnemonic
  readonly loadSplat: LoadMnemonic
  readonly loadFirst: LoadMnemonic
  readonly loadLane: MemoryLaneMnemonic
  readonly storeLane: MemoryLaneMnemonic
  readonly extractLane: LaneMnemonic
  readonly load: LoadMnemonic
  readonly store: StoreMnemonic
}

/** The instructions of the two float types. */
export const elements: Readonly<Record<'f32' | 'f64', Element>> = {
  f32: {
    bytes: 4,
    lanes: 4,
    add: 'f32x4.add',
    mul: 'f32x4.mul',
    multiplyAdd: 'f32x4.relaxed_madd',
    loadSplat: 'v128.load32_splat',
    loadFirst: 'v128.load32_zero',
    loadLane: 'v128.load32_lane',
    storeLane: 'v128.store32_lane',
    extractLane: 'f32x4.extract_lane',
    load: 'f32.load',
    store: 'f32.store',
  },
  f64: {
    bytes: 8,
    lanes: 2,
    add: 'f64x2.add',
    mul: 'f64x2.mul',
    multiplyAdd: 'f64x2.relaxed_madd',
    loadSplat: 'v128.load64_splat',
    loadFirst: 'v128.load64_zero',
    loadLane: 'v128.load64_lane',
    storeLane: 'v128.store64_lane',
    extractLane: 'f64x2.extract_lane',
    load: 'f64.load',
    store: 'f64.store',
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
export function emitLoadLanes(f: FunctionBuilder, element: Element, from: LanesInMemory): void {
  const { pointer, offset, lanes, stride } = from
  if (stride === element.bytes && lanes * element.bytes === 16) {
    f.get(pointer)
    f.load('v128.load', offset, 2)
    return
  }
  // The addresses of the later lanes wait below the vector.
  const first = stride === element.bytes && lanes * element.bytes >= 8 ? 8 / element.bytes : 1
  for (let lane = first; lane < lanes; lane++) f.get(pointer)
  f.get(pointer)
  f.load(first * element.bytes === 8 ? 'v128.load64_zero' : element.loadFirst, offset, 2)
  for (let lane = first; lane < lanes; lane++) {
    f.accessLane(element.loadLane, lane, offset + lane * stride, 2)
  }
}

/** Stores the first lanes of `value`. */
export function emitStoreLanes(
  f: FunctionBuilder,
  element: Element,
  { pointer, offset, lanes, stride }: LanesInMemory,
  value: Local,
): void {
  const isContiguous = stride === element.bytes
  if (isContiguous && lanes * element.bytes === 16) {
    f.get(pointer)
    f.get(value)
    f.store('v128.store', offset, 2)
    return
  }
  const first = isContiguous && lanes * element.bytes >= 8 ? 8 / element.bytes : 0
  if (first > 0) {
    f.get(pointer)
    f.get(value)
    f.accessLane('v128.store64_lane', 0, offset, 2)
  }
  for (let lane = first; lane < lanes; lane++) {
    f.get(pointer)
    f.get(value)
    f.accessLane(element.storeLane, lane, offset + lane * stride, 2)
  }
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
