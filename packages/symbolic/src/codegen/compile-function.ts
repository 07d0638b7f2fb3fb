import type { Expr } from '../expr.ts'
import { stabilizeAll } from '../stable/stabilize.ts'
import { listInstructions } from './instructions.ts'
import { type Evaluator, interpretInstructions } from './interpret.ts'
import { compileInstructions } from './javascript.ts'

/** How {@link compileFunction} runs a formula. */
export interface CompileOptions {
  /**
   * Never makes code from text, as pages with a strict content policy demand. Without this
   * it happens by itself where code from text is forbidden. Both give the same bits.
   */
  readonly interpret?: boolean
  /**
   * Whether formulas are first brought into forms that keep their digits, as
   * {@link stabilizeAll} does and {@link evaluate} as well; they are, unless told.
   */
  readonly stable?: boolean
}

/** A formula as a function of the values of its variables. */
export type CompiledFormula = (values: ArrayLike<number>) => number

/**
 * Formulas as a function of the values of their variables: writes the results into `out`
 * and returns it. Without `out` the results go into one array that belongs to the function
 * and is overwritten by its next call. `out` may be `values` itself.
 */
export type CompiledFormulas = (values: ArrayLike<number>, out?: Float64Array) => Float64Array

/**
 * Compiles formulas to a function of the values of `variables`, in their order.
 *
 * What formulas share is computed once, over all of them: value, gradient and Hessian
 * belong into one call. The function is straight-line code in double precision that
 * allocates nothing. It rounds as {@link evaluate} does, except that functions that `Math`
 * has are taken from there: each stays within 2 ulp. Conditions choose by comparison, both
 * branches are computed, and NaN compares as false; a condition gives 1 or 0.
 *
 * Throws a RangeError for a formula with a variable that is not listed. The function throws
 * a RangeError for fewer values than variables, or an `out` with too little room.
 */
export function compileFunction(
  expr: Expr,
  variables: readonly string[],
  options?: CompileOptions,
): CompiledFormula
export function compileFunction(
  exprs: readonly Expr[],
  variables: readonly string[],
  options?: CompileOptions,
): CompiledFormulas
export function compileFunction(
  exprs: Expr | readonly Expr[],
  variables: readonly string[],
  { interpret = false, stable = true }: CompileOptions = {},
): CompiledFormula | CompiledFormulas {
  const isOne = !Array.isArray(exprs)
  const given = isOne ? [exprs as Expr] : (exprs as readonly Expr[])
  const list = listInstructions(stable ? stabilizeAll(given) : given, variables)
  const isInterpreted = interpret || isCodeForbidden()
  const run = isInterpreted ? interpretInstructions(list) : compileInstructions(list)
  return isOne
    ? makeScalar(run, variables.length)
    : makeVector(run, variables.length, list.outputs.length)
}

function makeScalar(run: Evaluator, inputs: number): CompiledFormula {
  const result = new Float64Array(1)
  return (values) => {
    if (values.length < inputs) refuse('values', values.length, inputs)
    run(values, result)
    return result[0]!
  }
}

function makeVector(run: Evaluator, inputs: number, outputs: number): CompiledFormulas {
  const result = new Float64Array(outputs)
  return (values, out = result) => {
    if (values.length < inputs) refuse('values', values.length, inputs)
    if (out.length < outputs) refuse('places for results', out.length, outputs)
    run(values, out)
    return out
  }
}

function refuse(what: string, given: number, needed: number): never {
  throw new RangeError(`${given} ${what} are given, and ${needed} are needed`)
}

// Asked once: a page with a strict policy reports each attempt.
let isForbidden: boolean | undefined

function isCodeForbidden(): boolean {
  isForbidden ??= !mayMakeCode()
  return isForbidden
}

function mayMakeCode(): boolean {
  try {
    new Function('')
    return true
  } catch (error) {
    if (error instanceof EvalError) return false
    throw error
  }
}
