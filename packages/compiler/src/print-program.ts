import { printGraph } from '@gradus/graph'
import { rootsOfEntry } from './passes/rebuild.ts'
import type { Entry, Program, StepEntry } from './program.ts'

/** Prints the graphs of a program, entry by entry, with outputs named after what they write. */
export function printProgram({ entries, step }: Program): string {
  const all: readonly (Entry | StepEntry)[] = step ? [...entries, step] : entries
  return all.map((entry) => `# ${entry.name}\n${printEntry(entry)}`).join('\n')
}

function printEntry(entry: Entry & Partial<StepEntry>): string {
  const names = [
    ...entry.writes.map(({ buffer }) => buffer),
    ...(entry.commitIf ? ['commit if'] : []),
    ...(entry.stopIf ? ['stop if'] : []),
    ...(entry.series ?? []).map(({ name }) => `series ${name}`),
  ]
  const outputs = rootsOfEntry(entry).map((node, i) => ({ name: names[i]!, node }))
  return printGraph({ outputs })
}
