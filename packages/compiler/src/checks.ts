import { internalError } from '@gradus/diagnostics'
import { verify } from '@gradus/graph'
import { CheckedFunctionBuilder, type FunctionBuilderConstructor } from '@gradus/wasm'
import type { LoopProgram } from './loop/loop.ts'
import { verifyLoops } from './loop/verify.ts'
import { checkPassOrder, passOrder } from './pass-order.ts'
import { compareAfter } from './passes/compare.ts'
import { rootsOfProgram } from './passes/rebuild.ts'
import { passes } from './pipeline.ts'
import type { Program } from './program.ts'

/**
 * What looks over the compiler's shoulder and reports mistakes of ours. It is handed in, so
 * that a page which only runs programs does not carry it.
 */
export interface CompilerChecks {
  readonly afterPass: (pass: string, before: Program, after: Program) => void
  readonly afterLowering: (loops: LoopProgram) => void
  /** What emits functions. */
  readonly functionBuilder: FunctionBuilderConstructor
}

/**
 * The checks of a level: 1 verifies graphs, kernels and every emitted instruction; 2 also
 * compares what graphs compute before and after each pass.
 */
export function checksAtLevel(level: 1 | 2): CompilerChecks {
  checkPassOrder(
    passes.map(({ name }) => name),
    passOrder,
  )
  return {
    afterPass: (pass, before, after) => {
      verifyAfter(pass, after)
      if (level === 2) compareAfter(pass, before, after)
    },
    afterLowering: checkLoops,
    functionBuilder: CheckedFunctionBuilder,
  }
}

function verifyAfter(pass: string, program: Program): void {
  const violations = verify(rootsOfProgram(program))
  if (violations.length === 0) return
  const lines = violations.map(({ invariant, node, what }) => `${invariant}: ${node.op} ${what}`)
  internalError(`pass "${pass}" broke the graph`, lines)
}

function checkLoops(loops: LoopProgram): void {
  const violations = verifyLoops(loops)
  if (violations.length === 0) return
  const lines = violations.map(({ invariant, kernel, what }) => `${kernel}: ${invariant}: ${what}`)
  internalError('lowering made kernels that break their invariants', lines)
}
