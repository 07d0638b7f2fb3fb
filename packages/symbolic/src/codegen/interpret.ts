import type { Kernel } from '../double.ts'
import type { InstructionList } from './instructions.ts'

/** Computes results from values: writes them into `out` and returns it. */
export type Evaluator = (values: ArrayLike<number>, out: Float64Array) => void

/** Runs instructions one by one, over registers that are kept between calls. */
export function interpretInstructions(list: InstructionList): Evaluator {
  const { inputs, instructions, outputs } = list
  const registers = Float64Array.from(instructions, ({ value }) => value)
  const kernels: Kernel[] = []
  const places: number[] = []
  instructions.forEach(({ op, args: [a = 0, b = 0, c = 0] }, register) => {
    if (!op) return
    kernels.push(op.run)
    places.push(register, a, b, c)
  })
  const operands = Int32Array.from(places)
  return (values, out) => {
    for (let i = 0; i < inputs; i++) registers[i] = values[i]!
    for (let i = 0, at = 0; i < kernels.length; i++, at += 4) {
      const [d, a] = [operands[at]!, operands[at + 1]!]
      kernels[i]!(registers, d, a, operands[at + 2]!, operands[at + 3]!)
    }
    for (let i = 0; i < outputs.length; i++) out[i] = registers[outputs[i]!]!
  }
}
