import type { Node } from '@gradus/graph'
import { sameSizes } from '@gradus/ops'
import { currentTrace, withTrace } from '../content/trace.ts'
import { Tensor, toContentOf } from '../tensor.ts'
import { type AnyArguments, type Given, requireFunction } from '../transform/signature.ts'
import { takeResults } from '../transform/stand-ins.ts'
import { type Flattened, flattenTree, type LeafLike, unflattenTree } from '../tree.ts'
import { Executable } from './executable.ts'

/** How a function is compiled. */
export interface CompileFunctionOptions {
  /**
   * Results are the same bits on every machine, and the same as without compiling. Unless
   * said so, rules may simplify the graph, and products and sums may be rounded together.
   */
  readonly deterministic?: boolean
  /**
   * Places, from 0, of arguments that are given up: a result of the same type takes their
   * place in memory and stays there, so that a training step copies no parameters. A donated
   * tensor that came out of the function cannot be used any more.
   */
  readonly donate?: number | readonly number[]
}

/** A function that runs as WebAssembly. */
export type Compiled<A extends unknown[], R> = (...args: Given<A>) => R

/** Programs that one compiled function keeps; more shapes than that push the oldest out. */
const MOST_PROGRAMS = 64

/**
 * The same function as WebAssembly. It is traced once for each combination of shapes, dtypes
 * and structures of its arguments, and then runs without JavaScript; numbers among the
 * arguments become tensors. What is neither tensor nor number (text, `null`, functions) is
 * part of the combination. The programs of the latest 64 combinations are kept, each with its
 * latest arguments: a tensor that is given again is not copied again. Tensors that it uses from
 * outside are constants.
 *
 * While another function is traced, it is simply called.
 */
export function compile<A extends AnyArguments, R>(
  f: (...args: A) => R,
  { deterministic = false, donate = [] }: CompileFunctionOptions = {},
): Compiled<A, R> {
  requireFunction('compile', f)
  const places = typeof donate === 'number' ? [donate] : donate
  /** The latest one first: most calls are like the one before. */
  let programs: readonly Executable[] = []
  return (...args) => {
    if (currentTrace()) return f(...(args as unknown as A))
    if (!programs[0]?.give(args)) {
      const flat = flattenTree(args)
      const known = programs.find((program) => program.fits(args))
      const program = known ?? compileFor(f, flat, places, deterministic)
      const others = programs.filter((other) => other !== known)
      programs = [program, ...others.slice(0, MOST_PROGRAMS - 1)]
      program.giveLeaves(flat.leaves)
    }
    return programs[0]!.run() as R
  }
}

function compileFor(
  f: (...args: never[]) => unknown,
  { leaves, structure, paths }: Flattened<LeafLike>,
  places: readonly number[],
  deterministic: boolean,
): Executable {
  return withTrace('compile', (trace) => {
    const inputs = leaves.map((leaf, i) =>
      trace.standIn(toContentOf(leaf, 'compile'), `argument ${paths[i]}`),
    )
    const standIns = inputs.map((node) => new Tensor(trace.content(node)))
    const args = unflattenTree(structure, standIns) as never[]
    const { nodes: outputs, structure: taken } = takeResults(trace, 'compile', f(...args))
    trace.close(inputs)
    const isDonated = (i: number): boolean => places.includes(Number.parseInt(paths[i]!, 10))
    const homes = findHomes(inputs, outputs, isDonated)
    const structures = { given: structure, taken }
    return new Executable({ trace, inputs, outputs, structures, homes, deterministic })
  })
}

/**
 * For each output, the donated input in whose place it stays; -1 where there is none. An input
 * goes to the first output of its type that has none.
 */
function findHomes(
  inputs: readonly Node[],
  outputs: readonly Node[],
  isDonated: (input: number) => boolean,
): number[] {
  const homes = outputs.map(() => -1)
  for (const [i, input] of inputs.entries()) {
    if (!isDonated(i)) continue
    const match = outputs.findIndex(
      ({ shape, dtype }, k) =>
        homes[k]! < 0 && dtype === input.dtype && sameSizes(shape, input.shape),
    )
    if (match >= 0) homes[match] = i
  }
  return homes
}
