import { Builder } from '@gradus/graph'
import { lowerModel } from '@gradus/language'
import { elementCount } from '@gradus/ops'
import type { Model } from '@gradus/training'
import { plural, showCount } from '../terminal/numbers.ts'

/** What a model is made of: `2 files`, `3 dims`, `6 parameter tensors, 697 numbers`. */
export function describeModel({ checked }: Model): readonly string[] {
  if (!checked) return []
  const { parameters } = lowerModel(checked, new Builder())
  const sizes = parameters.map(({ value }) => elementCount(value.shape))
  const numbers = sizes.reduce((a, b) => a + b, 0)
  const files = checked.modules.length
  return [
    ...(files > 1 ? [plural(files, 'file')] : []),
    ...(checked.dims.size > 0 ? [plural(checked.dims.size, 'dim')] : []),
    describeParameters(parameters.length, numbers),
  ]
}

function describeParameters(tensors: number, numbers: number): string {
  if (tensors === 0) return 'no parameters'
  if (tensors === numbers) return plural(tensors, 'parameter')
  return `${plural(tensors, 'parameter tensor')}, ${showCount(numbers)} numbers`
}
