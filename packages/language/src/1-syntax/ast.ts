import type { Span } from '@gradus/diagnostics'

// The meaning tree of a `.gd` file: plain readonly objects with spans. Where the text
// was broken, a `missing` expression or an empty name stands in, so that later phases
// always see whole nodes. Notation is resolved here: `²` is `^ 2`, `≈` is `~=`.

/** A name as written at one place. */
export interface Name {
  readonly text: string
  readonly span: Span
}

/** A text in quotes, with its escapes read. */
export interface Text {
  readonly value: string
  readonly span: Span
}

export type BinaryOperator =
  | 'or'
  | 'and'
  | '=='
  | '!='
  | '~='
  | '<'
  | '<='
  | '>'
  | '>='
  | '..'
  | '+'
  | '-'
  | '*'
  | '/'
  | '@'
  | '^'

export type UnaryOperator = '-' | '+' | 'not'

export type Expr =
  | NumberExpr
  | TextExpr
  | NameExpr
  | ListExpr
  | UnaryExpr
  | BinaryExpr
  | PipeExpr
  | IfExpr
  | CallExpr
  | IndexExpr
  | FieldExpr
  | MissingExpr

/** Expressions keep their own span; `parenthesized` ones include the parentheses in it. */
interface ExprBase {
  readonly span: Span
  readonly parenthesized?: true
}

export interface NumberExpr extends ExprBase {
  readonly kind: 'number'
  readonly value: number
}
export interface TextExpr extends ExprBase {
  readonly kind: 'text'
  readonly value: string
}
export interface NameExpr extends ExprBase {
  readonly kind: 'name'
  readonly name: string
}
export interface ListExpr extends ExprBase {
  readonly kind: 'list'
  readonly items: readonly Expr[]
}
export interface UnaryExpr extends ExprBase {
  readonly kind: 'unary'
  readonly operator: UnaryOperator
  readonly operand: Expr
}
export interface BinaryExpr extends ExprBase {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly operatorSpan: Span
  readonly left: Expr
  readonly right: Expr
}
/** `value |> call`: the value becomes the first argument of the call. */
export interface PipeExpr extends ExprBase {
  readonly kind: 'pipe'
  readonly operatorSpan: Span
  readonly value: Expr
  /** A call, or a name that is called with the value alone. */
  readonly target: Expr
}
export interface IfExpr extends ExprBase {
  readonly kind: 'if'
  readonly condition: Expr
  readonly then: Expr
  readonly otherwise: Expr
}
export interface CallExpr extends ExprBase {
  readonly kind: 'call'
  readonly callee: Expr
  readonly args: readonly Arg[]
}
export interface IndexExpr extends ExprBase {
  readonly kind: 'index'
  readonly value: Expr
  readonly indices: readonly Arg[]
}
export interface FieldExpr extends ExprBase {
  readonly kind: 'field'
  readonly value: Expr
  readonly field: Name
}
/** Stands where a value is missing; always poisoned, never reported again. */
export interface MissingExpr extends ExprBase {
  readonly kind: 'missing'
}

/** An argument, named or positional; also an index, named by its dim. */
export interface Arg {
  readonly name?: Name
  readonly value: Expr
  readonly span: Span
}

/** A declared type: an element kind, and dims unless it is a single number. */
export interface TypeRef {
  /** `number` when the text gives only a shape. */
  readonly element: Name
  readonly dims: readonly DimRef[]
  readonly span: Span
}

export type DimRef =
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | { readonly kind: 'number'; readonly size: number; readonly span: Span }
  | { readonly kind: 'rest'; readonly span: Span }

export interface Formal {
  readonly name: Name
  /** `'dim'` for a dim passed by name. */
  readonly type?: TypeRef | 'dim'
  readonly start?: Expr
  readonly span: Span
}

export type Statement =
  | ImportStatement
  | DimStatement
  | DataStatement
  | ParamStatement
  | LayerStatement
  | OptimizerStatement
  | ObjectiveStatement
  | MetricStatement
  | TrainStatement
  | TestStatement
  | ShowStatement
  | PlotStatement
  | RepeatStatement
  | FunctionStatement
  | BindingStatement

