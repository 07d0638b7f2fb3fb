import type { CstNode, IToken } from 'chevrotain'
import type { Column, DimRef, Formal, Name, Text, TypeRef } from './ast.ts'
import { type BuildContext, buildExpr, nameOf } from './build-expression.ts'
import { childNode, childNodes, childToken, firstToken, spanOfNode } from './cst.ts'
import { readText } from './read-text.ts'
import { spanOf } from './token-span.ts'
import { Token } from './tokens.ts'

/** A declared type; undefined where there is none. */
export function buildType(node: CstNode | undefined): TypeRef | undefined {
  if (!node) return undefined
  const span = spanOfNode(node, 0)
  const element = childToken(node, 'Name')
  const shape = childNode(node, 'shape')
  const dims = childNodes(shape, 'dimRef').flatMap((dim) => buildDimRef(dim) ?? [])
  const shapeSpan = spanOfNode(shape, span.start)
  return {
    element: element ? nameOf(element, span.start) : { text: 'number', span: shapeSpan },
    dims,
    span,
  }
}

function buildDimRef(node: CstNode): DimRef | undefined {
  const token = firstToken(node)
  if (!token) return undefined
  const span = spanOf(token)
  if (token.tokenType === Token.Rest) return { kind: 'rest', span }
  if (/^[\d.]/.test(token.image))
    return { kind: 'number', size: Number(token.image.replaceAll('_', '')), span }
  return { kind: 'name', name: token.image, span }
}

/** The type after `->`, if there is one. */
export function buildResult(node: CstNode): TypeRef | undefined {
  return buildType(childNode(childNode(node, 'result'), 'type'))
}

/** What a function, layer or optimizer takes. */
export function buildFormals(node: CstNode, context: BuildContext): readonly Formal[] {
  return childNodes(childNode(node, 'formals'), 'formal').map((formal) => {
    const span = spanOfNode(formal, 0)
    const type = childToken(formal, 'dim') ? 'dim' : buildType(childNode(formal, 'type'))
    const start = childNode(formal, 'start')
    return {
      name: nameOf(childToken(formal, 'Name'), span.start),
      ...(type && { type }),
      ...(start && { start: buildExpr(childNode(start, 'expr'), span.end, context) }),
      span,
    }
  })
}

/** A column, or the range of columns from one to another. */
export function buildColumn(node: CstNode, context: BuildContext): Column {
  const span = spanOfNode(node, 0)
  const [first, last] = childNodes(node, 'columnName').map((column) => columnName(column, context))
  return { first: first ?? nameOf(undefined, span.start), ...(last && { last }), span }
}

function columnName(node: CstNode, context: BuildContext): Name {
  const text = childToken(node, 'Text')
  if (text) return { text: readText(text, context), span: spanOf(text) }
  return nameOf(childToken(node, 'Name'), spanOfNode(node, 0).start)
}

/** A text in quotes, empty where it is absent. */
export function textOf(token: IToken | undefined, at: number, context: BuildContext): Text {
  return token
    ? { value: readText(token, context), span: spanOf(token) }
    : { value: '', span: { start: at, end: at } }
}
