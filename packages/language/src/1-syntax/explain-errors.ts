import { type Diagnostic, diagnostic, type Source, type Span } from '@gradus/diagnostics'
import { EOF, type IRecognitionException, type IToken } from 'chevrotain'
import type { LayoutProblem } from './layout.ts'
import { shorten } from './lex.ts'
import type { FailedTokens } from './parse-statement.ts'
import { insert, misplacedBelief, replace, unexpected, unknownStatement } from './slips.ts'
import { endOf, spanOf } from './token-span.ts'
import { Token } from './tokens.ts'

/** Explains a bracket without a partner (E0104, E0105, E0106, E0113). */
export function explainLayout(source: Source, problem: LayoutProblem): Diagnostic {
  if (problem.kind === 'unopened') {
    const span = spanOf(problem.closer)
    return diagnostic(
      'E0113',
      source,
      span,
      { bracket: problem.closer.image },
      {
        label: 'nothing is open here',
        fix: { title: 'remove it', confidence: 'safe', edits: [{ span, text: '' }] },
      },
    )
  }
  if (problem.kind === 'doubled')
    return unexpected(source, problem.opener, 'the block is open already', {
      fix: { ...replace(spanOf(problem.opener), ''), confidence: 'ask' },
    })
  return problem.kind === 'missing-block'
    ? unexpected(source, problem.next, 'expected `{` before this', {
        fix: insert(endOf(problem.previous), ' {'),
      })
    : explainUnclosed(source, problem)
}

function explainUnclosed(
  source: Source,
  problem: Extract<LayoutProblem, { kind: 'unclosed' }>,
): Diagnostic {
  const { opener, previous, closer, block } = problem
  const before = block ? '`{`' : 'the next statement'
  const end = { start: endOf(previous), end: endOf(previous) }
  const details = {
    label: 'opened here',
    secondary: [{ span: end, text: `expected \`${closer}\` before ${before}` }],
    fix: {
      title: `close it with \`${closer}\``,
      confidence: 'safe' as const,
      edits: [{ span: end, text: closer === '}' ? '\n}' : closer }],
    },
  }
  const span = spanOf(opener)
  if (closer === '}') return diagnostic('E0105', source, span, {}, details)
  return diagnostic('E0104', source, span, { bracket: opener.image }, details)
}

/** Where a statement broke: the token found there, or none at its end. */
interface Break {
  readonly source: Source
  readonly first: IToken
  readonly found: IToken | undefined
  readonly previous: IToken | undefined
  readonly error: IRecognitionException
}

/** Explains what the parser stumbled over in a statement. */
export function explainErrors(
  source: Source,
  { tokens, errors }: FailedTokens,
): readonly Diagnostic[] {
  const indices = new Map(tokens.map((token, index) => [token, index]))
  return errors.map((error) => {
    const found = isInvisible(error.token) ? undefined : error.token
    const at = indices.get(error.token) ?? tokens.length
    const first = tokens[0] as IToken
    return explainBreak({ source, first, found, previous: tokens[at - 1], error })
  })
}

function isInvisible(token: IToken): boolean {
  return (
    token.tokenType === EOF ||
    token.tokenType === Token.LineBreak ||
    token.isInsertedInRecovery === true
  )
}

function explainBreak(place: Break): Diagnostic {
  const { error } = place
  if (error.name === 'NoViableAltException') {
    const { ruleStack } = error.context
    if (ruleStack.length === 1) return explainNoStatement(place)
    return ruleStack.at(-1) === 'functionStatement' ? explainNoBody(place) : explainNoValue(place)
  }
  return error.name === 'NotAllInputParsedException'
    ? explainSurplus(place)
    : explainMismatch(place)
}

function explainNoStatement({ source, error }: Break): Diagnostic {
  const token = error.token
  if (!/^[\p{L}_]/u.test(token.image))
    return unexpected(source, token, 'no statement starts like this', {
      help: 'to continue the statement above, indent this line deeper',
    })
  if (token.tokenType === Token.Name)
    return diagnostic(
      'E0102',
      source,
      spanOf(token),
      { word: shorten(token.image) },
      {
        label: 'a value on its own does nothing',
        help: 'to see it, write `show` before it; to name it, write `name = …`',
      },
    )
  return unknownStatement(source, token)
}

// `f(w)` on a line of its own, or a function without its `=`.
function explainNoBody({ source, first, found }: Break): Diagnostic {
  if (found) return unexpected(source, found, 'expected `=` before the value of the function')
  return diagnostic(
    'E0102',
    source,
    spanOf(first),
    { word: shorten(first.image) },
    {
      label: 'a call on its own does nothing',
      help: 'to see its value, write `show` before it; to define a function, go on with `= …`',
    },
  )
}

function explainNoValue({ source, found, previous }: Break): Diagnostic {
  const after = previous ? ` after \`${shorten(previous.image)}\`` : ''
  if (found && isWord(found))
    return diagnostic(
      'E0106',
      source,
      spanOf(found),
      { text: found.image },
      {
        label: `expected a value${after}`,
        ...(found.tokenType === Token.if
          ? { help: 'put the whole `if … then … else …` in parentheses' }
          : { help: `\`${found.image}\` is a word of the language and cannot be a name` }),
      },
    )
  const label = found
    ? `expected a value, found \`${shorten(found.image)}\``
    : `expected a value${after}`
  return diagnostic('E0103', source, placeOf(found, previous), {}, { label })
}

function explainSurplus({ source, found, previous, error }: Break): Diagnostic {
  const token = found ?? error.token
  if (token.tokenType === Token.Tilde) return misplacedBelief(source, token)
  const isLater = previous && token.startLine !== previous.endLine
  return diagnostic(
    'E0106',
    source,
    spanOf(token),
    { text: shorten(token.image) },
    {
      label: 'the statement before is complete',
      ...(isLater && { help: 'a line that is indented deeper continues the line above' }),
    },
  )
}

function explainMismatch(place: Break): Diagnostic {
  const { source, found, previous, error } = place
  const expected = error.message || 'something else'
  const after = previous ? ` after \`${shorten(previous.image)}\`` : ''
  if (found?.tokenType === Token.Tilde) return misplacedBelief(source, found)
  if (found && !closesSomething(found))
    return diagnostic(
      'E0106',
      source,
      spanOf(found),
      { text: shorten(found.image) },
      {
        label: `expected ${expected}${after}`,
      },
    )
  if (expected === Token.Name.LABEL || expected === Token.Text.LABEL)
    return diagnostic(
      'E0103',
      source,
      placeOf(found, previous),
      {},
      {
        label: `expected ${expected}${after}`,
      },
    )
  const text = found ? found.image : 'end of line'
  return diagnostic(
    'E0106',
    source,
    placeOf(found, previous),
    { text },
    {
      label: `expected ${expected}${after}`,
    },
  )
}

function closesSomething({ tokenType }: IToken): boolean {
  return (
    tokenType === Token.CloseParen ||
    tokenType === Token.CloseBracket ||
    tokenType === Token.CloseBrace
  )
}

// At the end of a line the mark goes into the free column behind the last word.
function placeOf(found: IToken | undefined, previous: IToken | undefined): Span {
  if (found) return spanOf(found)
  const at = previous ? endOf(previous) : 0
  return { start: at, end: at }
}

function isWord(token: IToken): boolean {
  return /^[a-z]+$/.test(token.image) && !token.tokenType.CATEGORIES?.includes(Token.Name)
}
