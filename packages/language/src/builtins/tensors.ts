import { canonicalDims, outerDims, solveDims, stackDims, transposeDims } from '../2-check/dims.ts'
import { showType } from '../2-check/show-type.ts'
import { bools, isSingle, numbers } from '../2-check/types.ts'
import { optional, required } from './argument.ts'
import { type FunctionRow, problem, type ResultRule } from './row.ts'

/** Functions that rearrange or join tensors. */
export type TensorName = 'transpose' | 'outer' | 'stack'

/** Functions of a formula rather than of its value. */
export type DerivativeName = 'grad' | 'jacobian' | 'hessian'

/** Functions that only make sense beside `expect`. */
export type TestName = 'gradcheck' | 'validation' | 'same_steps'

/** Linear algebra. */
export type SolverName = 'solve'

const gradient: ResultRule = (call) => {
  const value = call.tensor('value')
  if (isSingle(value)) return numbers(call.tensor('variables').dims)
  const help = 'for a vector use `jacobian`, or reduce it first with `sum` or `mean`'
  return problem('E0314', 'value', { function: call.name }, { label: showType(value), help })
}

const jacobian: ResultRule = (call) =>
  numbers(canonicalDims([...call.tensor('value').dims, ...call.tensor('variables').dims]))

const hessian: ResultRule = (call) => {
  const [value, variables] = [call.tensor('value'), call.tensor('variables')]
  if (isSingle(value)) return numbers(outerDims(variables.dims, variables.dims))
  return problem('E0314', 'value', { function: call.name }, { label: showType(value) })
}

const check: ResultRule = (call) => {
  const value = call.tensor('value')
  if (isSingle(value)) return bools()
  return problem('E0314', 'value', { function: call.name }, { label: showType(value) })
}

const solution: ResultRule = (call) => {
  const [matrix, right] = [call.tensor('matrix'), call.tensor('right')]
  const dims = solveDims(matrix.dims, right.dims)
  if (dims) return numbers(dims)
  const also = { at: 'right', label: showType(right) }
  return problem('E0303', 'matrix', { operator: call.name }, { label: showType(matrix), also })
}

/** The functions that rearrange or join tensors. */
export const tensorFunctions: Readonly<Record<TensorName, FunctionRow>> = {
  transpose: {
    arguments: [required('x', 'value')],
    result: (call) => ({ ...call.tensor('x'), dims: transposeDims(call.tensor('x').dims) }),
    doc: 'The same elements with the dims in reverse order; also written `x.T`.',
  },
  outer: {
    arguments: [required('a', 'value'), required('b', 'value')],
    result: (call) => numbers(outerDims(call.tensor('a').dims, call.tensor('b').dims)),
    doc: 'The product of every pair of elements.',
  },
  stack: {
    arguments: [required('list', 'list'), required('as', 'new-dim')],
    result: (call) => numbers(stackDims(call.tensor('list').dims, call.dims('as')?.[0] ?? '')),
    doc: 'Puts values of one shape side by side along a new last dim.',
  },
}

const derivativeArguments = [required('value', 'value'), required('variables', 'variables')]

/** The functions that differentiate. */
export const derivatives: Readonly<Record<DerivativeName, FunctionRow>> = {
  grad: {
    arguments: derivativeArguments,
    result: gradient,
    doc: 'The gradient of a single number by names, shaped like them.',
  },
  jacobian: {
    arguments: derivativeArguments,
    result: jacobian,
    doc: 'The derivative of each element of a value by names, a row for each element.',
  },
  hessian: {
    arguments: derivativeArguments,
    result: hessian,
    doc: 'The second derivatives of a single number by names.',
  },
}

/** The functions for tests. */
export const testFunctions: Readonly<Record<TestName, FunctionRow>> = {
  gradcheck: {
    arguments: [required('value', 'value'), optional('tol', 'known', '1e-6')],
    result: check,
    inside: 'test',
    doc: 'True when independent ways to compute the gradient agree to a relative error of tol.',
  },
  validation: {
    arguments: [required('metric', 'metric')],
    result: () => numbers(),
    inside: 'test',
    doc: 'A metric, or the loss, over the rows that were held back.',
  },
  same_steps: {
    arguments: [required('a', 'optimizer'), required('b', 'optimizer'), required('steps', 'count')],
    result: () => bools(),
    inside: 'test',
    doc: 'True when two optimizers take the same steps from the declared starts.',
  },
}

/** Linear algebra. */
export const solvers: Readonly<Record<SolverName, FunctionRow>> = {
  solve: {
    arguments: [required('matrix', 'value'), required('right', 'value')],
    result: solution,
    doc: 'The x with matrix @ x = right.',
  },
}
