import { suggest } from '@gradus/diagnostics'
import type { PlotStatement } from '../../1-syntax/ast.ts'
import { findPlot, isAvailable } from '../../builtins/table.ts'
import { plots } from '../../builtins/training.ts'
import { collecting, type Env } from '../env.ts'
import { readArgument, takersOf } from '../expressions/arguments.ts'
import { matchReported } from '../expressions/call-arguments.ts'
import { didYouMean } from '../reporter.ts'

/** Checks `plot name(arguments)`; a plot that cannot be drawn yet does not stop a run. */
export function checkPlot(outer: Env, { plot, args, span }: PlotStatement): void {
  const env = collecting(outer)
  const { text: name, span: calleeSpan } = plot
  const row = findPlot(name)
  if (!row) {
    if (name === '' || env.module.damage.mayName(name)) return
    const names = Object.keys(plots)
    const better = suggest(name, names)
    const help = `the plots are ${names.join(', ')}`
    env.reporter.report('E0201', calleeSpan, { name }, { ...didYouMean(calleeSpan, better), help })
    return
  }
  const values = matchReported(env, { name, calleeSpan, span, args, isPiped: false }, takersOf(row))
  for (const argument of row.arguments) {
    const given = values?.get(argument.name)
    if (given) readArgument(env, given.value, argument, { name, before: new Map() })
  }
  if (!isAvailable(name)) env.reporter.unavailable(`plot ${name}`, calleeSpan, false)
}