interface StatementBase {
  readonly span: Span
  /** The text of the `##` lines just above, without the marks. */
  readonly doc?: string
}

/** `import a, b from "./f.gd"` gives `names`; `import "std/nn" as nn` gives `alias`. */
export interface ImportStatement extends StatementBase {
  readonly kind: 'import'
  readonly path: Text
  readonly names: readonly Name[]
  readonly alias?: Name
}
export interface DimStatement extends StatementBase {
  readonly kind: 'dim'
  readonly dims: readonly { readonly name: Name; readonly size?: Expr; readonly span: Span }[]
}
export interface DataStatement extends StatementBase {
  readonly kind: 'data'
  readonly names: readonly Name[]
  readonly type?: TypeRef
  readonly from?: { readonly path: Text; readonly columns: readonly Column[]; readonly span: Span }
  readonly value?: Expr
}
/** One column, or with `last` all columns from the one to the other. */
export interface Column {
  readonly first: Name
  readonly last?: Name
  readonly span: Span
}
export interface ParamStatement extends StatementBase {
  readonly kind: 'param'
  readonly name: Name
  readonly type?: TypeRef
  readonly range?: Expr
  readonly start?: Expr
  readonly belief?: Expr
}
export interface BindingStatement extends StatementBase {
  readonly kind: 'binding'
  readonly name: Name
  readonly type?: TypeRef
  /** `=` names a value; `~` states a belief. */
  readonly relation: '=' | '~'
  readonly value: Expr
}
export interface FunctionStatement extends StatementBase {
  readonly kind: 'function'
  readonly name: Name
  readonly formals: readonly Formal[]
  readonly result?: TypeRef
  readonly body: Expr | Block
}
export interface LayerStatement extends StatementBase {
  readonly kind: 'layer'
  readonly name: Name
  readonly formals: readonly Formal[]
  readonly result?: TypeRef
  readonly body: Block
}
export interface Block {
  readonly kind: 'block'
  readonly statements: readonly BlockStatement[]
  readonly span: Span
}
export type BlockStatement = ParamStatement | RepeatStatement | ReturnStatement | BindingStatement
export interface ReturnStatement extends StatementBase {
  readonly kind: 'return'
  readonly value: Expr
}
export interface RepeatStatement extends StatementBase {
  readonly kind: 'repeat'
  readonly count: Expr
  readonly body: Block
}
export interface OptimizerStatement extends StatementBase {
  readonly kind: 'optimizer'
  readonly name: Name
  readonly formals: readonly Formal[]
  readonly rules: readonly OptimizerRule[]
}
/** `state v = 0` declares, `v <- …` updates, `x = …` names a value of this step. */
export interface OptimizerRule {
  readonly kind: 'state' | 'update' | 'value'
  readonly name: Name
  readonly value: Expr
  readonly span: Span
}
export interface ObjectiveStatement extends StatementBase {
  readonly kind: 'objective'
  readonly direction: 'minimize' | 'maximize'
  readonly value: Expr
}
export interface MetricStatement extends StatementBase {
  readonly kind: 'metric'
  readonly name: Name
  readonly value: Expr
}
export interface TrainStatement extends StatementBase {
  readonly kind: 'train'
  readonly name?: Name
  readonly settings: readonly Setting[]
}
export interface Setting {
  readonly name: Name
  readonly value: Expr
  readonly span: Span
}
export interface TestStatement extends StatementBase {
  readonly kind: 'test'
  readonly title: Text
  /** Present for `after train [name]`. */
  readonly after?: { readonly train?: Name; readonly span: Span }
  readonly items: readonly (ExpectItem | BindingStatement)[]
}
export interface ExpectItem {
  readonly kind: 'expect'
  readonly value: Expr
  readonly within?: Expr
  readonly span: Span
}
export interface ShowStatement extends StatementBase {
  readonly kind: 'show'
  readonly value: Expr
  readonly title?: Text
}
export interface PlotStatement extends StatementBase {
  readonly kind: 'plot'
  readonly plot: Name
  readonly args: readonly Arg[]
}

export interface ModelFile {
  readonly statements: readonly Statement[]
  readonly span: Span
}
