import type { ValueType } from '@gradus/ops'
import { describe } from '../content/values.ts'
import { ShapeError } from '../errors.ts'

/** An equation of `einsum` with a number for each label. */
interface EinsumLabels {
  readonly inputs: readonly (readonly number[])[]
  readonly output: readonly number[]
}

/** Labels of the axes that `...` stands for count down from here, the last axis first. */
const ELLIPSIS = -1

/** Reads an equation such as `'...ij,jk->...ik'` for operands of given types. */
export function parseEinsum(equation: string, operands: readonly ValueType[]): EinsumLabels {
  const [left, right, ...rest] = equation.replaceAll(/\s/g, '').split('->')
  const terms = left!.split(',')
  if (rest.length > 0 || terms.length !== operands.length) {
    throw new ShapeError(
      `einsum: "${equation}" has ${terms.length} terms for ${operands.length} operands`,
    )
  }
  const inputs = terms.map((term, i) => readTerm(equation, term, operands[i]!, i))
  checkSizes(equation, inputs, operands)
  const output = right === undefined ? implicitOutput(inputs) : readOutput(equation, right, inputs)
  return { inputs, output }
}

function readTerm(equation: string, term: string, operand: ValueType, place: number): number[] {
  const rank = operand.shape.length
  const letters = term.replace('...', '')
  const isOpen = letters !== term
  const spread = isOpen ? rank - letters.length : 0
  if (spread < 0 || letters.length + spread !== rank) {
    throw new ShapeError(
      `einsum: "${term}" in "${equation}" does not label argument ${place + 1}, ${describe(operand)}`,
    )
  }
  return readLabels(equation, term, spread)
}

function readOutput(
  equation: string,
  term: string,
  inputs: readonly (readonly number[])[],
): number[] {
  const known = new Set(inputs.flat())
  const output = readLabels(equation, term, ellipsisRank(inputs))
  const isKnown = output.every((label) => known.has(label))
  if (!isKnown || new Set(output).size !== output.length) {
    throw new ShapeError(`einsum: labels after "->" in "${equation}" stand once, and before it`)
  }
  return output
}

function readLabels(equation: string, term: string, spread: number): number[] {
  const [before, after = ''] = term.split('...') as [string, string?]
  const toNumber = (letter: string): number => {
    if (!/[a-zA-Z]/.test(letter)) {
      throw new ShapeError(`einsum: "${letter}" in "${equation}" is no label; labels are letters`)
    }
    return letter.charCodeAt(0)
  }
  const middle = term.includes('...')
    ? Array.from({ length: spread }, (_, i) => ELLIPSIS - (spread - 1 - i))
    : []
  return [...[...before].map(toNumber), ...middle, ...[...after].map(toNumber)]
}

function ellipsisRank(inputs: readonly (readonly number[])[]): number {
  return Math.max(0, ...inputs.map((labels) => labels.filter((label) => label < 0).length))
}

/** Leading axes, then labels that stand once, in alphabetical order. */
function implicitOutput(inputs: readonly (readonly number[])[]): number[] {
  const all = inputs.flat()
  const once = all.filter((label) => label >= 0 && all.filter((l) => l === label).length === 1)
  const leading = [...new Set(all.filter((label) => label < 0))].sort((a, b) => a - b)
  return [...leading, ...once.sort((a, b) => a - b)]
}

function checkSizes(
  equation: string,
  inputs: readonly (readonly number[])[],
  operands: readonly ValueType[],
): void {
  const sizes = new Map<number, number>()
  for (const [i, labels] of inputs.entries()) {
    for (const [axis, label] of labels.entries()) {
      const { size } = operands[i]!.shape[axis]!
      const known = sizes.get(label) ?? 1
      if (known !== 1 && size !== 1 && known !== size) {
        const name = label < 0 ? '...' : String.fromCharCode(label)
        throw new ShapeError(
          `einsum: "${name}" in "${equation}" has sizes ${known} and ${size}: ` +
            operands.map((operand, j) => `argument ${j + 1} is ${describe(operand)}`).join(', '),
        )
      }
      sizes.set(label, size === 1 ? known : size)
    }
  }
}
