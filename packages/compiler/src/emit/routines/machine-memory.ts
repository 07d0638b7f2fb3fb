import type { Local } from '@gradus/wasm'
import { elements } from '../contraction-element.ts'
import { emitStore, emitStoreLane, laneAccess } from '../memory-access.ts'
import {
  keep,
  type Methods,
  type Parts,
  type Place,
  type WasmArray,
  type WasmIndex,
} from './machine-parts.ts'

/** Parts of arrays, loads and stores. */
export function memory(parts: Parts): Methods<'part' | 'load' | 'store'> {
  const { f, dtype } = parts
  const element = elements[dtype]
  const isPlace = (at: WasmIndex | Place): at is Place => typeof at === 'object' && 'bytes' in at
  /** Pushes an address and gives the bytes that are to be added to it. */
  const emitAddressOf = ({ address, offset }: WasmArray, at: WasmIndex | Place): number => {
    f.get(address)
    if (typeof at === 'number') return offset + at * element.bytes
    if (isPlace(at)) f.get(at.bytes)
    else emitBytes(parts, at)
    f.op('i32.add')
    return isPlace(at) ? offset + at.offset : offset
  }
  return {
    part({ address, offset }, start) {
      if (typeof start === 'number') return { address, offset: offset + start * element.bytes }
      f.get(address)
      emitBytes(parts, start)
      f.op('i32.add')
      return { address: keep(parts, 'i32'), offset }
    },
    load(array, at) {
      const offset = emitAddressOf(array, at)
      // The rest may be followed by less than a vector: memory reaches beyond what is planned.
      if (isPlace(at) && at.reach !== 'one') f.load('v128.load', offset, 2)
      else f.load(laneAccess[element.bytes].splat, offset, 2)
      return keep(parts, 'v128')
    },
    store(array, at, value) {
      const offset = emitAddressOf(array, at)
      const reach = isPlace(at) ? at.reach : 'one'
      if (typeof reach === 'object') {
        emitStoreRest(parts, { address: keep(parts, 'i32'), offset }, reach.left, value)
        return
      }
      f.get(value)
      emitStore(f, reach === 'vector' ? 16 : element.bytes, offset)
    },
  }
}

/** Stores the lanes of the rest of a sweep, of which there are one to three. */
function emitStoreRest(
  { f, dtype }: Parts,
  { address, offset }: WasmArray,
  left: Local,
  value: Local,
): void {
  const pushBoth = (): void => {
    f.get(address)
    f.get(value)
  }
  const storeFirst = (bytes: number): void => {
    pushBoth()
    emitStore(f, bytes, offset)
  }
  if (dtype === 'f64') {
    storeFirst(8)
    return
  }
  const ifLeft = (bytes: number, then: () => void, otherwise?: () => void): void => {
    f.get(left)
    f.i32Const(bytes)
    f.op('i32.and')
    f.if(then, otherwise)
  }
  ifLeft(
    8,
    () => {
      storeFirst(8)
      ifLeft(4, () => {
        pushBoth()
        emitStoreLane(f, 4, 2, offset + 8)
      })
    },
    () => storeFirst(4),
  )
}

/** Pushes the bytes that as many elements take. */
export function emitBytes({ f, dtype }: Parts, index: WasmIndex): void {
  const { bytes } = elements[dtype]
  if (typeof index === 'number') f.i32Const(index * bytes)
  else {
    f.get(index)
    f.i32Const(Math.log2(bytes))
    f.op('i32.shl')
  }
}
