const missingWords = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?'])

/** Whether a cell says that its value is not known. */
export function isMissing(cell: string): boolean {
  return cell.length <= 8 && missingWords.has(cell.trim().toLowerCase())
}

/** The finite number that a cell holds; NaN for anything else. True and false are 1 and 0. */
export function parseCell(cell: string): number {
  const value = +cell
  // Zero is also what blanks give; and a letter in second place means hexadecimal.
  if (value === 0 && cell.trim() === '') return Number.NaN
  if (Number.isFinite(value)) return cell.charCodeAt(1) > 0x39 && isBased(cell) ? Number.NaN : value
  return parseTruth(cell)
}

function isBased(cell: string): boolean {
  return /^\s*0[xob]/i.test(cell)
}

function parseTruth(cell: string): number {
  if (cell.length > 7) return Number.NaN
  const word = cell.trim().toLowerCase()
  if (word === 'true') return 1
  return word === 'false' ? 0 : Number.NaN
}

/**
 * A copy that does not keep the text it was cut from alive. Engines cut long strings by
 * reference, so that one label would hold a megabyte of file.
 */
export function detach(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string)
}
