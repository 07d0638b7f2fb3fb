import { internalError } from '@gradus/diagnostics'
import { bytesPerElement } from '@gradus/ops'
import type { FunctionBuilder, FunctionReference, Local } from '@gradus/wasm'
import type { RepeatKernel, RepeatLink } from '../loop/loop.ts'
import { scratchName } from '../memory-plan.ts'
import type { RepeatTarget } from '../region-compiler.ts'
import { planRepeat } from '../repeat-plan.ts'
import type { EntryFunction, Scope } from './scope.ts'

/** The addresses of the buffers inside and around a repeat. */
interface RepeatAddresses {
  readonly inside: (buffer: string) => number
  readonly outside: (buffer: string) => number
}

/** Writes a repeat as a function of the count of rows. */
export function emitRepeat(kernel: RepeatKernel, target: RepeatTarget): FunctionReference {
  const inside = scopeInside(kernel, target)
  const turn = emitTurn(kernel, inside, target)
  const all = target.module.defineFunction(kernel.name, { rows: 'i32' }, [])
  emitTurns(all, kernel, turn, { inside: inside.addressOf, outside: target.addressOf })
  return all
}

/** What the kernels inside of a repeat see. */
function scopeInside(
  kernel: RepeatKernel,
  { addressOf, scratch: start, scratchBytesOf }: RepeatTarget,
): Scope {
  const { places } = planRepeat(kernel, scratchBytesOf)
  const given = new Map(
    kernel.links.flatMap(({ role, inside, outside }) =>
      role === 'given' ? [[inside, addressOf(outside)]] : [],
    ),
  )
  const { name, kernels } = kernel.body
  return {
    name,
    kernels,
    addressOf: (buffer) =>
      given.get(buffer) ??
      start + (places.get(buffer) ?? internalError(`buffer ${buffer} of ${name} has no address`)),
    scratchOf: (index) => start + (places.get(scratchName(index)) ?? 0),
  }
}

/** One turn: a function that gives whether it was done, where it may end early. */
function emitTurn(
  kernel: RepeatKernel,
  inside: Scope,
  { module, write }: RepeatTarget,
): FunctionReference {
  const { commit } = kernel.body
  const turn = module.defineFunction(`${kernel.name} turn`, { rows: 'i32' }, commit ? ['i32'] : [])
  const count = inside.kernels.length
  if (!commit) {
    write(turn, inside, 0, count)
    return turn
  }
  write(turn, inside, 0, commit.before)
  turn.i32Const(0)
  turn.load('i32.load', inside.addressOf(commit.buffer))
  turn.op('i32.eqz')
  turn.if(() => {
    turn.i32Const(0)
    turn.return()
  })
  write(turn, inside, commit.before, count)
  turn.i32Const(1)
  return turn
}

/** Emits all turns of a repeat; `turn` is a function of the count of rows. */
function emitTurns(
  f: EntryFunction,
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
