import {
  type Details,
  type Diagnostic,
  diagnostic,
  type Source,
  type Span,
  suggest,
} from '@gradus/diagnostics'
import { arityOf, type ElementwiseName, hasTrait } from '@gradus/ops'
import type { IToken } from 'chevrotain'
import { callables, Token } from './tokens.ts'

const selectOp = callables.get('if')

/** How deep brackets may nest: the parser recurses along them. */
export const maxDepth = 250

const startsOperand: ReadonlySet<unknown> = new Set([
  Token.Number,
  Token.Name,
  Token.Open,
  Token.Not,
])
const arithmeticSigns: ReadonlySet<unknown> = new Set([
  Token.Sign,
  Token.Scale,
  Token.Caret,
  Token.Comparison,
])
const conditionSigns: ReadonlySet<unknown> = new Set([Token.Comparison, Token.And, Token.Or])

interface Frame {
  /** Its opening bracket; none for the formula as a whole. */
  readonly open?: IToken
  /** The function name in front of the bracket. */
  readonly name?: IToken
  readonly op?: ElementwiseName
  commas: number
  /** Whether a comparison is understood here. */
  allowsConditions: boolean
  hasComparison: boolean
}

/**
 * Finds every mistake in the order of a formula's words: what cannot continue is reported at
 * its first character, an end that comes too early just after the last character.
 *
 * One pass with a stack of open brackets: at each word either an operand or an operator is
 * due. After a mistake it goes on as if the obvious repair had been made.
 */
export function checkTokens(source: Source, tokens: readonly IToken[]): Diagnostic[] {
  return new Checker(source, tokens).check()
}

class Checker {
  readonly #source: Source
  readonly #tokens: readonly IToken[]
  readonly #found: Diagnostic[] = []
  #frames: Frame[] = [newFrame(false)]
  #expectsOperand = true
  // Set after something unreadable: what follows from it is not reported again.
  #isExcused = false
  #at = 0

  constructor(source: Source, tokens: readonly IToken[]) {
    this.#source = source
    this.#tokens = tokens
  }

  check(): Diagnostic[] {
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]!
      if (token.tokenType === Token.Unknown) this.#unknown(token)
      else if (this.#expectsOperand) this.#operandAt(token)
      else this.#operatorAt(token)
      if (this.#frames.length > maxDepth) return this.#tooDeep(token)
    }
    this.#end()
    return this.#found
  }

