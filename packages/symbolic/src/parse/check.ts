import { type ElementwiseName, signatures } from '@gradus/ops'
import { arityOf, hasTrait } from '../op-table.ts'
import { numberForm } from './foreign-forms.ts'
import type { MistakeName } from './mistakes.ts'
import type { Frame, Site } from './site.ts'
import { callables, constants, groupsRight, infixOps, prefixOps, type Token } from './tokens.ts'

/** How deep brackets and powers may nest. Every walk over formulas bears more. */
export const maxDepth = 100_000

/** A mistake of a text: what it is and where. */
export interface Finding {
  readonly mistake: MistakeName
  readonly site: Site
}

/**
 * Finds every mistake of a formula's tokens, in the order in which they show: what cannot
 * continue is reported at its first character, an end that comes too early just after the
 * last one.
 *
 * One pass with a stack of open brackets: at each token either a value or an operator is
 * due. After a mistake it goes on as if the obvious repair had been made.
 */
export function findMistakes(tokens: readonly Token[]): Finding[] {
  const checker = new Checker(tokens)
  checker.check()
  return checker.findings
}

class Checker {
  readonly findings: Finding[] = []
  readonly #tokens: readonly Token[]
  readonly #frames: Frame[] = [newFrame(-1, undefined)]
  readonly #brackets = new Map<number, Frame>()
  #at = 0
  #levels = 0
  #expectsValue = true
  // Whether the value read last is a condition.
  #isCondition = false
  // Set after something unreadable: what follows from it is not reported again.
  #isExcused = false
  // Frames up to this one hold misplaced conditions and commas that have been reported.
  #misplaced = -1

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  check(): void {
    for (; this.#at < this.#tokens.length && this.#levels <= maxDepth; this.#at++) {
      const token = this.#tokens[this.#at]!
      if (token.kind === 'unknown') this.#unreadable()
      else if (this.#expectsValue) this.#valueAt(token)
      else this.#operatorAt(token)
      if (this.#levels > maxDepth) this.#report('excessiveNesting')
    }
  }

  get #frame(): Frame {
    return this.#frames[this.#frames.length - 1]!
  }

  get #before(): Token | undefined {
    return this.#tokens[this.#at - 1]
  }

