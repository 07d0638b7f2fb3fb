import type { Given, Machine } from '@gradus/ops'
import type { FunctionBuilder, Local, Parameters, PlainMnemonic } from '@gradus/wasm'
import { LocalPool } from '../locals.ts'
import { type RoutineContext, sharedFunction } from './context.ts'
import { emitCount } from './loop.ts'
import { counting, sweeping } from './machine-loops.ts'
import { memory } from './machine-memory.ts'
import {
  keep,
  type Methods,
  type Parts,
  type WasmCarrier,
  type WasmIndex,
} from './machine-parts.ts'

/**
 * A machine that writes the instructions of a routine into a function. A number is a v128 local
 * with the same value in all lanes; in the vector part of a sweep, lanes are neighbours, and
 * the same instructions serve.
 */
export function emittingMachine(
  f: FunctionBuilder,
  context: RoutineContext,
  dtype: 'f32' | 'f64',
): Machine<WasmCarrier> {
  const parts: Parts = { f, context, pool: new LocalPool(f), dtype, lanes: dtype === 'f64' ? 2 : 4 }
  return {
    bits: dtype === 'f64' ? 64 : 32,
    ...arithmetic(parts),
    ...comparisons(parts),
    ...indices(parts),
    ...memory(parts),
    ...variables(parts),
    ...calls(parts),
    ...choices(parts),
    ...counting(parts),
    ...sweeping(parts),
  }
}

type ArithmeticName = 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'abs' | 'sqrt' | 'max'

function arithmetic(parts: Parts): Methods<ArithmeticName | 'constant' | 'fromIndex' | 'toIndex'> {
  const { f, dtype } = parts
  const shape = dtype === 'f64' ? 'f64x2' : 'f32x4'
  const apply =
    (name: ArithmeticName) =>
    (...args: Local[]): Local => {
      for (const arg of args) f.get(arg)
      f.op(`${shape}.${name}` as PlainMnemonic)
      return keep(parts, 'v128')
    }
  return {
    add: apply('add'),
    sub: apply('sub'),
    mul: apply('mul'),
    div: apply('div'),
    neg: apply('neg'),
    abs: apply('abs'),
    sqrt: apply('sqrt'),
    max: apply('max'),
    constant(value) {
      f.v128Const(shape, new Array<number>(parts.lanes).fill(value))
      return keep(parts, 'v128')
    },
    fromIndex(index) {
      emitCount(f, index)
      f.op(dtype === 'f64' ? 'f64.convert_i32_s' : 'f32.convert_i32_s')
      f.op(`${shape}.splat`)
      return keep(parts, 'v128')
    },
    toIndex(value) {
      f.get(value)
      f.lane(`${shape}.extract_lane`, 0)
      f.op(dtype === 'f64' ? 'i32.trunc_sat_f64_s' : 'i32.trunc_sat_f32_s')
      return keep(parts, 'i32')
    },
  }
}

type ComparisonName = 'lt' | 'le' | 'eq'

function comparisons(
  parts: Parts,
): Methods<ComparisonName | 'isBefore' | 'isSame' | 'and' | 'not' | 'select'> {
  const { f, dtype } = parts
  const compare =
    (name: ComparisonName) =>
    (a: Local, b: Local): Local => {
      f.get(a)
      f.get(b)
      f.op(dtype === 'f64' ? `f64x2.${name}` : `f32x4.${name}`)
      f.lane('i32x4.extract_lane', 0)
      return keep(parts, 'i32')
    }
  const combine =
    (mnemonic: 'i32.lt_s' | 'i32.eq' | 'i32.and') =>
    (a: WasmIndex, b: WasmIndex): Local => {
      emitCount(f, a)
      emitCount(f, b)
      f.op(mnemonic)
      return keep(parts, 'i32')
    }
  return {
    lt: compare('lt'),
    le: compare('le'),
    eq: compare('eq'),
    isBefore: combine('i32.lt_s'),
    isSame: combine('i32.eq'),
    // A truth is 1 or -1 where it holds, so the lowest bit is what they share.
    and: combine('i32.and'),
    not(a) {
      f.get(a)
      f.op('i32.eqz')
      return keep(parts, 'i32')
    },
    select(condition, a, b) {
      f.get(condition)
      f.if(
        () => f.get(a),
        () => f.get(b),
        'v128',
      )
      return keep(parts, 'v128')
    },
  }
}

