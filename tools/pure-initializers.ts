import { parseSync } from 'vite'

/** What this file needs to know of a syntax tree. */
interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
}

interface Declaration extends SyntaxNode {
  readonly declarations?: readonly { readonly init: SyntaxNode | null }[]
}

/**
 * Marks what is computed while a bundle loads as droppable where nobody uses it.
 *
 * A package of one file has one `sideEffects: false`, and a tool that bundles it keeps each
 * table that a call builds, since the call might do more. The claim holds for each statement
 * of our packages, so it is written at each: `var table = /* @__PURE__ *\/ (() => build())()`.
 */
export function markPureInitializers(code: string): string {
  return markInitializers(joinNamespaces(code))
}

/**
 * `import * as rows` becomes an object that a statement of its own fills, which no tool
 * drops: `var rows = {}; __export(rows, {…});`. As one initializer it can be dropped.
 */
function joinNamespaces(code: string): string {
  return code.replace(
    /^var (\w+) = \{\};\n__export\(\1, (\{[^}]*\})\);$/gm,
    'var $1 = (() => { const all = {}; __export(all, $2); return all; })();',
  )
}

function markInitializers(code: string): string {
  const { program } = parseSync('bundle.js', code)
  const initializers = (program.body as readonly Declaration[])
    .flatMap(({ declarations = [] }) => declarations.map(({ init }) => init))
    .filter((init) => init !== null && computes(init))
  let marked = ''
  let end = 0
  for (const init of initializers as readonly SyntaxNode[]) {
    const value = code.slice(init.start, init.end)
    marked += `${code.slice(end, init.start)}/* @__PURE__ */ (() => (${value}))()`
    end = init.end
  }
  return marked + code.slice(end)
}

// Runs later than at load, or has to stay where it is.
const settled = /^(?:.*Function.*|MethodDefinition|ClassExpression|AwaitExpression)$/
const computing: ReadonlySet<string> = new Set([
  // `2 ** 20`: for all that tools know, an operand might throw when it becomes a number.
  'BinaryExpression',
  'CallExpression',
  'MemberExpression',
  'NewExpression',
  'SpreadElement',
  'TaggedTemplateExpression',
])

/** Whether an expression runs code that might do more than give a value. */
function computes(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(computes)
  if (typeof value !== 'object' || value === null) return false
  const { type } = value as Partial<SyntaxNode>
  if (type !== undefined && settled.test(type)) return false
  if (type !== undefined && computing.has(type)) return true
  return Object.values(value).some(computes)
}

/** The same as a plugin of tsup, for its last step. */
export const pureInitializers = {
  name: 'pure-initializers',
  renderChunk: (code: string, { path }: { readonly path: string }): { code: string } | undefined =>
    path.endsWith('.js') ? { code: markPureInitializers(code) } : undefined,
}
