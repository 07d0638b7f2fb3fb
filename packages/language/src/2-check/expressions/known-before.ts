import type { Expr } from '../../1-syntax/ast.ts'
import { collecting, type Env } from '../env.ts'
import { type Meaning, reachedFrom } from '../scope.ts'
import { reportKind } from './values.ts'

const runKinds: ReadonlySet<Meaning['kind']> = new Set(['parameter', 'data', 'metric', 'loss'])

/** The first of some names whose value needs data or parameters, in itself or through others. */
export function findOfRun(reads: Iterable<Meaning>): Meaning | undefined {
  return [...reads].find((meaning) =>
    [...reachedFrom([meaning])].some((read) => runKinds.has(read.kind) || read.makesParameters),
  )
}

/**
 * Reads an expression that shapes the run, and so may not depend on what only a run has;
 * false when it was reported. Such as the range of a parameter: it is built into the graph.
 */
export function readKnown(env: Env, expr: Expr, read: (env: Env) => unknown): boolean {
  const own = collecting(env)
  read(own)
  for (const meaning of own.reads) env.reads.add(meaning)
  if (!findOfRun(own.reads)) return true
  reportKind(env, expr, `\`${env.reporter.textOf(expr.span)}\``, 'what is known before the run')
  return false
}
