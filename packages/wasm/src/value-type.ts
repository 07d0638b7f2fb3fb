/** The type of an operand, a local or a global. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** The types that a function or a block takes from the operand stack and leaves there. */
export interface FunctionType {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

/** The byte that stands for each type in a module. */
export const valueTypeCodes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
}

/** The type that a byte stands for, or `undefined`. */
export function valueTypeOf(code: number): ValueType | undefined {
  const types = Object.keys(valueTypeCodes) as ValueType[]
  return types.find((type) => valueTypeCodes[type] === code)
}

/** Prints a type as `[i32 f64] -> [f64]`. */
export function printFunctionType(type: FunctionType): string {
  return `[${type.params.join(' ')}] -> [${type.results.join(' ')}]`
}
