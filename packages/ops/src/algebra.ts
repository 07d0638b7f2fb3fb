import type { OpAttributes } from './attributes.ts'
import type { ArgsOf, ElementwiseName, OpName, ResultOf } from './names.ts'
import type { ValueType } from './shape.ts'

/**
 * Every elementwise op as a function over some carrier `T`: numbers, expressions, graph
 * nodes, notation. Derivative rules are written against it once and read by all of them.
 */
export type Algebra<T> = {
  [K in ElementwiseName]: (...args: ArgsOf<K, T, T>) => ResultOf<K, T, T>
} & {
  constant(value: number): T
}

/**
 * An algebra over tensors: elementwise ops apply to equal shapes (single numbers are
 * broadcast), and every other op is applied with its attributes.
 */
export interface TensorAlgebra<T> extends Algebra<T> {
  typeOf(value: T): ValueType
  apply<K extends OpName>(op: K, inputs: readonly T[], attributes: OpAttributes[K]): T
}
