import { type ElementwiseName, signatures } from '@gradus/ops'
import { type Kernel, kernels, programOf } from '../double.ts'
import { hasTrait, mapOps } from '../op-table.ts'
import { javascriptOps } from '../print/code/javascript-ops.ts'
import type { Template } from '../print/code/language.ts'

/** An op as JavaScript: both ways to run it, which compute the same bits. */
export interface NativeOp {
  readonly name: ElementwiseName
  /** Whether it gives a truth value: a boolean in code, 1 or 0 in a register. */
  readonly isCondition: boolean
  readonly isCommutative: boolean
  /** The op as an expression over names; `undefined` where code calls `program`. */
  readonly template: Template | undefined
  readonly program: (...args: readonly number[]) => number
  readonly run: Kernel
}

// As kernels compute them, where people would write something simpler.
const templates: Readonly<Partial<Record<ElementwiseName, Template>>> = {
  ...javascriptOps,
  sign: '(Math.sign(#0) || 0)',
  pow: '#0 === 1 || (#0 === -1 && Math.abs(#1) === Infinity) ? 1 : Math.pow(#0, #1)',
  hypot:
    '#0 * #0 + #1 * #1 > 1e-280 && #0 * #0 + #1 * #1 < 1e300 ? Math.sqrt(#0 * #0 + #1 * #1) : Math.hypot(#0, #1)',
  sigmoid: '(#0 < 0 ? Math.exp(#0) : 1) / (1 + Math.exp(-Math.abs(#0)))',
}

/** Every elementwise op as JavaScript. */
export const nativeOps: Readonly<Record<ElementwiseName, NativeOp>> = mapOps((name) => ({
  name,
  isCondition: signatures[name].endsWith('>m'),
  isCommutative: hasTrait(name, 'commutative'),
  template: templates[name],
  program: programOf(name),
  run: kernels[name],
}))
