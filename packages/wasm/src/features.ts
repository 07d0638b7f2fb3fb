import { webAssembly } from './host.ts'
import { ModuleBuilder } from './module-builder.ts'
import type { PlainMnemonic } from './opcodes.ts'

/** Tells whether this engine runs 128-bit SIMD. */
export function supportsSimd(): boolean {
  return accepts('f64x2.add', 2)
}

/** Tells whether this engine runs relaxed SIMD, which has fused multiply-add. */
export function supportsRelaxedSimd(): boolean {
  return accepts('f64x2.relaxed_madd', 3)
}

function accepts(mnemonic: PlainMnemonic, arity: number): boolean {
  const module = new ModuleBuilder()
  const probe = module.defineFunction('probe', {}, ['v128'])
  for (let i = 0; i < arity; i++) probe.v128Const('f64x2', [0, 0])
  probe.op(mnemonic)
  return webAssembly.validate(module.build())
}
