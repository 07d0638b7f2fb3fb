import { bytesPerElement } from '@gradus/ops'
import type { FunctionBuilder, FunctionReference, Local } from '@gradus/wasm'
import type { RepeatKernel, RepeatLink } from '../loop/loop.ts'
import type { RepeatAddresses } from '../region-compiler.ts'

/** Emits all turns of a repeat; `turn` is a function of the count of rows. */
export function emitTurns(
  f: FunctionBuilder<{ readonly rows: 'i32' }>,
  kernel: RepeatKernel,
  turn: FunctionReference,
  addresses: RepeatAddresses,
): void {
  const { count, links, body } = kernel
  const copies = links.map((link) => copyOf(kernel, link, addresses))
  const copyAll = (role: RepeatLink['role'], part?: Local): void => {
    links.forEach((link, i) => {
      if (link.role === role) emitCopy(f, copies[i]!, part)
    })
  }
  copyAll('start')
  if (count > 0) {
    // A count may be more than 32 bits hold; places of parts never are.
    const done = f.local('i64', 'turn')
    const part = f.local('i32', 'part')
    f.block((end) => {
      f.loop((again) => {
        f.get(done)
        f.op('i32.wrap_i64')
        f.set(part)
        copyAll('slice', part)
        f.get(f.params.rows)
        f.call(turn)
        if (body.commit) {
          f.op('i32.eqz')
          f.brIf(end)
        }
        copyAll('collect', part)
        f.get(done)
        f.i64Const(1n)
        f.op('i64.add')
        f.tee(done)
        f.i64Const(BigInt(count))
        f.op('i64.lt_u')
        f.brIf(again)
      })
    })
  }
  copyAll('last')
}

interface Copy {
  readonly from: number
  readonly to: number
  readonly bytes: number
  /** Which of the two addresses moves with the turns. */
  readonly isRead: boolean
}

function copyOf(
  { buffers }: RepeatKernel,
  { role, inside, outside }: RepeatLink,
  addresses: RepeatAddresses,
): Copy {
  const { length, dtype } = buffers.find(({ name }) => name === inside)!
  const [inner, outer] = [addresses.inside(inside), addresses.outside(outside)]
  const isRead = role === 'start' || role === 'slice'
  const [from, to] = isRead ? [outer, inner] : [inner, outer]
  return { from, to, bytes: length * bytesPerElement[dtype], isRead }
}

/** Copies a buffer, to or from one of the parts of the outer one where a turn is given. */
function emitCopy(f: FunctionBuilder, copy: Copy, part: Local | undefined): void {
  const { from, to, bytes, isRead } = copy
  if (bytes === 0) return
  const pushMoved = (isMoved: boolean): void => {
    if (!part || !isMoved) {
      f.i32Const(0)
      return
    }
    f.get(part)
    f.i32Const(bytes)
    f.op('i32.mul')
  }
  pushMoved(!isRead)
  // Single numbers do without the call that copying memory is in most engines.
  const single = singles[bytes]
  if (single) {
    pushMoved(isRead)
    f.load(single.load, from, 2)
    f.store(single.store, to, 2)
    return
  }
  f.i32Const(to)
  f.op('i32.add')
  pushMoved(isRead)
  f.i32Const(from)
  f.op('i32.add')
  f.i32Const(bytes)
  f.op('memory.copy')
}

const singles: Readonly<
  Record<
    number,
    { readonly load: 'i32.load' | 'i64.load'; readonly store: 'i32.store' | 'i64.store' }
  >
> = {
  4: { load: 'i32.load', store: 'i32.store' },
  8: { load: 'i64.load', store: 'i64.store' },
}
