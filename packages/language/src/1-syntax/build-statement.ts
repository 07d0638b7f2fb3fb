import type { Span } from '@gradus/diagnostics'
import type { CstNode } from 'chevrotain'
import type {
  BindingStatement,
  Block,
  BlockStatement,
  DataStatement,
  ExpectItem,
  Expr,
  Name,
  OptimizerRule,
  ParamStatement,
  RepeatStatement,
  Setting,
  Statement,
  Text,
} from './ast.ts'
import { type BuildContext, buildArgs, buildExpr, buildInfix, nameOf } from './build-expression.ts'
import { buildColumn, buildFormals, buildResult, buildType, textOf } from './build-type.ts'
import { childNode, childNodes, childToken, childTokens, firstToken, spanOfNode } from './cst.ts'
import { endOf } from './token-span.ts'

interface Base {
  readonly span: Span
  readonly doc?: string
}
type Build<Result> = (node: CstNode, base: Base, context: BuildContext) => Result

/** Builds a statement of the file; undefined where nothing of one could be read. */
export function buildStatement(node: CstNode, context: BuildContext): Statement | undefined {
  return buildBy(statementBuilders, node, context)
}

function buildBy<Result>(
  builders: Readonly<Record<string, Build<Result>>>,
  node: CstNode,
  context: BuildContext,
): Result | undefined {
  for (const [rule, build] of Object.entries(builders)) {
    const inner = childNode(node, rule)
    if (!inner) continue
    const span = spanOfNode(inner, 0)
    const doc = context.docs.get(span.start)
    return build(inner, { span, ...(doc === undefined ? {} : { doc }) }, context)
  }
  return undefined
}

function nameIn(node: CstNode, base: Base): Name {
  const name = childToken(node, 'Name')
  return nameOf(name, Math.min(base.span.end, firstEnd(node, base)))
}

function firstEnd(node: CstNode, base: Base): number {
  const token = firstToken(node)
  return token ? endOf(token) : base.span.end
}

function names(node: CstNode): readonly Name[] {
  return childTokens(node, 'Name').map((token) => nameOf(token, token.startOffset))
}

/** The value after the `=`, `~` or `<-` below a node, if there is one. */
function valueIn(node: CstNode, rule: 'start' | 'belief', context: BuildContext): Expr | undefined {
  const inner = childNode(node, rule)
  return inner && buildExpr(childNode(inner, 'expr'), spanOfNode(inner, 0).end, context)
}

function startOf(node: CstNode, base: Base, context: BuildContext): Expr {
  return valueIn(node, 'start', context) ?? buildExpr(undefined, base.span.end, context)
}

function exprIn(node: CstNode, base: Base, context: BuildContext): Expr {
  return buildExpr(childNode(node, 'expr'), base.span.end, context)
}

const buildParam: Build<ParamStatement> = (node, base, context) => {
  const type = buildType(childNode(childNode(node, 'annotation'), 'type'))
  const range = childNode(node, 'infix')
  const start = valueIn(node, 'start', context)
  const belief = valueIn(node, 'belief', context)
  return {
    kind: 'param',
    ...base,
    name: nameIn(node, base),
    ...(type && { type }),
    ...(range && { range: buildInfix(range, base.span.end, context) }),
    ...(start && { start }),
    ...(belief && { belief }),
  }
}

const buildBinding: Build<BindingStatement> = (node, base, context) => {
  const type = buildType(childNode(childNode(node, 'annotation'), 'type'))
  const belief = valueIn(node, 'belief', context)
  return {
    kind: 'binding',
    ...base,
    name: nameIn(node, base),
    ...(type && { type }),
    relation: belief ? '~' : '=',
    value: belief ?? startOf(node, base, context),
  }
}

const buildRepeat: Build<RepeatStatement> = (node, base, context) => ({
  kind: 'repeat',
  ...base,
  count: exprIn(node, base, context),
  body: buildBlock(childNode(node, 'block'), base.span.end, context),
})

const blockBuilders: Readonly<Record<string, Build<BlockStatement>>> = {
  paramStatement: buildParam,
  repeatStatement: buildRepeat,
  returnStatement: (node, base, context) => ({
    kind: 'return',
    ...base,
    value: exprIn(node, base, context),
  }),
  bindingStatement: buildBinding,
}

function buildBlock(node: CstNode | undefined, at: number, context: BuildContext): Block {
  const statements = childNodes(node, 'blockStatement')
    .map((statement) => buildBy(blockBuilders, statement, context))
    .filter((statement) => statement !== undefined)
  return { kind: 'block', statements, span: spanOfNode(node, at) }
}

const buildImport: Build<Statement> = (node, base, context) => {
  const alias = childNode(node, 'alias')
  return {
    kind: 'import',
    ...base,
    path: textOf(childToken(node, 'Text'), base.span.end, context),
    names: alias ? [] : names(node),
    ...(alias && { alias: nameOf(childToken(alias, 'Name'), base.span.end) }),
  }
}

const buildDim: Build<Statement> = (node, base, context) => ({
  kind: 'dim',
  ...base,
  dims: childNodes(node, 'dimDeclaration').map((declaration) => {
    const span = spanOfNode(declaration, base.span.end)
    const size = valueIn(declaration, 'start', context)
    return { name: nameIn(declaration, { span }), span, ...(size && { size }) }
  }),
})

