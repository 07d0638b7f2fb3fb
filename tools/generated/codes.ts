import { catalog } from '../../packages/diagnostics/src/index.ts'
import type { Generator } from './index.ts'
import { table } from './markdown.ts'

// By the first two digits of a code.
const families: readonly (readonly [string, string])[] = [
  ['00', 'The file'],
  ['01', 'Syntax'],
  ['02', 'Names'],
  ['03', 'Shapes and elements'],
  ['04', 'Data and parameters'],
  ['05', 'Imports'],
  ['06', 'Objective, training, optimizers'],
  ['07', 'Lints'],
  ['08', 'While running'],
  ['09', 'Build and export'],
  ['10', 'Tests'],
  ['99', 'Gradus itself'],
]

const fixes = { safe: 'made by `--fix`', ask: 'proposed', none: '' }

/** The page of the site that lists every code. */
export const codes: Generator = {
  path: 'apps/docs/site/reference/codes.md',
  render: renderCodes,
}

function renderCodes(): string {
  const parts = [
    '# Codes of diagnostics',
    'Everything that Gradus reports has a code. A code that starts with E ends the command with an error, one that starts with W is a warning, and one that starts with T comes from a `test` block. `gradus explain E0302` prints what is known about one of them; the words in braces are filled in where it is reported.',
  ]
  for (const [digits, title] of families) parts.push(`## ${title}`, renderFamily(digits))
  return `${parts.join('\n\n')}\n`
}

function renderFamily(digits: string): string {
  const rows = Object.entries(catalog)
    .filter(([code]) => code.slice(1, 3) === digits)
    .map(([code, row]) => [`\`${code}\``, row.name, row.message, fixes[row.fix]])
  return table(['code', 'name', 'message', 'fix'], rows)
}
