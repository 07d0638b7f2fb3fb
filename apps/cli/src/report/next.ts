import { baseDim, type CheckedDim, type CheckedModel } from '@gradus/language'
import type { Model } from '@gradus/training'
import { labelled } from '../terminal/labelled.ts'
import type { Channel } from '../terminal/terminal.ts'

/** The commands to try after a run, as a person can paste them. */
export function suggestNext(
  { checked }: Model,
  file: string,
  { paint }: Channel,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  if (!checked) return []
  // Started through npm, the command itself may not be on the path.
  const command = environment.npm_lifecycle_event === 'start' ? 'npm start --' : 'gradus'
  const size = freeDim(checked)
  const suggestions = [
    ...(checked.tests.length > 0 ? [`test ${file}`] : []),
    `run ${file} --seed 1${size ? ` --set ${size.name}=${2 * (size.size ?? 1)}` : ''}`,
    `graph ${file} --stage grad`,
  ]
  return suggestions.map((text, i) =>
    labelled(i === 0 ? 'next' : '', [paint('accent', `${command} ${text}`)], {
      width: Number.POSITIVE_INFINITY,
      paint,
      isUnicode: true,
    }).join(''),
  )
}

/** A dim whose size is a choice: declared with a size, and no data has it. */
function freeDim({ dims, steps, names }: CheckedModel): CheckedDim | undefined {
  const bound = new Set<string>()
  for (const step of steps) {
    if (step.kind !== 'data') continue
    for (const { text } of step.names) {
      const type = names.get(text)
      if (type?.kind !== 'tensor') continue
      for (const dim of type.dims) bound.add(baseDim(dim))
      if (type.element.kind === 'labels') bound.add(type.element.dim)
    }
  }
  return [...dims.values()].find(({ name, origin }) => origin === 'fixed' && !bound.has(name))
}
