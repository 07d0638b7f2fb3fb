import type { FileProgress } from '../file-progress.ts'
import { lintDepth } from './depth.ts'
import { lintFormulas } from './formulas.ts'
import { lintInputs } from './inputs.ts'
import { lintLoss } from './loss.ts'
import { lintUnused } from './unused.ts'

/** Warns of what runs, but hardly as meant. Comes last, and only when there are no errors. */
export function checkLints(progress: FileProgress): void {
  lintUnused(progress)
  lintFormulas(progress.env)
  lintLoss(progress)
  lintDepth(progress)
  lintInputs(progress)
}
