import { type Code, catalog } from '../catalog/index.ts'
import type { Diagnostic, Fix, Label } from '../diagnostic.ts'
import type { Source } from '../source.ts'
import type { Span } from '../span.ts'

/** A log of the Static Analysis Results Interchange Format (OASIS), version 2.1.0. */
export interface SarifLog {
  readonly $schema: string
  readonly version: '2.1.0'
  readonly runs: readonly object[]
}

/**
 * Diagnostics of one call as a SARIF log: `ruleId` is the code, further marks are related
 * locations, fixes are as they are. Columns count code points from 1.
 *
 * @param version  The version of the tool that reports.
 */
export function reportSarif(diagnostics: readonly Diagnostic[], version: string): SarifLog {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort()
  const rules = codes.map((code) => describeRule(code))
  const results = diagnostics.map((found) => describeResult(found, codes))
  const driver = { name: 'gradus', version, rules }
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'unicodeCodePoints', results }],
  }
}

function describeRule(code: Code): object {
  const { name, severity, message } = catalog[code]
  const text = message.replace(/\{\w+\}/g, '…')
  return { id: code, name, shortDescription: { text }, defaultConfiguration: { level: severity } }
}

function describeResult(found: Diagnostic, codes: readonly Code[]): object {
  const { code, severity, message, source, primary, secondary, notes, help, fixes } = found
  const lines = [message, primary.text, ...notes, help ?? ''].filter((line) => line !== '')
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: lines.join('\n') },
    locations: [locate(source, primary)],
    ...(secondary.length > 0 && {
      relatedLocations: secondary.map((label) => locate(source, label)),
    }),
    ...(fixes.length > 0 && { fixes: fixes.map((fix) => describeFix(source, fix)) }),
  }
}

function locate(source: Source, { span, text, source: other }: Label): object {
  const own = other ?? source
  return {
    physicalLocation: { artifactLocation: artifactOf(own), region: regionOf(own, span) },
    ...(text !== '' && { message: { text } }),
  }
}

function describeFix(source: Source, { title, edits }: Fix): object {
  const replacements = edits.map(({ span, text }) => ({
    deletedRegion: regionOf(source, span),
    insertedContent: { text },
  }))
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation: artifactOf(source), replacements }],
  }
}

// A URI is percent-encoded, and parts of it are separated by slashes on every system.
function artifactOf({ file }: Source): object {
  return { uri: encodeURI(file.replaceAll('\\', '/')) }
}

function regionOf(source: Source, { start, end }: Span): object {
  const [from, to] = [source.positionAt(start), source.positionAt(end)]
  return {
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  }
}
