import { type InstructionNames, readInstruction } from './instruction-reader.ts'
import {
  type DecodedGlobal,
  type DecodedImport,
  type DecodedLimits,
  type DecodedModule,
  readModule,
} from './module-reader.ts'
import { externalIds } from './section.ts'
import type { FunctionType, ValueType } from './value-type.ts'

/** Names a function, a local or a global: `$name`, or its index when it has none. */
type Identify = (index: number) => string

interface ModuleIdentifiers {
  readonly function: Identify
  readonly global: Identify
}

/**
 * Prints a module as WebAssembly text, with the names of its name section.
 *
 * Reads what `ModuleBuilder` writes; other bytes are an `AssemblyError` or a `RangeError`.
 * The text is valid for other assemblers, but characters that identifiers cannot have
 * become `_`.
 */
export function toWat(bytes: Uint8Array): string {
  const module = readModule(bytes)
  const identifiers = {
    function: identifyBy(module.names.functions),
    global: identifyBy(module.names.globals),
  }
  const name = module.names.module === undefined ? '' : ` $${spellIdentifier(module.names.module)}`
  const lines = [
    `(module${name}`,
    ...module.types.map((type, i) => `  (type (;${i};) (func${printSignature(type)}))`),
    ...printImports(module, identifiers),
    ...module.memories.map((limits) => `  (memory ${printLimits(limits)})`),
    ...module.globals.map((global, i) => printGlobal(global, identifiers.global(i))),
    ...printExports(module, identifiers),
    ...module.bodies.flatMap((_, i) => printFunction(module, i, identifiers)),
    ...module.data.map(({ offset, bytes }) => `  (data ${offset} "${printBytes(bytes)}")`),
    ')',
  ]
  return `${lines.join('\n')}\n`
}

function printImports(module: DecodedModule, identifiers: ModuleIdentifiers): string[] {
  let functions = 0
  const printItem = (item: DecodedImport['item']): string => {
    if ('limits' in item) return `(memory ${printLimits(item.limits)})`
    return `(func ${identifiers.function(functions++)} (type ${item.typeIndex}))`
  }
  return module.imports.map(({ module: from, field, item }) => {
    return `  (import ${printString(from)} ${printString(field)} ${printItem(item)})`
  })
}

function printLimits({ initial, maximum, isShared }: DecodedLimits): string {
  return `${initial}${maximum === undefined ? '' : ` ${maximum}`}${isShared ? ' shared' : ''}`
}

function printGlobal({ type, isMutable, initial }: DecodedGlobal, identifier: string): string {
  return `  (global ${identifier} ${isMutable ? `(mut ${type})` : type} ${initial})`
}

function printExports(module: DecodedModule, identifiers: ModuleIdentifiers): string[] {
  const sorts: Readonly<Record<number, (index: number) => string>> = {
    [externalIds.function]: (index) => `(func ${identifiers.function(index)})`,
    [externalIds.memory]: (index) => `(memory ${index})`,
    [externalIds.global]: (index) => `(global ${identifiers.global(index)})`,
  }
  return module.exports.map(({ name, sort, index }) => {
    return `  (export ${printString(name)} ${sorts[sort]?.(index)})`
  })
}

function printFunction(
  module: DecodedModule,
  position: number,
  identifiers: ModuleIdentifiers,
): string[] {
  const body = module.bodies[position]!
  const typeIndex = module.functionTypes[position]!
  const { params, results } = module.types[typeIndex]!
  const imported = module.imports.filter(({ item }) => 'typeIndex' in item).length
  const index = imported + position
  const local = identifyBy(module.names.locals.get(index) ?? new Map())
  const head = [
    `(func ${identifiers.function(index)} (type ${typeIndex})`,
    ...params.map((type, i) => printLocal('param', local(i), type)),
    ...results.map((type) => `(result ${type})`),
  ]
  const locals = body.locals.map((type, i) => printLocal('local', local(params.length + i), type))
  return [
    `  ${head.join(' ')}`,
    ...locals.map((line) => `    ${line}`),
    ...printCode(body.code, { ...identifiers, local }),
    '  )',
  ]
}

type CodeNames = Omit<InstructionNames, 'label'>
type CodeReader = DecodedModule['bodies'][number]['code']

function printCode(code: CodeReader, outer: CodeNames): string[] {
  const lines: string[] = []
  const labels: string[] = []
  let blocks = 0
  const names = { ...outer, label: (depth: number) => labels.at(-1 - depth) ?? String(depth) }
  while (!code.isDone) {
    const { mnemonic, immediate } = readInstruction(code, names)
    const words: string[] = [mnemonic]
    if (mnemonic === 'end') labels.pop()
    // The last `end` closes the function, which has its own parenthesis.
    if (code.isDone) break
    const indent = '  '.repeat(2 + labels.length - (mnemonic === 'else' ? 1 : 0))
    if (mnemonic === 'block' || mnemonic === 'loop' || mnemonic === 'if') {
      labels.push(`$${mnemonic}${blocks++}`)
      words.push(labels.at(-1)!)
    }
    if (immediate !== '') words.push(immediate)
    lines.push(indent + words.join(' '))
  }
  return lines
}

function printLocal(word: 'param' | 'local', identifier: string, type: ValueType): string {
  return identifier.startsWith('$') ? `(${word} ${identifier} ${type})` : `(${word} ${type})`
}

function printSignature({ params, results }: FunctionType): string {
  const words = (word: string, types: readonly ValueType[]) =>
    types.length === 0 ? '' : ` (${word} ${types.join(' ')})`
  return words('param', params) + words('result', results)
}

function identifyBy(names: ReadonlyMap<number, string>): Identify {
  const spelled = new Map<number, string>()
  const used = new Set<string>()
  for (const [index, name] of names) {
    const plain = spellIdentifier(name)
    const identifier = used.has(plain) ? `${plain}#${index}` : plain
    used.add(identifier)
    spelled.set(index, `$${identifier}`)
  }
  return (index) => spelled.get(index) ?? String(index)
}

function spellIdentifier(name: string): string {
  return name.replace(/[^\w!#$%&'*+\-./:<=>?@\\^`|~]/gu, '_') || '_'
}

function printString(text: string): string {
  return `"${printBytes(new TextEncoder().encode(text))}"`
}

function printBytes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
    text += isPlain ? String.fromCharCode(byte) : `\\${byte.toString(16).padStart(2, '0')}`
  }
  return text
}