  #unreadable(): void {
    this.#report('unreadable')
    // What follows may be another condition.
    this.#frame.isCondition = false
    this.#isExcused = true
    this.#expectsValue = true
  }

  #valueAt(token: Token): void {
    if (token.kind === 'number') this.#value()
    else if (token.kind === 'name') this.#name(token)
    else if (token.kind === 'open') this.#open()
    else if (token.kind === 'not') this.#not()
    else if (!prefixOps.has(token.text)) this.#missing(token)
  }

  #value(): void {
    this.#expectsValue = false
    this.#isExcused = false
    this.#isCondition = false
  }

  #missing(token: Token): void {
    const isStray = token.kind === 'close' && this.#frames.length === 1
    if (!this.#isExcused && !isStray) {
      this.#report(this.#isSecondStar(token) ? 'foreignPower' : 'missingValue')
    }
    this.#value()
    this.#operatorAt(token)
  }

  // The first star could still have multiplied; the second is what cannot stand here.
  #isSecondStar(token: Token): boolean {
    const before = this.#before
    return token.text === '*' && before?.text === '*' && before.end === token.start
  }

  #name(token: Token): void {
    const next = this.#tokens[this.#at + 1]!
    const isCall = next.kind === 'open'
    const isFunction = callables.has(token.text)
    if (token.text === 'true' || token.text === 'false') this.#truth()
    else this.#value()
    if (isCall && !isFunction && !constants.has(token.text)) this.#report('unknownFunction')
    if (isCall || !isFunction) return
    this.#isExcused = true
    if (next.kind !== 'unknown') {
      this.#report(next.kind === 'end' ? 'unfinishedCall' : 'bareFunction', this.#at + 1)
    }
  }

  #truth(): void {
    const isAllowed = this.#mayBeCondition()
    if (isAllowed) this.#frame.isCondition = true
    else this.#misplacement()
    this.#value()
    this.#isCondition = isAllowed
  }

  #not(): void {
    if (this.#mayBeCondition()) {
      this.#frame.needsCondition = true
      this.#nest()
    } else this.#misplacement()
  }

  // A condition cannot be part of a sum or a comparison.
  #mayBeCondition(): boolean {
    const { allowsCondition, isCondition } = this.#frame
    const before = this.#before
    const isPart = before?.kind === 'operator' && !hasTrait(infixOps.get(before.text)!, 'logic')
    return allowsCondition && !isCondition && !isPart
  }

  #open(): void {
    const before = this.#before
    const isCall = before?.kind === 'name' && !this.#expectsValue
    const frame = newFrame(this.#at, isCall ? callables.get(before.text) : undefined, isCall)
    const isConditional = frame.op !== undefined && signatures[frame.op].startsWith('m')
    frame.allowsCondition = isConditional || (!isCall && this.#mayBeCondition())
    frame.needsCondition = isConditional
    this.#brackets.set(this.#at, frame)
    this.#frames.push(frame)
    this.#levels++
    this.#expectsValue = true
    this.#isExcused = false
  }

  #operatorAt(token: Token): void {
    if (token.kind === 'operator') this.#operator(infixOps.get(token.text)!)
    else if (token.kind === 'comma') this.#comma()
    else if (token.kind === 'close') this.#close()
    else if (token.kind === 'end') this.#end()
    else this.#adjacent(token)
  }

  #operator(op: ElementwiseName): void {
    const isLogic = hasTrait(op, 'logic')
    const isComparison = hasTrait(op, 'comparison')
    if ((isLogic || isComparison) && !this.#frame.allowsCondition) this.#misplacement()
    else if (isLogic) this.#logic()
    else if (this.#isCondition) this.#report('conditionAsValue')
    else if (isComparison) this.#comparison()
    if (groupsRight(op)) this.#nest()
    else this.#settle()
    this.#expectValue()
  }

  #expectValue(): void {
    this.#expectsValue = true
    this.#isExcused = false
    this.#isCondition = false
  }

  #logic(): void {
    this.#endCondition()
    this.#frame.needsCondition = true
    this.#frame.isCondition = false
  }

  #comparison(): void {
    const frame = this.#frame
    if (frame.isCondition) this.#report('chainedComparison')
    frame.isCondition = true
    frame.comparison = this.#at
  }

  #comma(): void {
    const frame = this.#frame
    if (frame.isCall) {
      this.#endCondition()
      frame.commas.push(this.#at)
      frame.allowsCondition = false
      frame.needsCondition = false
      frame.isCondition = false
    } else this.#misplacement('misplacedComma')
    this.#settle()
    this.#expectValue()
  }

  #endCondition(): void {
    const { needsCondition, isCondition, isDoubtful } = this.#frame
    if (needsCondition && !isCondition && !isDoubtful) this.#report('missingCondition')
  }

  #close(): void {
    if (this.#frames.length === 1) this.#report('unmatchedBracket')
    else this.#closeFrame()
  }

  #closeFrame(): void {
    this.#endCondition()
    this.#settle()
    this.#levels--
    const frame = this.#frames.pop()!
    frame.close = this.#at
    this.#misplaced = Math.min(this.#misplaced, this.#frames.length - 1)
    this.#value()
    if (!frame.isCall) {
      this.#isCondition = frame.isCondition
      this.#frame.isCondition ||= frame.isCondition
      this.#frame.isDoubtful ||= frame.isDoubtful
    }
    if (frame.op && !frame.isDoubtful) this.#countArguments(frame, frame.op)
  }

  #countArguments(frame: Frame, op: ElementwiseName): void {
    const arity = arityOf[op]
    const count = frame.commas.length + 1
    if (count < arity) this.#report('missingArgument', frame.open - 1, frame)
    else if (count > arity && !hasTrait(op, 'associative')) {
      this.#report('unknownArgument', frame.open - 1, frame)
    }
  }

  #adjacent(token: Token): void {
    const before = this.#before!
    if (token.kind === 'open' && before.kind === 'name' && !constants.has(before.text)) {
      this.#open()
    } else {
      if (!this.#isExcused) this.#report(sideBySide(before, token))
      this.#expectsValue = true
      this.#valueAt(token)
    }
  }

  #end(): void {
    if (this.#frames.length > 1) this.#report('unclosed')
  }

  #nest(): void {
    this.#frame.nested++
    this.#levels++
  }

  #settle(): void {
    this.#levels -= this.#frame.nested
    this.#frame.nested = 0
  }

  // Further ones in the same brackets come of the first.
  #misplacement(mistake: MistakeName = 'misplacedCondition'): void {
    const depth = this.#frames.length - 1
    if (depth <= this.#misplaced) return
    this.#misplaced = depth
    this.#report(mistake)
  }

  #report(mistake: MistakeName, at: number = this.#at, frame: Frame = this.#frame): void {
    frame.isDoubtful = true
    // One token is wrong in one way.
    if (this.findings.at(-1)?.site.at === at) return
    const { comparison } = frame
    const [tokens, brackets, levels] = [this.#tokens, this.#brackets, this.#levels]
    this.findings.push({ mistake, site: { tokens, at, frame, brackets, comparison, levels } })
  }
}

function sideBySide(before: Token, token: Token): MistakeName {
  if (token.kind === 'not') return 'adjacentCondition'
  const touches = before.kind === 'number' && before.end === token.start
  return touches && numberForm(before.text + token.text) ? 'malformedNumber' : 'adjacentValues'
}

function newFrame(open: number, op: ElementwiseName | undefined, isCall = false): Frame {
  return {
    open,
    isCall,
    op,
    close: undefined,
    commas: [],
    allowsCondition: false,
    needsCondition: false,
    isCondition: false,
    comparison: -1,
    nested: 0,
    isDoubtful: false,
  }
}
