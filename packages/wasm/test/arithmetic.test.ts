import { describe, expect, test } from 'vitest'
import {
  CheckedFunctionBuilder,
  ModuleBuilder,
  opcodes,
  type PlainMnemonic,
  supportsRelaxedSimd,
  webAssembly,
} from '../src/index.ts'

type Scalar = (...args: readonly number[]) => number

const roundHalfToEven = (x: number): number => {
  const below = Math.floor(x)
  if (x - below !== 0.5) return Math.round(x)
  return below % 2 === 0 ? below : below + 1
}

const unary: Readonly<Record<string, Scalar>> = {
  abs: (x) => Math.abs(x!),
  neg: (x) => -x!,
  sqrt: (x) => Math.sqrt(x!),
  ceil: (x) => Math.ceil(x!),
  floor: (x) => Math.floor(x!),
  trunc: (x) => Math.trunc(x!),
  nearest: (x) => roundHalfToEven(x!),
}

const binary: Readonly<Record<string, Scalar>> = {
  add: (x, y) => x! + y!,
  sub: (x, y) => x! - y!,
  mul: (x, y) => x! * y!,
  div: (x, y) => x! / y!,
  min: (x, y) => Math.min(x!, y!),
  max: (x, y) => Math.max(x!, y!),
}

const integers: Readonly<Record<string, Scalar>> = {
  add: (x, y) => (x! + y!) | 0,
  sub: (x, y) => (x! - y!) | 0,
  mul: (x, y) => Math.imul(x!, y!),
  div_s: (x, y) => (x! / y!) | 0,
  div_u: (x, y) => ((x! >>> 0) / (y! >>> 0)) | 0,
  rem_s: (x, y) => (x! % y!) | 0,
  rem_u: (x, y) => ((x! >>> 0) % (y! >>> 0)) | 0,
  and: (x, y) => x! & y!,
  or: (x, y) => x! | y!,
  xor: (x, y) => x! ^ y!,
  shl: (x, y) => x! << y!,
  shr_s: (x, y) => x! >> y!,
  shr_u: (x, y) => (x! >>> y!) | 0,
  eq: (x, y) => Number(x === y),
  ne: (x, y) => Number(x !== y),
  lt_s: (x, y) => Number(x! < y!),
  lt_u: (x, y) => Number(x! >>> 0 < y! >>> 0),
  gt_s: (x, y) => Number(x! > y!),
  gt_u: (x, y) => Number(x! >>> 0 > y! >>> 0),
  le_s: (x, y) => Number(x! <= y!),
  ge_s: (x, y) => Number(x! >= y!),
}

const vectorIntegers = ['add', 'sub', 'mul'] as const
const samples = [-2.5, -1.5, -0.25, 0.5, 1.75, 2.5, 3]
const wholes = [-7, -1, 1, 2, 31]

function mnemonicOf(text: string): PlainMnemonic {
  expect(opcodes).toHaveProperty([text])
  return text as PlainMnemonic
}

/** A function that runs one scalar instruction. */
function runScalar(type: 'i32' | 'f32' | 'f64', name: string, arity: number): Scalar {
  const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
  const names = ['x', 'y', 'z'].slice(0, arity)
  const params = Object.fromEntries(names.map((param) => [param, type]))
  const isComparison = type === 'i32' || ['eq', 'ne', 'lt', 'gt', 'le', 'ge'].includes(name)
  const run = module.defineFunction('run', params, [isComparison ? 'i32' : type])
  for (const local of run.locals) run.get(local)
  run.op(mnemonicOf(`${type}.${name}`))
  return exportsOf(module, run)
}

/** A function that runs one vector instruction on splats and extracts its last lane. */
function runVector(shape: 'i32x4' | 'f32x4' | 'f64x2', name: string, arity: number): Scalar {
  const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
  const type = ({ i32x4: 'i32', f32x4: 'f32', f64x2: 'f64' } as const)[shape]
  const names = ['x', 'y', 'z'].slice(0, arity)
  const params = Object.fromEntries(names.map((param) => [param, type]))
  const run = module.defineFunction('run', params, [type])
  for (const local of run.locals) {
    run.get(local)
    run.op(`${shape}.splat`)
  }
  run.op(mnemonicOf(`${shape}.${name}`))
  run.lane(`${shape}.extract_lane`, shape === 'f64x2' ? 1 : 3)
  return exportsOf(module, run)
}

function exportsOf(
  module: ModuleBuilder,
  run: ReturnType<ModuleBuilder['defineFunction']>,
): Scalar {
  module.exportFunction(run)
  const compiled = new webAssembly.Module(module.build())
  return new webAssembly.Instance(compiled).exports.run as Scalar
}

describe.each(['f32', 'f64'] as const)('%s instructions', (type) => {
  const round = type === 'f32' ? Math.fround : (x: number) => x
  const shape = type === 'f32' ? 'f32x4' : 'f64x2'

  test.each(Object.keys(unary))('%s agree with JavaScript, one and many lanes', (name) => {
    const [scalar, vector] = [runScalar(type, name, 1), runVector(shape, name, 1)]
    for (const x of samples) {
      const expected = round(unary[name]!(x))
      expect([scalar(x), vector(x)]).toEqual([expected, expected])
    }
  })

  test.each(Object.keys(binary))('%s agree with JavaScript, one and many lanes', (name) => {
    const [scalar, vector] = [runScalar(type, name, 2), runVector(shape, name, 2)]
    for (const x of samples) {
      for (const y of samples) {
        const expected = round(binary[name]!(x, y))
        expect([scalar(x, y), vector(x, y)]).toEqual([expected, expected])
      }
    }
  })
})

describe('i32 instructions', () => {
  test.each(Object.keys(integers))('%s agree with JavaScript', (name) => {
    const scalar = runScalar('i32', name, 2)
    for (const x of wholes) for (const y of wholes) expect(scalar(x, y)).toBe(integers[name]!(x, y))
  })

  test.each(vectorIntegers)('%s agree with JavaScript in lanes', (name) => {
    const vector = runVector('i32x4', name, 2)
    for (const x of wholes) for (const y of wholes) expect(vector(x, y)).toBe(integers[name]!(x, y))
  })
})

test('relaxed multiply-add adds or subtracts the product', () => {
  expect(supportsRelaxedSimd()).toBe(true)
  for (const shape of ['f32x4', 'f64x2'] as const) {
    expect(runVector(shape, 'relaxed_madd', 3)(3, 5, 7)).toBe(22)
    expect(runVector(shape, 'relaxed_nmadd', 3)(3, 5, 7)).toBe(-8)
  }
})
