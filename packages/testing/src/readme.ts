import { readRepositoryFile } from './fixtures.ts'

const EXAMPLE = /```ts\n([\s\S]*?)```(?:\n\n```\n([\s\S]*?)```)?/g

/** What an example prints, and what its comments say that it prints. */
export interface ExampleRun {
  readonly expected: readonly string[]
  readonly printed: readonly string[]
}

/**
 * Runs each `ts` block of a Markdown file as a module of its own, on the sources. It has to
 * print the plain block that follows it, or the comments of its `console.log(…) // text` lines.
 *
 * @param path  The file, relative to the root of the repository.
 * @param packageOf  The folder of the package that a block is run in, by its text.
 */
export function runExamples(path: string, packageOf: (code: string) => string): ExampleRun[] {
  const { execFileSync } = process.getBuiltinModule('node:child_process')
  const root = process
    .getBuiltinModule('node:url')
    .fileURLToPath(new URL('../../../', import.meta.url))
  const blocks = readRepositoryFile(path).matchAll(EXAMPLE)
  return Array.from(blocks, ([, code = '', shown]) => {
    const flags = ['--input-type=module-typescript', '--conditions=@gradus/source']
    const output = execFileSync(process.execPath, [...flags, '--eval', code], {
      cwd: `${root}${packageOf(code)}`,
      encoding: 'utf8',
    })
    const comments = Array.from(code.matchAll(/^console\.log.* \/\/ (.*)$/gm), ([, text]) => text!)
    return {
      expected: shown?.trimEnd().split('\n') ?? comments,
      printed: output.trimEnd().split('\n'),
    }
  })
}
