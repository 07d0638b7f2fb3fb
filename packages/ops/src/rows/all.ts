import type { BroughtName } from '../brought-names.ts'
import type { FunctionName } from '../names.ts'
import { addAlongAxisRow, argsortRow, cumsumRow, takeAlongAxisRow } from './along-axis.ts'
import { type BroughtRow, bring } from './brought.ts'
import { type AnyFunction, bringFunction, type FunctionRow } from './brought-function.ts'
import * as functions from './functions.ts'
import {
  choleskyRow,
  determinantRow,
  eighRow,
  luRow,
  qrRow,
  solveRow,
  spectrumRow,
  svdRow,
  triangularSolveRow,
} from './linear-algebra.ts'
import { prodRow } from './product.ts'
import { randomRow } from './random.ts'
import { repeatRow } from './region.ts'
import { overlapAddRow, windowsRow } from './windows.ts'

let areBrought = false

/** Brings every elementwise function: for rules that are written over any algebra. */
export function bringFunctions(): void {
  if (areBrought) return
  areBrought = true
  for (const row of Object.values(functions as Record<string, AnyFunction>)) {
    bringFunction(row as FunctionRow<FunctionName>)
  }
}

/** Brings every row: for programs that meet ops by name. */
export function bringAll(): void {
  bringFunctions()
  const rows: { readonly [K in BroughtName]: BroughtRow<K> } = {
    triangular_solve: triangularSolveRow,
    cholesky: choleskyRow,
    lu: luRow,
    solve: solveRow,
    determinant: determinantRow,
    qr: qrRow,
    eigh: eighRow,
    svd: svdRow,
    spectrum: spectrumRow,
    argsort: argsortRow,
    cumsum: cumsumRow,
    prod: prodRow,
    windows: windowsRow,
    overlap_add: overlapAddRow,
    take_along_axis: takeAlongAxisRow,
    add_along_axis: addAlongAxisRow,
    random: randomRow,
  }
  bring(repeatRow)
  for (const row of Object.values(rows)) bring(row as BroughtRow<BroughtName>)
}
