import type { RoutinePlan } from '@gradus/ops'
import {
  broughtRow,
  bytesPerElement,
  dim,
  type LinearAlgebraName,
  linearAlgebraNames,
} from '@gradus/ops'
import type { FunctionBuilder, FunctionReference, Local } from '@gradus/wasm'
import type { Operand, RoutineKernel } from '../../loop/loop.ts'
import { emitOwnFunction, type Place, type RoutineContext, sharedFunction } from './context.ts'
import { emittingMachine } from './emitting-machine.ts'
import { countOf, type Extent, emitAddress, emitFor } from './loop.ts'
import { countOf as elementsOf, floatOf, scaledRows, sizeOf } from './operands.ts'
import type { RoutineEmitter } from './routine-emitter.ts'

/** Matrices in memory, one after the other: byte address and bytes of one. */
export interface Items {
  readonly address: number
  readonly bytes: number
}

/** A routine of the op table for a batch of problems. */
export interface ProgramDescriptor {
  readonly op: string
  readonly dtype: 'f32' | 'f64'
  readonly plan: RoutinePlan
  readonly inputs: readonly Items[]
  readonly out: Items
  /** How many problems there are. */
  readonly batch: Extent
}

/** Bytes of scratch: the problems use them one after the other. */
export function programScratchBytes({ dtype, plan }: ProgramDescriptor): number {
  return plan.scratch * (dtype === 'f64' ? 8 : 4)
}

/** Emits a call of the routine for each problem; all nodes with equal variants share its code. */
export function emitProgram(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: ProgramDescriptor,
  { scratch, rows }: Place,
): void {
  const { op, plan, inputs, out, batch } = descriptor
  const routine = programFunction(context, descriptor)
  const emitCall = (to: FunctionBuilder, item: Local | undefined): void => {
    for (const { address, bytes } of [...inputs, out]) emitAddress(to, address, [[item, bytes]])
    to.i32Const(scratch)
    for (const size of plan.sizes) to.i32Const(size)
    to.call(routine)
  }
  if (batch.size === 1 && !batch.rows) {
    emitCall(f, undefined)
    return
  }
  emitOwnFunction(f, context, { name: `${op}_batch`, rows }, (to, rowsLocal) => {
    const item = to.local('i32', 'item')
    emitFor(to, item, countOf(batch, rowsLocal), () => emitCall(to, item))
  })
}

function programFunction(
  context: RoutineContext,
  { op, dtype, plan, inputs }: ProgramDescriptor,
): FunctionReference {
  const names = [
    ...inputs.map((_, i) => `input${i}`),
    'out',
    'scratch',
    ...plan.sizes.map((_, i) => `size${i}`),
  ]
  const params = Object.fromEntries(names.map((name) => [name, 'i32' as const]))
  return sharedFunction(context, `${op}${plan.variant}_${dtype}`, params, (f) => {
    const local = (name: string): Local => f.params[name]!
    const array = (name: string) => ({ address: local(name), offset: 0 })
    plan.run(emittingMachine(f, context, dtype), {
      inputs: inputs.map((_, i) => array(`input${i}`)),
      out: array('out'),
      scratch: array('scratch'),
      sizes: plan.sizes.map((_, i) => local(`size${i}`)),
    })
  })
}

/** Writes the ops whose rows have programs, which is linear algebra. */
export const programEmitter: RoutineEmitter = {
  ops: linearAlgebraNames,
  emit: (kernel, target) => {
    const { f, context, scratch, addressOf } = target
    const program = programOf(kernel, addressOf)
    const rows = scaledRows(target, kernel.output, program.plan.batchRank)
    emitProgram(f, context, program, { scratch, rows })
  },
  scratchBytes: (kernel) => programScratchBytes(programOf(kernel)),
}

/** A routine of linear algebra: its plan, and where its matrices are. */
function programOf(
  kernel: RoutineKernel,
  addressOf: (buffer: string) => number = () => 0,
): ProgramDescriptor {
  const { op, inputs, output, attributes } = kernel
  const shapes = inputs.map(({ shape }) => shape.map(({ size }) => dim(size)))
  const plan = broughtRow(op as LinearAlgebraName).plan!(shapes, attributes as never)
  const dtype = floatOf(output.dtype)
  const items = ({ buffer, shape }: Operand): Items => ({
    address: addressOf(buffer),
    bytes: sizeOf(shape.slice(plan.batchRank)) * bytesPerElement[dtype],
  })
  const batch = elementsOf({ ...output, shape: output.shape.slice(0, plan.batchRank) })
  return { op, dtype, plan, inputs: inputs.map(items), out: items(output), batch }
}
