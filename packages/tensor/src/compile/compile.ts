import type { Node } from '@gradus/graph'
import { sameSizes } from '@gradus/ops'
import { type Content, currentTrace, withTrace } from '../content/trace.ts'
import { Tensor } from '../tensor.ts'
import { type AnyArguments, type Given, requireFunction } from '../transform/signature.ts'
import { takeResults } from '../transform/stand-ins.ts'
import { TreePlan, unflattenTree } from '../tree.ts'
import { Executable } from './executable.ts'
import { CallPlan, type CallSignature, Identities, readSignature } from './signature.ts'

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
 * part of the combination. Tensors that it uses from outside are constants.
 *
 * While another function is traced, it is simply called.
 */
export function compile<A extends AnyArguments, R>(
  f: (...args: A) => R,
  { deterministic = false, donate = [] }: CompileFunctionOptions = {},
): Compiled<A, R> {
  requireFunction('compile', f)
  const programs = new Map<string, CompiledProgram>()
  const identities = new Identities()
  const places = typeof donate === 'number' ? [donate] : donate
  let latest: CompiledProgram | undefined
  const find = (signature: CallSignature): CompiledProgram => {
    const known = programs.get(signature.key)
    const program = known ?? compileFor(f, signature, places, deterministic)
    // The order of the map is the order of use.
    if (known) programs.delete(signature.key)
    else if (programs.size >= MOST_PROGRAMS) programs.delete(programs.keys().next().value!)
    programs.set(signature.key, program)
    return program
  }
  return (...args) => {
    if (currentTrace()) return f(...(args as unknown as A))
    // Most calls are like the one before.
    let contents: readonly Content[] | undefined = latest?.input.read(args)
    if (!contents) {
      const signature = readSignature(args, identities)
      latest = find(signature)
      contents = signature.contents
    }
    const { executable, output } = latest!
    return output.make(executable.run(contents)) as R
  }
}

interface CompiledProgram {
  readonly executable: Executable
  readonly input: CallPlan
  readonly output: TreePlan
}

function compileFor(
  f: (...args: never[]) => unknown,
  { contents, structure, paths }: CallSignature,
  places: readonly number[],
  deterministic: boolean,
): CompiledProgram {
  return withTrace('compile', (trace) => {
    const inputs = contents.map((content, i) => trace.standIn(content, `argument ${paths[i]}`))
    const standIns = inputs.map((node) => new Tensor(trace.content(node)))
    const args = unflattenTree(structure, standIns) as never[]
    const results = takeResults(trace, 'compile', f(...args))
    trace.close(inputs)
    const isDonated = (i: number): boolean => places.includes(Number.parseInt(paths[i]!, 10))
    const donated = matchDonated(inputs, results.nodes, isDonated)
    const options = { deterministic }
    const executable = new Executable(trace, inputs, results.nodes, donated, options)
    const input = new CallPlan(structure, contents)
    return { executable, input, output: new TreePlan(results.structure) }
  })
}

/** For each donated input, the first result of its type that takes no other place. */
function matchDonated(
  inputs: readonly Node[],
  outputs: readonly Node[],
  isDonated: (input: number) => boolean,
): Map<number, number> {
  const taken = new Set<number>()
  const matches = new Map<number, number>()
  for (const [i, input] of inputs.entries()) {
    if (!isDonated(i)) continue
    const match = outputs.findIndex(
      ({ shape, dtype }, k) =>
        !taken.has(k) && dtype === input.dtype && sameSizes(shape, input.shape),
    )
    if (match < 0) continue
    taken.add(match)
    matches.set(i, match)
  }
  return matches
}
