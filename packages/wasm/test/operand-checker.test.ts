import { describe, expect, test } from 'vitest'
import {
  AssemblyError,
  CheckedFunctionBuilder,
  defineGlobal,
  type FunctionBuilder,
  type Label,
  ModuleBuilder,
  type ModuleOptions,
  webAssembly,
} from '../src/index.ts'

interface Mistake {
  readonly what: string
  readonly emit: (to: FunctionBuilder) => void
  readonly message: string
}

const mistakes: readonly Mistake[] = [
  {
    what: 'an operand of another type',
    emit: (to) => {
      to.f64Const(1)
      to.i32Const(1)
      to.op('f64.add')
    },
    message: 'function "bad", instruction 2 (f64.add): expected f64, found i32',
  },
  {
    what: 'a missing operand',
    emit: (to) => to.op('i32.eqz'),
    message: 'instruction 0 (i32.eqz): expected i32, found nothing',
  },
  {
    what: 'an operand of an outer block',
    emit: (to) => {
      to.i32Const(1)
      to.block(() => to.op('drop'))
    },
    message: 'instruction 2 (drop): expected an operand, found nothing',
  },
  {
    what: 'a surplus operand in a block',
    emit: (to) => to.block(() => to.i32Const(1)),
    message: 'instruction 2 (end): expected nothing more on the operand stack, found i32',
  },
  {
    what: 'two types in a select',
    emit: (to) => {
      to.f64Const(1)
      to.i64Const(1n)
      to.i32Const(1)
      to.op('select')
    },
    message: 'instruction 3 (select): expected i64, found f64',
  },
  {
    what: 'a branch without the result of its block',
    emit: (to) => {
      to.block((label) => to.br(label), 'f64')
      to.op('drop')
    },
    message: 'instruction 1 (br): expected f64, found nothing',
  },
  {
    what: 'an if with a result and no else',
    emit: (to) => {
      to.i32Const(1)
      to.if(() => to.f64Const(1), undefined, 'f64')
      to.op('drop')
    },
    message: 'expected f64, found nothing',
  },
]

describe('the operand checker', () => {
  test.each(mistakes)('refuses $what, as the engine does', ({ emit, message }) => {
    const emitBad = (options?: ModuleOptions): ModuleBuilder => {
      const module = new ModuleBuilder(options)
      emit(module.defineFunction('bad', {}, []))
      return module
    }
    expect(() => emitBad({ functionBuilder: CheckedFunctionBuilder })).toThrow(message)
    expect(webAssembly.validate(emitBad().build())).toBe(false)
  })

  test('refuses a function that does not end with its results', () => {
    const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
    module.defineFunction('bad', {}, ['f64']).i32Const(1)
    expect(() => module.build()).toThrow('"bad", instruction 1 (end): expected f64, found i32')
  })

  test('refuses a write to a global that is not mutable', () => {
    const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
    const limit = defineGlobal(module, 'limit', 'i32', 3, false)
    const bad = module.defineFunction('bad', {}, [])
    bad.i32Const(1)
    expect(() => bad.setGlobal(limit)).toThrow('global "limit" is not mutable')
  })

  test('accepts whatever follows a branch, as the engine does', () => {
    const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
    const odd = module.defineFunction('odd', {}, ['f64'])
    odd.block((label) => {
      odd.f64Const(1)
      odd.br(label)
      odd.op('f64.add')
      odd.i32Const(0)
      odd.op('select')
    }, 'f64')
    expect(webAssembly.validate(module.build())).toBe(true)
  })
})

describe('beside operands, the checked builder refuses', () => {
  const makeBad = (): FunctionBuilder =>
    new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder }).defineFunction('bad', {}, [])

  test('a branch to a block that is closed', () => {
    const bad = makeBad()
    let closed: Label | undefined
    bad.block((label) => {
      closed = label
    })
    bad.block(() => expect(() => bad.br(closed!)).toThrow(AssemblyError))
  })

  test('lanes, alignments and shuffles out of bounds', () => {
    const bad = makeBad()
    expect(() => bad.lane('f64x2.extract_lane', 2)).toThrow('lane 2 is not one of 2 lanes')
    expect(() => bad.accessLane('v128.load32_lane', 4)).toThrow('lane 4 is not one of 4 lanes')
    expect(() => bad.load('f64.load', 0, 4)).toThrow('alignment')
    expect(() => bad.shuffle([0, 1])).toThrow('2 lanes')
    expect(() => bad.v128Const('f32x4', [1])).toThrow('1 lanes')
  })
})
