import { expect, test } from 'vitest'
import {
  CheckedFunctionBuilder,
  type FunctionBuilder,
  importFunction,
  ModuleBuilder,
  webAssembly,
} from '../src/index.ts'

type Call = (...args: readonly (number | bigint)[]) => number

function instantiate(module: ModuleBuilder, imports = {}): Record<string, Call> {
  const compiled = new webAssembly.Module(module.build())
  return new webAssembly.Instance(compiled, imports).exports as Record<string, Call>
}

test('a loop sums the integers below n', () => {
  const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
  const sum = module.defineFunction('sum', { n: 'i32' }, ['i32'])
  const { n } = sum.params
  const i = sum.local('i32', 'i')
  const total = sum.local('i32', 'total')
  sum.block((done) => {
    sum.loop((again) => {
      sum.get(i)
      sum.get(n)
      sum.op('i32.ge_s')
      sum.brIf(done)
      sum.get(total)
      sum.get(i)
      sum.op('i32.add')
      sum.set(total)
      sum.get(i)
      sum.i32Const(1)
      sum.op('i32.add')
      sum.set(i)
      sum.br(again)
    })
  })
  sum.get(total)
  module.exportFunction(sum)
  expect(instantiate(module).sum!(100)).toBe(4950)
  expect(instantiate(module).sum!(0)).toBe(0)
})

test('memory, SIMD lanes, data segments and imports work together', () => {
  const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
  const scale = importFunction(module, 'host', 'scale', ['f64'], ['f64'])
  module.defineMemory({ initial: 1 })
  module.exportMemory('memory')
  module.addData(64, new Uint8Array(new Float64Array([1.5, 2.25]).buffer))
  const run: FunctionBuilder = module.defineFunction('run', {}, ['f64'])
  run.i32Const(0)
  run.i32Const(0)
  run.load('v128.load', 64)
  run.v128Const('f64x2', [2, 4])
  run.op('f64x2.mul')
  run.store('v128.store', 128)
  run.i32Const(128)
  run.load('f64.load')
  run.i32Const(0)
  run.load('v128.load', 128)
  run.lane('f64x2.extract_lane', 1)
  run.op('f64.add')
  run.call(scale)
  module.exportFunction(run)
  const exports = instantiate(module, { host: { scale: (x: number) => 10 * x } })
  expect(exports.run!()).toBe(120)
})
