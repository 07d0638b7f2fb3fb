import { describe, expect, it } from 'vitest'
import {
  alignDims,
  canonicalDims,
  contractDims,
  dimPositions,
  gatherDims,
  listDims,
  outerDims,
  reduceDims,
  removeDim,
  repeatedDims,
  solveDims,
  stackDims,
  transposeDims,
} from '../../src/2-check/dims.ts'

describe('primes', () => {
  it('tell repeated dims apart from left to right', () => {
    expect(canonicalDims(['k', 'n', 'k', 'k'])).toEqual(['k', 'n', "k'", "k''"])
  })

  it('disappear as soon as their twin does', () => {
    expect(canonicalDims(["k'"])).toEqual(['k'])
    expect(removeDim(['k', "k'"], 'k')).toEqual(['k'])
    expect(reduceDims(['k', "k'"], { over: ["k'"] })).toEqual(['k'])
  })
})

describe('elementwise alignment', () => {
  it.each([
    [['n', 'k'], ['k'], ['n', 'k']],
    [['k'], ['n', 'k'], ['n', 'k']],
    [
      ['n', 'k'],
      ['k', 'n'],
      ['n', 'k'],
    ],
    [['n'], [], ['n']],
    [[], [], []],
    [['k', "k'"], ["k'"], ['k', "k'"]],
  ])('of %j and %j is %j', (left, right, dims) => {
    expect(alignDims(left, right)).toEqual(dims)
  })

  it('is refused when neither side fits inside the other', () => {
    expect(alignDims(['n'], ['m'])).toBeUndefined()
    expect(alignDims(['n', 'k'], ['k', 'm'])).toBeUndefined()
  })
})

describe('products', () => {
  it.each([
    [
      ['n', 'i'],
      ['i', 'o'],
      ['n', 'o'],
    ],
    [
      ['feature', 'n'],
      ['n', 'feature'],
      ['feature', "feature'"],
    ],
    [['k', "k'"], ['k'], ['k']],
    [
      ['k', "k'"],
      ['k', "k'"],
      ['k', "k'"],
    ],
    [['n'], ['n'], []],
    [
      ['a', 'b', 'i'],
      ['i', "i'"],
      ['a', 'b', 'i'],
    ],
  ])('of %j @ %j have dims %j', (left, right, dims) => {
    expect(contractDims(left, right)).toEqual(dims)
  })

  it('need the same dim in the middle', () => {
    expect(contractDims(['n', 'i'], ['o', 'i'])).toBeUndefined()
    expect(contractDims([], ['i'])).toBeUndefined()
  })

  it('for every pair have both sides', () => {
    expect(outerDims(['n'], ['n'])).toEqual(['n', "n'"])
  })
})

describe('other rules', () => {
  it('transpose reverses and tells primes anew', () => {
    expect(transposeDims(['n', 'k'])).toEqual(['k', 'n'])
    expect(transposeDims(['k', "k'"])).toEqual(['k', "k'"])
  })

  it('reductions remove all dims, some, or all but some', () => {
    expect(reduceDims(['a', 'b', 'c'], {})).toEqual([])
    expect(reduceDims(['a', 'b', 'c'], { over: ['b'] })).toEqual(['a', 'c'])
    expect(reduceDims(['a', 'b', 'c'], { keep: ['b'] })).toEqual(['b'])
  })

  it('lists put their count first, stacks put their dim last', () => {
    expect(listDims(2, ['2'])).toEqual(['2', "2'"])
    expect(stackDims(listDims(2, ['n']), 'basis')).toEqual(['n', 'basis'])
    expect(repeatedDims('depth', ['i', 'o'])).toEqual(['depth', 'i', 'o'])
  })

  it('an index takes the place of its dim', () => {
    expect(gatherDims(['n', 'k'], 'n', [])).toEqual(['k'])
    expect(gatherDims(['vocab', 'k'], 'vocab', ['n'])).toEqual(['n', 'k'])
  })

  it('a system is solved for what its matrix is square over', () => {
    expect(solveDims(['k', "k'"], ['k'])).toEqual(['k'])
    expect(solveDims(['k', 'm'], ['k'])).toBeUndefined()
  })

  it('positions say where each dim lies', () => {
    expect(dimPositions(['k', 'm'], ['n', 'k'])).toEqual([1, -1])
  })
})
