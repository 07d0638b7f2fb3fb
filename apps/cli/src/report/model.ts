import { OriginBuilder } from '@gradus/graph'
import { type CheckedModel, lowerModel } from '@gradus/language'
import { elementCount } from '@gradus/ops'
import type { Model } from '@gradus/training'
import { plural, showCount } from '../terminal/numbers.ts'

/** What a model is made of: `2 files`, `3 dims`, `6 parameter tensors, 697 numbers`. */
export function describeModel({ checked }: Model): readonly string[] {
  if (!checked) return []
  const files = checked.modules.length
  return [
    ...(files > 1 ? [plural(files, 'file')] : []),
    ...(checked.dims.size > 0 ? [plural(checked.dims.size, 'dim')] : []),
    // What is not available yet has no graph, so its parameters cannot be counted.
    ...(checked.unavailable ? [] : [describeParameters(checked)]),
  ]
}

function describeParameters(checked: CheckedModel): string {
  const { parameters } = lowerModel(checked, new OriginBuilder())
  const sizes = parameters.map(({ value }) => elementCount(value.shape))
  const tensors = sizes.length
  const numbers = sizes.reduce((a, b) => a + b, 0)
  if (tensors === 0) return 'no parameters'
  if (tensors === numbers) return plural(tensors, 'parameter')
  return `${plural(tensors, 'parameter tensor')}, ${showCount(numbers)} numbers`
}
