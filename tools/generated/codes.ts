import { pages } from '../../packages/diagnostics/src/explain/index.ts'
import { type Code, catalog } from '../../packages/diagnostics/src/index.ts'
import type { Generator } from './index.ts'
import { table } from './markdown.ts'

/** Codes that share their first two digits, and a page of the site. */
interface Family {
  readonly digits: string
  readonly file: string
  readonly title: string
}

const families: readonly Family[] = [
  { digits: '00', file: 'file', title: 'The file' },
  { digits: '01', file: 'syntax', title: 'Syntax' },
  { digits: '02', file: 'names', title: 'Names' },
  { digits: '03', file: 'shapes', title: 'Shapes and elements' },
  { digits: '04', file: 'data', title: 'Data and parameters' },
  { digits: '05', file: 'imports', title: 'Imports' },
  { digits: '06', file: 'training', title: 'Objective, training, optimizers' },
  { digits: '07', file: 'lints', title: 'Lints' },
  { digits: '08', file: 'running', title: 'While running' },
  { digits: '09', file: 'build', title: 'Build and export' },
  { digits: '10', file: 'tests', title: 'Tests' },
  { digits: '99', file: 'internal', title: 'Gradus itself' },
]

const fixes = { safe: 'made by `--fix`', ask: 'proposed', none: '' }

/** The pages of the site about the codes: the list of all, and one page for each family. */
export const codes: readonly Generator[] = [
  { path: 'apps/docs/site/reference/codes.md', render: renderList },
  ...families.map((family) => ({
    path: `apps/docs/site/reference/codes/${family.file}.md`,
    render: () => renderPage(family),
  })),
]

function codesOf({ digits }: Family): readonly Code[] {
  return (Object.keys(catalog) as Code[]).filter((code) => code.slice(1, 3) === digits)
}

function renderList(): string {
  const parts = [
    '# Codes of diagnostics',
    'Everything that Gradus reports has a code. A code that starts with E is an error, one that starts with W is a warning, and one that starts with T comes from a `test` block. The words in braces are filled in where it is reported. `gradus explain E0302` prints what is said here without a network.',
  ]
  for (const family of families) {
    const rows = codesOf(family).map((code) => {
      const { name, message, fix } = catalog[code]
      return [
        `[\`${code}\`](./codes/${family.file}#${code.toLowerCase()})`,
        name,
        message,
        fixes[fix],
      ]
    })
    parts.push(`## ${family.title}`, table(['code', 'name', 'message', 'fix'], rows))
  }
  return `${parts.join('\n\n')}\n`
}

function renderPage(family: Family): string {
  const sections = codesOf(family).flatMap(renderCode)
  return `${[`# ${family.title}`, ...sections].join('\n\n')}\n`
}

function renderCode(code: Code): readonly string[] {
  const { name, message } = catalog[code]
  const { text, bad, good, occasion } = pages[code]
  const parts = [`## ${code} {#${code.toLowerCase()}}`, `**${name}**: ${message}`, text]
  if (occasion === 'later') parts.push('Reserved: this version does not report it.')
  if (bad !== undefined) parts.push('Reported:', fence(bad))
  if (good !== undefined) parts.push('Mended:', fence(good))
  return parts
}

function fence(program: string): string {
  return `\`\`\`gd\n${program.trimEnd()}\n\`\`\``
}
