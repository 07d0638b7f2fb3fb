import { internalError } from '@gradus/diagnostics'
import { type Builder, simplify } from '@gradus/graph'
import type { CompilerChecks } from './checks.ts'
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

/** Which pass has to come before which, and why. */
export const passOrder: readonly (readonly [first: string, second: string, because: string])[] = [
  ['simplify', 'unroll', 'a body is simplified once, not once for each copy'],
  ['unroll', 'hoist', 'parts of a body may depend on constant buffers alone'],
  ['hoist', 'decompose', 'what is prepared is decomposed as well'],
  ['simplify', 'decompose', 'rules look for reductions over all axes at once'],
]

/** Reports an order of passes that breaks a constraint: a mistake of ours. */
export function checkPassOrder(
  names: readonly string[],
  constraints: readonly (readonly [string, string, string])[],
): void {
  for (const [first, second, because] of constraints) {
    const [a, b] = [names.indexOf(first), names.indexOf(second)]
    if (a < 0 || b < 0) internalError(`the order of passes names "${a < 0 ? first : second}"`)
    if (a > b) internalError(`pass "${first}" must run before "${second}", because ${because}`)
  }
}

checkPassOrder(
  passes.map(({ name }) => name),
  passOrder,
)

/** How passes are run. */
export interface PassOptions {
  readonly checks?: Pick<CompilerChecks, 'afterPass'>
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
