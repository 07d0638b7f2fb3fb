import { baseDim, type CheckedModel, showType } from '@gradus/language'
import type { RunDescription } from '@gradus/training'
import { labelled, type Wrapped } from '../terminal/labelled.ts'
import { plural } from '../terminal/numbers.ts'

/** What data a model reads: names with their types, where they come from, and sizes. */
export function describeData(checked: CheckedModel, style: Wrapped): readonly string[] {
  const groups = new Map<string, string[]>()
  const sizes = new Map<string, number>()
  for (const statement of checked.steps) {
    if (statement.kind !== 'data') continue
    const origin = statement.from ? `from ${statement.from.path.value}` : 'generated'
    for (const { text } of statement.names) {
      const type = checked.names.get(text)
      const kind = `${type?.kind === 'tensor' ? showType(type) : ''} ${origin}`
      groups.set(kind, [...(groups.get(kind) ?? []), text])
      for (const dim of type?.kind === 'tensor' ? type.dims : []) {
        const { name = dim, size } = checked.dims.get(baseDim(dim)) ?? {}
        if (size !== undefined) sizes.set(name, size)
      }
    }
  }
  if (groups.size === 0) return []
  const parts = Array.from(groups, ([kind, names]) => `${names.join(', ')}: ${kind}`)
  const bindings = Array.from(sizes, ([name, size]) => `${name} = ${size}`)
  return labelled('data', [...parts, ...bindings], style)
}

/** What is trained and how long: ` train  adam · 403 parameters · 100 epochs`. */
export function describeTraining(
  runs: readonly RunDescription[],
  style: Wrapped,
): readonly string[] {
  const [first] = runs
  if (!first) return []
  const { block, optimizer, plannedEpochs, plannedSteps, parameters } = first
  const epochs = plannedEpochs === undefined ? '' : ` in ${plural(plannedEpochs, 'epoch')}`
  const parts = [
    ...(block ? [block] : []),
    optimizer,
    plural(parameters, 'parameter'),
    plural(plannedSteps, 'step') + epochs,
    ...(runs.length > 1 ? [`${runs.length} runs (${describeSweep(runs)})`] : []),
  ]
  return labelled('train', parts, style)
}

/** `lr = 0.0001, 0.001, 0.01`: every swept setting with its values. */
function describeSweep(runs: readonly RunDescription[]): string {
  const names = runs[0]?.choices.map(({ name }) => name) ?? []
  return names
    .map((name, i) => {
      const texts = new Set(runs.map(({ choices }) => choices[i]?.text ?? ''))
      return `${name} = ${[...texts].join(', ')}`
    })
    .join('; ')
}