const buildData: Build<DataStatement> = (node, base, context) => {
  const type = buildType(childNode(childNode(node, 'annotation'), 'type'))
  const from = childNode(node, 'dataFrom')
  const value = valueIn(node, 'start', context)
  return {
    kind: 'data',
    ...base,
    names: names(node),
    ...(type && { type }),
    ...(from && {
      from: {
        path: textOf(childToken(from, 'Text'), base.span.end, context),
        columns: childNodes(from, 'column').map((column) => buildColumn(column, context)),
        span: spanOfNode(from, base.span.end),
      },
    }),
    ...(value && { value }),
  }
}

const buildFunction: Build<Statement> = (node, base, context) => {
  const result = buildResult(node)
  const block = childNode(node, 'block')
  return {
    kind: 'function',
    ...base,
    name: nameIn(node, base),
    formals: buildFormals(node, context),
    ...(result && { result }),
    body: block ? buildBlock(block, base.span.end, context) : startOf(node, base, context),
  }
}

const buildLayer: Build<Statement> = (node, base, context) => {
  const result = buildResult(node)
  return {
    kind: 'layer',
    ...base,
    name: nameIn(node, base),
    formals: buildFormals(node, context),
    ...(result && { result }),
    body: buildBlock(childNode(node, 'block'), base.span.end, context),
  }
}

const buildOptimizer: Build<Statement> = (node, base, context) => ({
  kind: 'optimizer',
  ...base,
  name: nameIn(node, base),
  formals: buildFormals(node, context),
  rules: childNodes(node, 'optimizerItem').flatMap((item) => buildRule(item, context) ?? []),
})

function buildRule(item: CstNode, context: BuildContext): OptimizerRule | undefined {
  const state = childNode(item, 'stateRule')
  const node = state ?? childNode(item, 'updateRule')
  if (!node) return undefined
  const span = spanOfNode(node, 0)
  const name = nameIn(node, { span })
  if (state) return { kind: 'state', name, value: startOf(node, { span }, context), span }
  const isUpdate = childToken(node, 'UpdateArrow') !== undefined
  if (isUpdate) return { kind: 'update', name, value: exprIn(node, { span }, context), span }
  return { kind: 'value', name, value: startOf(node, { span }, context), span }
}

const buildTrain: Build<Statement> = (node, base, context) => {
  const name = childToken(node, 'Name')
  return {
    kind: 'train',
    ...base,
    ...(name && { name: nameOf(name, base.span.end) }),
    settings: childNodes(node, 'setting').map((setting) => buildSetting(setting, context)),
  }
}

function buildSetting(node: CstNode, context: BuildContext): Setting {
  const span = spanOfNode(node, 0)
  const name = nameOf(firstToken(childNode(node, 'word')), span.start)
  return { name, value: exprIn(node, { span }, context), span }
}

const buildTest: Build<Statement> = (node, base, context) => {
  const after = childNode(node, 'afterTrain')
  const train = childToken(after, 'Name')
  return {
    kind: 'test',
    ...base,
    title: textOf(childToken(node, 'Text'), base.span.end, context),
    ...(after && {
      after: {
        ...(train && { train: nameOf(train, base.span.end) }),
        span: spanOfNode(after, base.span.end),
      },
    }),
    items: childNodes(node, 'testItem')
      .map((item) => buildBy(testItemBuilders, item, context))
      .filter((item) => item !== undefined),
  }
}

const buildExpect: Build<ExpectItem> = (node, { span }, context) => {
  const within = childNode(node, 'infix')
  return {
    kind: 'expect',
    value: exprIn(node, { span }, context),
    ...(within && { within: buildInfix(within, span.end, context) }),
    span,
  }
}

const testItemBuilders: Readonly<Record<string, Build<ExpectItem | BindingStatement>>> = {
  expectItem: buildExpect,
  bindingStatement: buildBinding,
}

const buildShow: Build<Statement> = (node, base, context) => {
  const title = childToken(node, 'Text')
  const text: Text | undefined = title && textOf(title, base.span.end, context)
  return { kind: 'show', ...base, value: exprIn(node, base, context), ...(text && { title: text }) }
}

const buildPlot: Build<Statement> = (node, base, context) => {
  const args = childNode(node, 'args')
  return {
    kind: 'plot',
    ...base,
    plot: nameIn(node, base),
    args: args ? buildArgs(args, context) : [],
  }
}

const statementBuilders: Readonly<Record<string, Build<Statement>>> = {
  importStatement: buildImport,
  dimStatement: buildDim,
  dataStatement: buildData,
  paramStatement: buildParam,
  layerStatement: buildLayer,
  optimizerStatement: buildOptimizer,
  objectiveStatement: (node, base, context) => ({
    kind: 'objective',
    ...base,
    direction: childToken(node, 'maximize') ? 'maximize' : 'minimize',
    value: exprIn(node, base, context),
  }),
  metricStatement: (node, base, context) => ({
    kind: 'metric',
    ...base,
    name: nameIn(node, base),
    value: startOf(node, base, context),
  }),
  trainStatement: buildTrain,
  testStatement: buildTest,
  showStatement: buildShow,
  plotStatement: buildPlot,
  repeatStatement: buildRepeat,
  functionStatement: buildFunction,
  bindingStatement: buildBinding,
}
