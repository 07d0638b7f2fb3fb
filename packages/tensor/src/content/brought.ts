import { bringRegions, bringWindowRules } from '@gradus/graph'
import {
  addAlongAxisRow,
  argsortRow,
  bring,
  cumsumRow,
  overlapAddRow,
  prodRow,
  takeAlongAxisRow,
  windowsRow,
} from '@gradus/ops'
import {
  addAlongAxisEmitter,
  argsortEmitter,
  bringEmitter,
  bringRegionCompiler,
  cumsumEmitter,
  overlapAddEmitter,
  programEmitter,
} from '@gradus/runtime'

// Ops with what computes, differentiates and compiles them; see Note [Brought ops] of the op table.

export function argsortOp(): 'argsort' {
  bringEmitter(argsortEmitter)
  return bring(argsortRow)
}

export function cumsumOp(): 'cumsum' {
  bringEmitter(cumsumEmitter)
  return bring(cumsumRow)
}

export function prodOp(): 'prod' {
  return bring(prodRow)
}

export function windowsOp(): 'windows' {
  bringWindowRules()
  bringEmitter(overlapAddEmitter)
  return bring(windowsRow)
}

export function overlapAddOp(): 'overlap_add' {
  bringWindowRules()
  bringEmitter(overlapAddEmitter)
  return bring(overlapAddRow)
}

export function takeAlongAxisOp(): 'take_along_axis' {
  bringEmitter(addAlongAxisEmitter)
  return bring(takeAlongAxisRow)
}

export function addAlongAxisOp(): 'add_along_axis' {
  bringEmitter(addAlongAxisEmitter)
  return bring(addAlongAxisRow)
}

/**
 * Brings what compiles factorizations: for rules over an algebra that apply `eigh`, `qr` or
 * `solve` of the graph package to whatever they are given.
 */
export function bringFactorizations(): void {
  bringEmitter(programEmitter)
}

/** Brings what loops and other regions need to be computed, differentiated and compiled. */
export function bringLoops(): void {
  bringRegions()
  bringRegionCompiler()
}
