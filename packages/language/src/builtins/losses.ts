import { alignDims, removeDim } from '../2-check/dims.ts'
import { showDims, showType } from '../2-check/show-type.ts'
import { isLabels, numbers, type TensorType } from '../2-check/types.ts'
import { required } from './argument.ts'
import { type FunctionRow, problem, type ResultRule } from './row.ts'

/** Losses and penalties: each gives a single number. */
export type LossName = 'cross_entropy' | 'binary_cross_entropy' | 'l2'

const crossEntropy: ResultRule = (call) => {
  const [scores, target] = [call.tensor('scores'), call.tensor('labels')]
  const last = scores.dims.at(-1)
  if (last === undefined) {
    return problem('E0306', 'scores', { function: call.name }, { label: showType(scores) })
  }
  const indexed = target.element.kind === 'labels' ? target.element.dim : undefined
  const dim = indexed !== undefined && scores.dims.includes(indexed) ? indexed : last
  const rest = removeDim(scores.dims, dim)
  if (indexed === dim && sameDims(rest, target.dims)) return numbers()
  return problem(
    'E0308',
    'labels',
    { function: call.name, dim },
    {
      label: showType(target),
      also: { at: 'scores', label: `${showType(scores)}: one score per \`${dim}\`` },
      help: `declare the labels as \`${dim}${rest.length ? showDims(rest) : ''}\``,
    },
  )
}

const binaryCrossEntropy: ResultRule = (call) => {
  const [scores, target] = [call.tensor('scores'), call.tensor('target')]
  if (isLabels(target)) return labelTarget(call.name, target)
  if (alignDims(scores.dims, target.dims)) return numbers()
  const also = { at: 'target', label: showType(target) }
  return problem('E0303', 'scores', { operator: call.name }, { label: showType(scores), also })
}

function labelTarget(name: string, target: TensorType): ReturnType<ResultRule> {
  const help = 'declare them `bool`, or use `cross_entropy`'
  return problem('E0311', 'target', { operator: name }, { label: showType(target), help })
}

function sameDims(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((dim) => right.includes(dim))
}

/** The losses. */
export const losses: Readonly<Record<LossName, FunctionRow>> = {
  cross_entropy: {
    arguments: [required('scores', 'value'), required('labels', 'value')],
    result: crossEntropy,
    doc: 'How surprised softmax(scores) is by the labels, averaged over all remaining dims.',
  },
  binary_cross_entropy: {
    arguments: [required('scores', 'value'), required('target', 'value')],
    result: binaryCrossEntropy,
    doc: 'How surprised sigmoid(scores) is by a target in 0..1, averaged over all dims.',
  },
  l2: {
    arguments: [required('w', 'value'), required('strength', 'number')],
    result: () => numbers(),
    doc: 'The penalty strength * sum(w^2).',
  },
}
