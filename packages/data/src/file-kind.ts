/** Kinds of file that people take for tables, by the bytes that they begin with. */
const signatures: readonly (readonly [kind: string, start: string])[] = [
  ['.xlsx or .zip', 'PK\u0003\u0004'],
  ['.xls', '\u00d0\u00cf\u0011\u00e0'],
  ['.gz', '\u001f\u008b'],
  ['.parquet', 'PAR1'],
  ['.npy', '\u0093NUMPY'],
  ['.pdf', '%PDF-'],
]

/** The kind of a file that is no CSV, when its first bytes give it away. */
export function foreignKind(source: string | Uint8Array): string | undefined {
  return signatures.find(([, start]) => startsWith(source, start))?.[0]
}

function startsWith(source: string | Uint8Array, start: string): boolean {
  if (typeof source === 'string') return source.startsWith(start)
  return [...start].every((char, i) => source[i] === char.charCodeAt(0))
}
