import {
  CheckedFunctionBuilder,
  defineGlobal,
  immediateOf,
  type LaneMnemonic,
  type LoadMnemonic,
  type MemoryLaneMnemonic,
  type Mnemonic,
  ModuleBuilder,
  opcodes,
  type PlainMnemonic,
  type StoreMnemonic,
  typeOfInstruction,
  type ValueType,
} from '../src/index.ts'

/** Whether only engines with relaxed SIMD accept the instruction. */
export function isRelaxed(mnemonic: Mnemonic): boolean {
  return mnemonic.includes('.relaxed_')
}

const pushers: Readonly<Record<ValueType, (to: CheckedFunctionBuilder) => void>> = {
  i32: (to) => to.i32Const(0),
  i64: (to) => to.i64Const(0n),
  f32: (to) => to.f32Const(0),
  f64: (to) => to.f64Const(0),
  v128: (to) => to.v128Const('i32x4', [0, 0, 0, 0]),
}

/** What is emitted by itself: constants, and what depends on blocks, locals and functions. */
function isDependent(mnemonic: Mnemonic): boolean {
  const immediate = immediateOf(mnemonic) ?? ''
  return (
    ['block', 'label', 'labels', 'function', 'local', 'global', 'constant'].includes(immediate) ||
    ['else', 'end', 'return', 'unreachable'].includes(mnemonic)
  )
}

/** Emits operands, the instruction of one row of the table, and drops of its results. */
function emitRow(to: CheckedFunctionBuilder, mnemonic: Mnemonic): void {
  const { params, results } = typeOfInstruction(mnemonic)
  const immediate = immediateOf(mnemonic)
  for (const param of params) pushers[param === 't' ? 'f64' : param](to)
  if (immediate === 'lane') to.lane(mnemonic as LaneMnemonic<Mnemonic>, 1)
  else if (immediate === 'lanes') to.shuffle(Array.from({ length: 16 }, (_, i) => 31 - i))
  else if (immediate === 'memory lane')
    to.accessLane(mnemonic as MemoryLaneMnemonic<Mnemonic>, 1, 8)
  else if (immediate !== 'memory') to.op(mnemonic as PlainMnemonic<Mnemonic>)
  else if (mnemonic.includes('.store')) to.store(mnemonic as StoreMnemonic<Mnemonic>, 300, 0)
  else to.load(mnemonic as LoadMnemonic<Mnemonic>, 300)
  if (results.length > 0 && !results.includes('never')) to.op('drop')
}

/** Emits the instructions whose types depend on an immediate, and the constants. */
function emitDependent(to: CheckedFunctionBuilder, module: ModuleBuilder): void {
  const local = to.local('f64', 'x')
  const global = defineGlobal(module, 'g', 'f64', 0.5)
  to.f64Const(1)
  to.set(local)
  to.get(local)
  to.tee(local)
  to.setGlobal(global)
  to.getGlobal(global)
  to.op('drop')
  for (const push of Object.values(pushers)) {
    push(to)
    to.op('drop')
  }
  to.block((outer) => {
    to.loop((again) => {
      to.i32Const(0)
      to.brIf(again)
      to.i32Const(1)
      to.if(
        () => to.br(outer),
        () => to.call(to),
      )
      to.i32Const(1)
      to.brTable([again, outer], outer)
    })
  })
}

/** A module in which every instruction that `accepts` admits appears. */
export function everyInstruction(accepts: (mnemonic: Mnemonic) => boolean): ModuleBuilder {
  const module = new ModuleBuilder({
    name: 'every instruction',
    functionBuilder: CheckedFunctionBuilder,
  })
  module.defineMemory({ initial: 1 })
  const every = module.defineFunction('every', {}, []) as CheckedFunctionBuilder
  emitDependent(every, module)
  for (const mnemonic of Object.keys(opcodes) as Mnemonic[]) {
    if (!isDependent(mnemonic) && accepts(mnemonic)) emitRow(every, mnemonic)
  }
  every.i32Const(0)
  every.if(() => every.op('unreachable'))
  every.return()
  return module
}