  get #frame(): Frame {
    return this.#frames[this.#frames.length - 1]!
  }

  #unknown(token: IToken): void {
    const help =
      token.image === '=' ? 'a formula has no `=`; give the side that is computed' : undefined
    this.#report('E0101', token, { text: token.image }, help ? { help } : {})
    this.#isExcused = true
    this.#expectsOperand = true
  }

  #operandAt(token: IToken): void {
    const type = token.tokenType
    if (type === Token.Sign || type === Token.Not) return
    if (type === Token.Number) this.#operand()
    else if (type === Token.Name) this.#name(token)
    else if (type === Token.Open) this.#open(token)
    else if (this.#isSecondStar(token)) this.#foreignPower(token)
    else {
      this.#missingValue(token)
      this.#operand()
      this.#operatorAt(token)
    }
  }

  #isSecondStar(token: IToken): boolean {
    const before = this.#tokens[this.#at - 1]
    const isNext = before?.startOffset === token.startOffset - 1
    return isNext && before.image === '*' && token.image === '*' && !this.#isExcused
  }

  #operand(): void {
    this.#expectsOperand = false
    this.#isExcused = false
  }

  #missingValue(token: IToken): void {
    if (this.#isExcused) return
    if (token.tokenType === Token.Close && this.#frames.length === 1) return
    const label = `a number, a name or a bracket goes before this`
    this.#report('E0103', token, {}, { label })
  }

  #name(token: IToken): void {
    const next = this.#tokens[this.#at + 1]
    const op = callables.get(token.image)
    this.#operand()
    if (token.image === 'true' || token.image === 'false') this.#frame.hasComparison = true
    if (next?.tokenType === Token.Open) {
      if (op) return
      if (token.image === 'e' || token.image === 'pi') return
      this.#unknownFunction(token)
      return
    }
    if (!op) return
    this.#isExcused = true
    const help = `\`${token.image}\` is a function: write \`${token.image}(…)\``
    if (next) this.#report('E0106', next, { text: next.image }, { help })
    else this.#reportAt('E0103', this.#endSpan(), {}, { help })
  }

  #unknownFunction(token: IToken): void {
    const near = suggest(token.image, callables.keys())
    const span = spanOf(token)
    this.#report(
      'E0201',
      token,
      { name: token.image },
      {
        label: near ? `did you mean \`${near}\`?` : 'no function has this name',
        ...(near
          ? { fix: { title: `use \`${near}\``, confidence: 'safe', edits: [{ span, text: near }] } }
          : { help: `to multiply, write \`${token.image} * (…)\`` }),
      },
    )
  }

  #open(token: IToken): void {
    const before = this.#tokens[this.#at - 1]
    const isCall = before?.tokenType === Token.Name && !this.#expectsOperand
    const op = isCall ? callables.get(before.image) : undefined
    const isOperand = before !== undefined && arithmeticSigns.has(before.tokenType)
    const allows = op === selectOp || (!isCall && !isOperand && this.#frame.allowsConditions)
    const frame = newFrame(allows)
    this.#frames.push({ ...frame, open: token, ...(isCall && { name: before }), ...(op && { op }) })
    this.#expectsOperand = true
    this.#isExcused = false
  }

  #operatorAt(token: IToken): void {
    const type = token.tokenType
    if (type === Token.Close) this.#close(token)
    else if (startsOperand.has(type)) this.#adjacent(token)
    else {
      if (type === Token.Comma) this.#comma(token)
      else if (conditionSigns.has(type)) this.#conditionSign(token)
      this.#expectsOperand = true
      this.#isExcused = false
    }
  }

  // The first star could still have multiplied; the second is what cannot stand here.
  #foreignPower(second: IToken): void {
    const edits = [{ span: { start: second.startOffset - 1, end: spanOf(second).end }, text: '^' }]
    this.#report('E0110', second, {}, { fix: { title: 'use `^`', confidence: 'safe', edits } })
  }

  #conditionSign(token: IToken): void {
    if (!this.#frame.allowsConditions) {
      const help = 'comparisons stand in the condition of `if(condition, a, b)`'
      this.#report('E0106', token, { text: token.image }, { help })
    } else if (token.tokenType !== Token.Comparison) this.#frame.hasComparison = false
    else if (this.#frame.hasComparison) this.#chained(token)
    else this.#frame.hasComparison = true
  }

  #chained(token: IToken): void {
    this.#report('E0112', token, {}, { help: 'join two comparisons: `a < b and b < c`' })
  }

  #comma(token: IToken): void {
    const frame = this.#frame
    if (!frame.name) {
      const help = 'commas separate the arguments of a function'
      this.#report('E0106', token, { text: ',' }, { help })
      return
    }
    if (frame.op === selectOp && frame.commas === 0 && !frame.hasComparison) {
      const help = '`if` begins with a comparison, as in `if(x > 0, x, -x)`'
      this.#report('E0106', token, { text: ',' }, { help })
    }
    frame.commas++
    frame.allowsConditions = false
    frame.hasComparison = false
  }

  #close(token: IToken): void {
    if (this.#frames.length === 1) {
      const edits = [{ span: spanOf(token), text: '' }]
      const fix = { title: 'remove it', confidence: 'safe', edits } as const
      this.#report('E0113', token, { bracket: ')' }, { fix })
      return
    }
    const { name, op, commas, hasComparison } = this.#frames.pop()!
    if (!name && hasComparison) this.#frame.hasComparison = true
    this.#operand()
    if (name && op) this.#checkArity(name, op, commas + 1)
  }

  #checkArity(name: IToken, op: ElementwiseName, count: number): void {
    const arity = arityOf[op] as number
    const isFine = hasTrait(op, 'associative') ? count >= arity : count === arity
    if (isFine) return
    const label = `${arity} ${arity === 1 ? 'argument' : 'arguments'} needed, ${count} given`
    const place = { function: name.image, argument: argumentName(op, count) }
    if (count < arity) this.#report('E0206', name, place, { label })
    else this.#report('E0207', name, place, { label })
  }

  #adjacent(token: IToken): void {
    const before = this.#tokens[this.#at - 1]
    const isCall = before?.tokenType === Token.Name && token.tokenType === Token.Open
    const isNumber = before?.image === 'e' || before?.image === 'pi'
    if (!this.#isExcused && !(isCall && !isNumber)) this.#sideBySide(token)
    if (isCall && !isNumber) this.#open(token)
    else {
      this.#expectsOperand = true
      this.#operandAt(token)
    }
  }

  #sideBySide(token: IToken): void {
    if (token.tokenType === Token.Not) {
      this.#report('E0106', token, { text: token.image })
      return
    }
    const at = token.startOffset
    const edits = [{ span: { start: at, end: at }, text: '*' }]
    this.#report(
      'E0107',
      token,
      {},
      {
        help: 'to multiply, write `*` between them',
        fix: { title: 'insert `*`', confidence: 'safe', edits },
      },
    )
  }

  #end(): void {
    const span = this.#endSpan()
    if (this.#expectsOperand && !this.#isExcused) {
      const isEmpty = this.#tokens.length === 0
      const label = isEmpty ? 'there is no formula' : 'a number, a name or a bracket goes here'
      this.#reportAt('E0103', span, {}, { label })
      return
    }
    const open = this.#frame.open
    if (!open || this.#isExcused) return
    const text = ')'.repeat(this.#frames.length - 1)
    this.#reportAt(
      'E0104',
      span,
      { bracket: '(' },
      {
        label: `\`${text}\` is missing here`,
        secondary: [{ span: spanOf(open), text: 'opened here' }],
        fix: { title: `insert \`${text}\``, confidence: 'safe', edits: [{ span, text }] },
      },
    )
  }

  #tooDeep(token: IToken): Diagnostic[] {
    const label = `at most ${maxDepth} brackets may be open at a time`
    this.#report('E0120', token, { levels: this.#frames.length }, { label })
    return this.#found
  }

  #endSpan(): Span {
    const end = this.#source.text.length
    return { start: end, end }
  }

  #report: Report<IToken> = (code, token, values, details) =>
    this.#reportAt(code, spanOf(token), values, details)

  #reportAt: Report<Span> = (code, span, values, details) => {
    this.#found.push(diagnostic(code, this.#source, span, values, details))
  }
}

type Report<Place> = <C extends Parameters<typeof diagnostic>[0]>(
  code: C,
  place: Place,
  values: Parameters<typeof diagnostic<C>>[3],
  details?: Details,
) => void

function newFrame(allowsConditions: boolean): Frame {
  return { commas: 0, allowsConditions, hasComparison: false }
}

/** What the argument at an index is called in messages. */
function argumentName(op: ElementwiseName, index: number): string {
  if (op === selectOp) return ['condition', 'a', 'b'][index] ?? `argument ${index + 1}`
  return `argument ${index + 1}`
}

/** The place of a token. */
export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length }
}
