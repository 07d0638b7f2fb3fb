import type { Span } from '@gradus/diagnostics'
import type { CstNode, IToken } from 'chevrotain'

// Reading a CST that may be recovered: any child may be absent.

/** The first child node under a rule's name. */
export function childNode(node: CstNode | undefined, rule: string): CstNode | undefined {
  const child = node?.children[rule]?.[0]
  return child && 'children' in child ? child : undefined
}

/** All child nodes under a rule's name, in order. */
export function childNodes(node: CstNode | undefined, rule: string): readonly CstNode[] {
  return (node?.children[rule] ?? []) as CstNode[]
}

/** The first token of a kind directly below a node. */
export function childToken(node: CstNode | undefined, kind: string): IToken | undefined {
  const child = node?.children[kind]?.[0]
  return child && 'image' in child ? child : undefined
}

/** All tokens of a kind directly below a node, in order. */
export function childTokens(node: CstNode | undefined, kind: string): readonly IToken[] {
  return (node?.children[kind] ?? []) as IToken[]
}

/** The first token directly below a node, of whatever kind. */
export function firstToken(node: CstNode | undefined): IToken | undefined {
  for (const children of Object.values(node?.children ?? {})) {
    const child = children[0]
    if (child && 'image' in child) return child
  }
  return undefined
}

/** The place of a node; a node without tokens is empty and stands at `fallback`. */
export function spanOfNode(node: CstNode | undefined, fallback: number): Span {
  const { startOffset = Number.NaN, endOffset = Number.NaN } = node?.location ?? {}
  if (Number.isNaN(startOffset)) return { start: fallback, end: fallback }
  return { start: startOffset, end: Math.max(startOffset, endOffset + 1) }
}