function indices(parts: Parts): Methods<'plus' | 'minus' | 'times'> {
  const { f } = parts
  const combine =
    (mnemonic: 'i32.add' | 'i32.sub' | 'i32.mul', now: (a: number, b: number) => number) =>
    (a: WasmIndex, b: WasmIndex): WasmIndex => {
      if (typeof a === 'number' && typeof b === 'number') return now(a, b)
      emitCount(f, a)
      emitCount(f, b)
      f.op(mnemonic)
      return keep(parts, 'i32')
    }
  return {
    plus: combine('i32.add', (a, b) => a + b),
    minus: combine('i32.sub', (a, b) => a - b),
    times: combine('i32.mul', (a, b) => a * b),
  }
}

function variables(parts: Parts): Methods<'variable' | 'counter'> {
  const { f, pool } = parts
  const copy = (local: Local): Local => {
    f.get(local)
    return keep(parts, local.type === 'v128' ? 'v128' : 'i32')
  }
  return {
    variable(initial) {
      const local = pool.take('v128')
      const set = (value: Local): void => {
        f.get(value)
        f.set(local)
      }
      set(initial)
      return { get: () => copy(local), set }
    },
    counter(initial) {
      const local = pool.take('i32')
      const set = (value: WasmIndex): void => {
        emitCount(f, value)
        f.set(local)
      }
      set(initial)
      return { get: () => copy(local), set }
    },
  }
}

function calls(parts: Parts): Methods<'call' | 'evaluate'> {
  const { f, context, dtype } = parts
  const emitCall = (
    name: string,
    given: Given<WasmCarrier>,
    body: (to: FunctionBuilder, $: Machine<WasmCarrier>, given: Given<WasmCarrier>) => void,
    results: readonly 'v128'[],
  ): void => {
    const { arrays, indices, values } = given
    const params = [
      ...arrays.map((_, i) => [`array${i}`, 'i32'] as const),
      ...indices.map((_, i) => [`index${i}`, 'i32'] as const),
      ...values.map((_, i) => [`value${i}`, 'v128'] as const),
    ]
    const emit = (to: FunctionBuilder): void => {
      const local = (kind: string, i: number): Local => to.params[`${kind}${i}`]!
      body(to, emittingMachine(to, context, dtype), {
        arrays: arrays.map((_, i) => ({ address: local('array', i), offset: 0 })),
        indices: indices.map((_, i) => local('index', i)),
        values: values.map((_, i) => local('value', i)),
      })
    }
    const types: Parameters = Object.fromEntries(params)
    const target = sharedFunction(context, `${name}_${dtype}`, types, emit, results)
    for (const { address, offset } of arrays) {
      f.get(address)
      if (offset === 0) continue
      f.i32Const(offset)
      f.op('i32.add')
    }
    for (const index of indices) emitCount(f, index)
    for (const value of values) f.get(value)
    f.call(target)
  }
  return {
    call: (name, given, body) => emitCall(name, given, (_, $, inner) => body($, inner), []),
    evaluate(name, given, body) {
      emitCall(name, given, (to, $, inner) => to.get(body($, inner)), ['v128'])
      return keep(parts, 'v128')
    },
  }
}

function choices({ f, pool }: Parts): Methods<'when'> {
  return {
    when(condition, then, otherwise) {
      f.get(condition)
      f.if(() => pool.scope(then), otherwise && (() => pool.scope(otherwise)))
    },
  }
}
