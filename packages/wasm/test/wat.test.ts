import { describe, expect, test } from 'vitest'
import {
  CheckedFunctionBuilder,
  defineGlobal,
  exportGlobal,
  importFunction,
  importMemory,
  ModuleBuilder,
  toWat,
} from '../src/index.ts'

function functionText(emit: (to: CheckedFunctionBuilder) => void): string {
  const module = new ModuleBuilder({ functionBuilder: CheckedFunctionBuilder })
  module.defineMemory({ initial: 1 })
  emit(module.defineFunction('f', {}, []) as CheckedFunctionBuilder)
  return toWat(module.build())
}

describe('the text of a module', () => {
  test('shows every part by name, indented', () => {
    const module = new ModuleBuilder({ name: 'model', functionBuilder: CheckedFunctionBuilder })
    const log = importFunction(module, 'host', 'log', ['f64'], [])
    importMemory(module, 'host', 'memory', { initial: 1, maximum: 4, shared: true })
    const rate = defineGlobal(module, 'rate', 'f64', 0.1)
    const step = module.defineFunction('step', { n: 'i32' }, ['i32'])
    const i = step.local('i32', 'i')
    step.local('v128')
    step.loop((again) => {
      step.get(step.params.n)
      step.if(
        () => {
          step.getGlobal(rate)
          step.call(log)
        },
        () => step.br(again),
      )
    })
    step.get(i)
    step.load('i32.load', 16, 0)
    module.exportFunction(step)
    exportGlobal(module, rate, 'learning rate')
    module.exportMemory('memory')
    module.addData(8, new TextEncoder().encode('a"\\\n'))
    expect(toWat(module.build())).toBe(expectedText)
  })

  test('prints numbers as the shortest decimals that read back', () => {
    const text = functionText((to) => {
      for (const value of [0.1, -0, 1e21, 5e-324, Number.NaN, -Infinity]) {
        to.f64Const(value)
        to.op('drop')
      }
      for (const value of [0.1, 16777216, 1e-45, 3.4028234663852886e38]) {
        to.f32Const(value)
        to.op('drop')
      }
    })
    const numbers = [...text.matchAll(/const (\S+)/g)].map((match) => match[1])
    expect(numbers).toEqual([
      ...['0.1', '-0', '1e+21', '5e-324', 'nan', '-inf'],
      ...['0.1', '16777216', '1e-45', '3.4028235e+38'],
    ])
  })

  test('reads vector constants as floats in a comment', () => {
    const text = functionText((to) => {
      to.v128Const('f64x2', [1, -2])
      to.op('drop')
    })
    expect(text).toContain(
      'v128.const i32x4 0x0 0x3ff00000 0x0 0xc0000000 (; f64x2 1 -2, f32x4 0 1.875 0 -2 ;)',
    )
  })

  test('prints immediates of memory only when they are not the natural ones', () => {
    const text = functionText((to) => {
      to.i32Const(0)
      to.load('v128.load', 32, 3)
      to.op('drop')
      to.i32Const(0)
      to.v128Const('i8x16', Array(16).fill(-1))
      to.accessLane('v128.store32_lane', 3)
    })
    expect(text).toContain('v128.load offset=32 align=8\n')
    expect(text).toContain('v128.store32_lane 3\n')
    expect(text).toContain('i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff')
  })

  test('tells apart functions of one name', () => {
    const module = new ModuleBuilder()
    for (const name of ['a b', 'a_b', 'a b']) module.defineFunction(name, {}, [])
    expect(toWat(module.build()).match(/func \$\S+/g)).toEqual([
      ...['func $a_b', 'func $a_b#1', 'func $a_b#2'],
    ])
  })

  test('is refused for bytes that are no module', () => {
    expect(() => toWat(new Uint8Array(8))).toThrow('not a WebAssembly 1 module')
    const bytes = new ModuleBuilder({ name: 'cut' }).build()
    expect(() => toWat(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError)
  })
})

const expectedText = String.raw`(module $model
  (type (;0;) (func (param f64)))
  (type (;1;) (func (param i32) (result i32)))
  (import "host" "log" (func $log (type 0)))
  (import "host" "memory" (memory 1 4 shared))
  (global $rate (mut f64) (f64.const 0.1))
  (export "step" (func $step))
  (export "learning rate" (global $rate))
  (export "memory" (memory 0))
  (func $step (type 1) (param $n i32) (result i32)
    (local $i i32)
    (local v128)
    loop $loop0
      local.get $n
      if $if1
        global.get $rate
        call $log
      else
        br $loop0
      end
    end
    local.get $i
    i32.load offset=16 align=1
  )
  (data (i32.const 8) "a\22\5c\0a")
)
`
