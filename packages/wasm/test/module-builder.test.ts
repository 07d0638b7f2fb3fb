import { describe, expect, test } from 'vitest'
import {
  CheckedFunctionBuilder,
  defineGlobal,
  type FunctionBuilder,
  importFunction,
  importMemory,
  ModuleBuilder,
  type ModuleOptions,
  toWat,
  webAssembly,
} from '../src/index.ts'

type Exports = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>

function instantiate(module: ModuleBuilder, imports = {}): Exports {
  const compiled = new webAssembly.Module(module.build())
  return new webAssembly.Instance(compiled, imports).exports as Exports
}

/** Emits `count` instructions of the sort that kernels consist of. */
function emitMuch(to: FunctionBuilder, count: number): void {
  const sum = to.local('v128', 'sum')
  const at = to.local('i32', 'at')
  for (let i = 0; i < count; i += 8) {
    to.get(sum)
    to.get(at)
    to.load('v128.load', i)
    to.v128Const('f64x2', [i, 0.5])
    to.op('f64x2.mul')
    to.op('f64x2.add')
    to.op('f64x2.sqrt')
    to.set(sum)
  }
}

function largeModule(instructions: number, options?: ModuleOptions): ModuleBuilder {
  const module = new ModuleBuilder(options)
  module.defineMemory({ initial: 1 })
  const large = module.defineFunction('large', {}, [])
  emitMuch(large, instructions)
  return module
}

describe('a module', () => {
  test('shares a memory with its maker and its types with its functions', () => {
    const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
    importMemory(module, 'host', 'memory', { initial: 1, maximum: 2, shared: true })
    const swap = module.defineFunction('swap', { a: 'i32', b: 'f64' }, ['f64', 'i32'])
    swap.get(swap.params.b)
    swap.get(swap.params.a)
    const twice = module.defineFunction('twice', { a: 'i32', b: 'f64' }, ['f64', 'i32'])
    twice.get(twice.params.a)
    twice.get(twice.params.b)
    twice.call(swap)
    module.exportFunction(twice, 'exported twice')
    module.addData(8, Uint8Array.of(7, 8, 9))
    const memory = new webAssembly.Memory({ initial: 1, maximum: 2, shared: true })
    const exports = instantiate(module, { host: { memory } })
    expect(exports['exported twice']!(3, 0.5)).toEqual([0.5, 3])
    expect([...new Uint8Array(memory.buffer, 7, 5)]).toEqual([0, 7, 8, 9, 0])
    expect(toWat(module.build()).match(/\(type \(;/g)).toHaveLength(1)
  })

  test('keeps globals of every number type', () => {
    const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
    const values = { i32: -5, i64: -(2n ** 62n), f32: 0.25, f64: -0 } as const
    for (const type of ['i32', 'i64', 'f32', 'f64'] as const) {
      const read = module.defineFunction(`read ${type}`, {}, [type])
      read.getGlobal(defineGlobal(module, `g ${type}`, type, values[type]))
      module.exportFunction(read, type)
    }
    const exports = instantiate(module)
    expect(exports.i32!()).toBe(-5)
    expect(exports.i64!()).toBe(-(2n ** 62n))
    expect(exports.f32!()).toBe(0.25)
    expect(exports.f64!()).toBe(-0)
  })

  test('has a name section that the engine reads in its stack traces', () => {
    const module = new ModuleBuilder({ name: 'model', functionBuilder: CheckedFunctionBuilder })
    const broken = module.defineFunction('dense → relu, line 7', {}, [])
    broken.op('unreachable')
    module.exportFunction(broken, 'run')
    let stack = ''
    try {
      instantiate(module).run!()
    } catch (error) {
      stack = String((error as Error).stack)
    }
    expect(stack).toContain('dense → relu, line 7')
  })

  test('can be built again with the same bytes', () => {
    const module = largeModule(80, { functionBuilder: CheckedFunctionBuilder })
    expect(module.build()).toEqual(module.build())
  })

  test('refuses a late import and an integer-like parameter', () => {
    const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
    module.defineFunction('first', {}, [])
    expect(() => importFunction(module, 'host', 'late', [], [])).toThrow('"host.late"')
    expect(() => module.defineFunction('bad', { 0: 'i32' }, [])).toThrow('like an integer')
  })

  test('holds function bodies of a megabyte', () => {
    const bytes = largeModule(260_000).build()
    expect(bytes.length).toBeGreaterThan(1_000_000)
    expect(webAssembly.validate(bytes)).toBe(true)
  })

  test('of 100 000 instructions is assembled in milliseconds', () => {
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now()
      largeModule(100_000).build()
      return performance.now() - start
    })
    // The bound leaves room for a busy machine: alone it takes a few milliseconds.
    expect(Math.min(...times)).toBeLessThan(50)
  })
})
