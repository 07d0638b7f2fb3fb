import { describe, expect, test } from 'vitest'
import {
  type Mnemonic,
  opcodes,
  supportsRelaxedSimd,
  supportsSimd,
  toWat,
  webAssembly,
} from '../src/index.ts'
import { everyInstruction, isRelaxed } from './every-instruction.ts'

const mnemonics = Object.keys(opcodes) as Mnemonic[]

describe('the opcode table', () => {
  test('gives every instruction its own code', () => {
    expect(new Set(mnemonics.map((mnemonic) => opcodes[mnemonic])).size).toBe(mnemonics.length)
  })

  test('has all of vector and relaxed SIMD', () => {
    const codes = mnemonics.map((mnemonic) => opcodes[mnemonic])
    const vector = codes.filter((code) => code >= 0xfd_0000 && code < 0xfd_0100)
    const relaxed = codes.filter((code) => code >= 0xfd_0100)
    expect([vector.length, relaxed.length]).toEqual([236, 20])
    expect(mnemonics.filter(isRelaxed).length).toBe(20)
  })

  test('makes a module with every instruction that the engine accepts', () => {
    expect(supportsSimd()).toBe(true)
    const plain = everyInstruction((mnemonic) => !isRelaxed(mnemonic))
    expect(webAssembly.validate(plain.build())).toBe(true)
    const all = everyInstruction(() => true)
    expect(webAssembly.validate(all.build())).toBe(supportsRelaxedSimd())
  })

  test('is named in full by the disassembly', () => {
    const text = toWat(everyInstruction(() => true).build())
    const words = new Set(text.split(/\s+/))
    // A last `else` or `end` has no operands around it, but is a word of its own all the same.
    expect(mnemonics.filter((mnemonic) => !words.has(mnemonic))).toEqual([])
  })
})
