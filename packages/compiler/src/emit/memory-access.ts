import type { FunctionBuilder } from '@gradus/wasm'

/** The instructions that move one lane of 4 or 8 bytes; the first one fills all lanes with it. */
export const laneAccess = {
  4: { splat: 'v128.load32_splat', load: 'v128.load32_lane', store: 'v128.store32_lane' },
  8: { splat: 'v128.load64_splat', load: 'v128.load64_lane', store: 'v128.store64_lane' },
} as const

// Memory is aligned to 16 bytes, but what is moved may start at any element.
const align = 2

/** Emits the load of 4, 8 or 16 bytes into the first lanes of a vector; the others are zero. */
export function emitLoad(f: FunctionBuilder, bytes: number, offset: number): void {
  const narrow = bytes === 8 ? 'v128.load64_zero' : 'v128.load32_zero'
  f.load(bytes === 16 ? 'v128.load' : narrow, offset, align)
}

/** Emits the store of the first 4, 8 or 16 bytes of a vector. */
export function emitStore(f: FunctionBuilder, bytes: number, offset: number): void {
  if (bytes === 16) f.store('v128.store', offset, align)
  else emitStoreLane(f, bytes as 4 | 8, 0, offset)
}

/** Emits the load of one lane into the vector on the stack. */
export function emitLoadLane(f: FunctionBuilder, bytes: 4 | 8, lane: number, offset: number): void {
  f.accessLane(laneAccess[bytes].load, lane, offset, align)
}

/** Emits the store of one lane of a vector. */
export function emitStoreLane(
  f: FunctionBuilder,
  bytes: 4 | 8,
  lane: number,
  offset: number,
): void {
  f.accessLane(laneAccess[bytes].store, lane, offset, align)
}
