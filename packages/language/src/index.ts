// 1 Syntax: text → tokens → CST → AST
export { parseSource, parseText, type ParsedFile } from './1-syntax/parse.ts'
export type * as Ast from './1-syntax/ast.ts'
