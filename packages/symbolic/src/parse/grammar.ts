import { type Diagnostic, diagnostic, internalError, type Source } from '@gradus/diagnostics'
import { type ElementwiseName, notation } from '@gradus/ops'
import { EmbeddedActionsParser, type IToken } from 'chevrotain'
import { call, isCondition } from '../canonical/call.ts'
import type { Expr } from '../expr.ts'
import { constant, num, sym, whole } from '../leaves.ts'
import { spanOf } from './check.ts'
import { type Operator, PrecedenceStack } from './precedence.ts'
import { callables, comparisonOps, logicOps, Token } from './tokens.ts'

type TokenOperator = Operator<IToken>

/**
 * The grammar of formulas that have passed the check of their words. Only brackets recurse:
 * a chain of operators is one list, put together by precedence.
 */
class FormulaParser extends EmbeddedActionsParser {
  source: Source | undefined
  diagnostics: Diagnostic[] = []

  constructor() {
    super(Object.values(Token), { skipValidations: true, nodeLocationTracking: 'none' })
    this.performSelfAnalysis()
  }

  formula: () => Expr = this.RULE('formula', () => {
    const stack = new PrecedenceStack<IToken>((operator) => this.refuse(operator.place))
    this.SUBRULE(this.operand, { ARGS: [stack] })
    this.MANY(() => {
      const token = this.OR([
        { ALT: () => this.CONSUME(Token.Sign) },
        { ALT: () => this.CONSUME(Token.Scale) },
        { ALT: () => this.CONSUME(Token.Caret) },
        { ALT: () => this.CONSUME(Token.Comparison) },
        { ALT: () => this.CONSUME(Token.And) },
        { ALT: () => this.CONSUME(Token.Or) },
      ])
      this.ACTION(() => stack.operator(infixOperator(token)))
      this.SUBRULE2(this.operand, { ARGS: [stack] })
    })
    return this.ACTION(() => stack.finish())
  })

  private operand: (stack: PrecedenceStack<IToken>) => void = this.RULE(
    'operand',
    (stack: PrecedenceStack<IToken>) => {
      this.MANY(() => {
        const token = this.OR([
          { ALT: () => this.CONSUME(Token.Sign) },
          { ALT: () => this.CONSUME(Token.Not) },
        ])
        this.ACTION(() => {
          const operator = prefixOperator(token)
          if (operator) stack.operator(operator)
        })
      })
      const expr: Expr = this.OR1([
        { ALT: () => this.number(this.CONSUME(Token.Number)) },
        { ALT: () => this.SUBRULE(this.name) },
        { ALT: () => this.SUBRULE(this.group) },
      ])
      this.ACTION(() => stack.operand(expr))
    },
  )

  private name: () => Expr = this.RULE('name', () => {
    const name = this.CONSUME(Token.Name)
    const args: Expr[] = []
    let isCall = false
    this.OPTION(() => {
      isCall = true
      this.CONSUME(Token.Open)
      this.AT_LEAST_ONE_SEP({
        SEP: Token.Comma,
        DEF: () => {
          args.push(this.SUBRULE(this.formula))
        },
      })
      this.CONSUME(Token.Close)
    })
    return this.ACTION(() => (isCall ? this.call(name, args) : nameOf(name.image)))
  })

  private group: () => Expr = this.RULE('group', () => {
    this.CONSUME(Token.Open)
    const inner = this.SUBRULE(this.formula)
    this.CONSUME(Token.Close)
    return inner
  })

  private number(token: IToken): Expr {
    return this.ACTION(() => numberFrom(token.image))
  }

  private call(name: IToken, args: readonly Expr[]): Expr {
    const op = callables.get(name.image)
    if (!op) return internalError(`${name.image} passed the check of names`)
    const isFine = args.every((arg, i) => isCondition(arg) === wantsCondition(op, i))
    if (isFine) return call(op, args)
    this.refuse(name)
    return whole(0)
  }

  private refuse(token: IToken): void {
    const help = 'comparisons stand in the condition of `if(condition, a, b)`, and only there'
    const values = { text: token.image }
    this.diagnostics.push(diagnostic('E0106', this.source!, spanOf(token), values, { help }))
  }
}

let parser: FormulaParser | undefined

/** Builds the formula of words without mistakes; conditions out of place are still found. */
export function buildFormula(
  source: Source,
  tokens: readonly IToken[],
): { readonly expression: Expr; readonly diagnostics: readonly Diagnostic[] } {
  parser ??= new FormulaParser()
  parser.source = source
  parser.diagnostics = []
  parser.input = [...tokens]
  const expression = parser.formula()
  if (parser.errors.length > 0) {
    return internalError('the grammar refuses words that the check accepts', [
      source.text.slice(0, 200),
      ...parser.errors.map(({ message }) => message),
    ])
  }
  return { expression, diagnostics: parser.diagnostics }
}

function wantsCondition(op: ElementwiseName, index: number): boolean {
  return op === callables.get('if') && index === 0
}

function nameOf(name: string): Expr {
  return name === 'pi' || name === 'e' || name === 'true' || name === 'false'
    ? constant(name)
    : sym(name)
}

// Whole literals are exact up to a length that nobody types; all others mean the nearest double.
function numberFrom(image: string): Expr {
  return /^\d{16,400}$/.test(image) ? num(BigInt(image)) : num(Number(image))
}

const infixOps: ReadonlyMap<string, ElementwiseName> = new Map<string, ElementwiseName>([
  ['+', 'add'],
  ['-', 'sub'],
  ['−', 'sub'],
  ['*', 'mul'],
  ['·', 'mul'],
  ['×', 'mul'],
  ['/', 'div'],
  ['÷', 'div'],
  ['^', 'pow'],
  ...comparisonOps,
  ...logicOps,
])

function infixOperator(place: IToken): TokenOperator {
  const op = infixOps.get(place.image)
  if (!op) return internalError(`\`${place.image}\` is no operator`)
  return { op, precedence: notation[op].precedence, isPrefix: false, place }
}

// A plus in front of something says nothing.
function prefixOperator(place: IToken): TokenOperator | undefined {
  if (place.image === '+') return undefined
  const op = place.tokenType === Token.Not ? 'not' : 'neg'
  return { op, precedence: notation[op].precedence, isPrefix: true, place }
}
