import type { Span } from '@gradus/diagnostics'
import { suggest } from '@gradus/diagnostics'
import type { Expr } from '../../1-syntax/ast.ts'
import type { Dims } from '../dims.ts'
import type { Env } from '../env.ts'
import { didYouMean } from '../reporter.ts'

/** The dims that a name stands for here: one, or what a formal was given. */
export function resolveDim(env: Env, name: string): Dims | undefined {
  const formal = env.formalDims.get(name)
  if (formal) return formal
  if (!env.module.visibleDims.has(name)) return undefined
  env.session.usedDims.add(name)
  const meaning = env.scope.find(name)
  if (meaning?.kind === 'dim') env.reads.add(meaning)
  return [name]
}

/** Reports a dim that nothing declares, once. */
export function reportUnknownDim(env: Env, name: string, span: Span): undefined {
  const { module, reporter } = env
  if (name === '' || module.reportedNames.has(name)) return undefined
  module.reportedNames.add(name)
  const better = suggest(name, [...module.visibleDims, ...env.formalDims.keys()])
  if (module.isBroken && (better === undefined || module.damage.mayName(name))) return undefined
  const help = better === undefined ? { help: `declare it first: \`dim ${name}\`` } : {}
  reporter.report('E0204', span, { name }, { ...didYouMean(span, better), ...help })
  return undefined
}

/** Reads an argument that is a dim by name, or a number that is a dim of its own. */
export function readDim(env: Env, expr: Expr): Dims | undefined {
  if (expr.kind === 'missing') return undefined
  if (expr.kind === 'number' && Number.isInteger(expr.value) && expr.value > 0) {
    return [String(expr.value)]
  }
  if (expr.kind === 'name') {
    return resolveDim(env, expr.name) ?? reportUnknownDim(env, expr.name, expr.span)
  }
  const found = `\`${env.reporter.textOf(expr.span)}\``
  const help = 'name a dim, for example `dim hidden = 16`, or write a whole number'
  env.reporter.report('E0317', expr.span, { found, expected: 'a dim' }, { help })
  return undefined
}

/** Reads an argument such as `over: n` or `over: [a, b]`: dims that `of` has. */
export function readDimsOf(
  env: Env,
  name: string,
  expr: Expr,
  [valueSpan, shown, of]: readonly [Span, string, Dims],
): Dims | undefined {
  const items = expr.kind === 'list' ? expr.items : [expr]
  const dims: string[] = []
  for (const item of items) {
    const known = readPrimed(env, item)
    if (!known) return undefined
    const absent = known.find((dim) => !of.includes(dim))
    if (absent !== undefined) {
      env.reporter.report(
        'E0305',
        item.span,
        { function: name, dim: absent },
        {
          label: 'not a dim of this value',
          secondary: [{ span: valueSpan, text: shown }],
          help: of.length
            ? `its dims are ${of.map((dim) => `\`${dim}\``).join(', ')}`
            : 'it is already a single number',
        },
      )
      return undefined
    }
    dims.push(...known)
  }
  return dims
}

function readPrimed(env: Env, expr: Expr): Dims | undefined {
  if (expr.kind !== 'name') return readDim(env, expr)
  const base = expr.name.replace(/'+$/, '')
  const primes = expr.name.slice(base.length)
  const dims = resolveDim(env, base) ?? reportUnknownDim(env, base, expr.span)
  return primes && dims ? dims.map((dim) => dim + primes) : dims
}
