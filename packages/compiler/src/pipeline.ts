import { type Builder, simplify } from '@gradus/graph'
import { decompose } from './passes/decompose.ts'
import { hoist } from './passes/hoist.ts'
import { mapRoots } from './passes/rebuild.ts'
import type { Program } from './program.ts'
import { knownRegionCompiler } from './region-compiler.ts'

/** A step from a program to an equal program. */
export interface Pass {
  readonly name: string
  readonly run: (program: Program, builder: Builder) => Program
  /** Whether what follows cannot do without it, so that it cannot be disabled. */
  readonly isRequired?: true
}

/** The passes over graphs, in the order in which they run. */
export const passes: readonly Pass[] = [
  {
    name: 'simplify',
    run: (program, builder) => mapRoots(program, (roots) => simplify(builder, roots)),
  },
  {
    name: 'unroll',
    run: (program, builder) => knownRegionCompiler()?.unroll(program, builder) ?? program,
    isRequired: true,
  },
  { name: 'hoist', run: hoist },
  { name: 'decompose', run: decompose, isRequired: true },
]

/** How passes are run. */
export interface PassOptions {
  readonly checks?: {
    readonly afterPass: (pass: string, before: Program, after: Program) => void
  }
  readonly disablePass?: readonly string[]
  readonly onPass?: (pass: string, program: Program) => void
}

/** Runs all passes that are not disabled. */
export function runPasses(program: Program, builder: Builder, options: PassOptions = {}): Program {
  let current = program
  for (const { name, run, isRequired } of passes) {
    if (options.disablePass?.includes(name) && !isRequired) continue
    const before = current
    current = run(before, builder)
    options.onPass?.(name, current)
    options.checks?.afterPass(name, before, current)
  }
  return current
}
