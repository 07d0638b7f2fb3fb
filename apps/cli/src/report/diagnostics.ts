import {
  catalog,
  type Diagnostic,
  renderGithub,
  renderHuman,
  renderPlain,
  renderShort,
  suggest,
} from '@gradus/diagnostics'
import { wrongUsage } from '../exit-codes.ts'
import type { Project } from '../files/project.ts'
import { plural } from '../terminal/numbers.ts'
import type { Channel } from '../terminal/terminal.ts'

/** How diagnostics are printed for people and for tools that read lines. */
export type DiagnosticFormat = 'human' | 'short' | 'github' | 'plain'

/** Which codes a person denies or allows, from flags and `gradus.json`. */
export interface Judgement {
  readonly deny: ReadonlySet<string>
  readonly allow: ReadonlySet<string>
}

/** Reads `--deny` and `--allow`; flags add to what the project says. */
export function readJudgement(
  { deny = [], allow = [] }: Project,
  flags: { readonly deny?: readonly string[]; readonly allow?: readonly string[] } = {},
): Judgement {
  const denied = [...deny, ...(flags.deny ?? [])]
  const allowed = [...allow, ...(flags.allow ?? [])]
  for (const code of [...denied.filter((each) => each !== 'warnings'), ...allowed]) demand(code)
  const error = allowed.find((code) => !code.startsWith('W'))
  if (error) throw wrongUsage(`${error} is an error and cannot be allowed; only warnings can.`)
  return { deny: new Set(denied), allow: new Set(allowed) }
}

/** Reads a flag that takes codes: more than one with commas, or by repeating the flag. */
export function collectCodes(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((code) => code.trim())]
}

/** Leaves out what is allowed and makes errors of what is denied. */
export function judge(
  diagnostics: readonly Diagnostic[],
  { deny, allow }: Judgement,
): readonly Diagnostic[] {
  return diagnostics
    .filter(({ code }) => !allow.has(code))
    .map((found) => {
      const isDenied = deny.has(found.code) || deny.has('warnings')
      return isDenied && found.severity === 'warning' ? { ...found, severity: 'error' } : found
    })
}

/** Whether any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(isError)
}

/** Whether it is an error rather than a warning. */
export function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

/** Prints diagnostics, with a blank line after each in the forms that take several lines. */
export function printDiagnostics(
  channel: Channel,
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat = 'human',
): void {
  const { hasColor } = channel
  const isLong = format === 'human' || format === 'plain'
  for (const found of diagnostics) {
    channel.print(renderers[format](found, hasColor) + (isLong ? '\n' : ''))
  }
}

/** `2 errors and 1 warning`. */
export function countProblems(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(isError).length
  const warnings = diagnostics.length - errors
  const counts = [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')]
  return counts.filter(Boolean).join(' and ')
}

const renderers: Record<DiagnosticFormat, (found: Diagnostic, color: boolean) => string> = {
  human: (found, color) => renderHuman(found, { color }),
  short: renderShort,
  github: renderGithub,
  plain: renderPlain,
}

function demand(code: string): void {
  if (Object.hasOwn(catalog, code)) return
  const near = suggest(code, Object.keys(catalog))
  throw wrongUsage(`There is no code ${code}.`, near && `Did you mean ${near}?`)
}
