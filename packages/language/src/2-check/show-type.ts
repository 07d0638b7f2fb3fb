import type { TensorType, Type } from './types.ts'

/**
 * Prints a type as a reader writes it: `[n, hidden]`, `bool[n]`, `classes[n]`, and
 * `a single number` where there are no dims.
 */
export function showType(type: Type): string {
  if (type.kind === 'tensor') return showTensor(type)
  if (type.kind === 'function') return `the function \`${type.name}\``
  if (type.kind === 'setting') return `a ${type.of}`
  if (type.kind === 'poison') return '?'
  return `a ${type.kind}`
}

/** Says in words what a type is: `[n, hidden]: numbers along n and hidden`. */
export function explainType(type: Type): string {
  if (type.kind !== 'tensor' || type.dims.length === 0) return showType(type)
  const each = type.dims.map((dim) => `\`${dim}\``).join(' and ')
  return `${showType(type)}: ${elementWords(type)} for each ${each}`
}

/** Prints dims alone, in brackets. */
export function showDims(dims: readonly string[]): string {
  return `[${dims.join(', ')}]`
}

function showTensor({ element, dims }: TensorType): string {
  const shape = dims.length ? showDims(dims) : ''
  if (element.kind === 'labels') return `${element.dim}${shape || ' (one label)'}`
  if (element.kind === 'number') return shape || 'a single number'
  return `${element.kind}${shape}`
}

function elementWords({ element }: TensorType): string {
  if (element.kind === 'labels') return `a label of \`${element.dim}\``
  if (element.kind === 'bool') return 'true or false'
  return element.kind === 'int' ? 'a whole number' : 'a number'
}
