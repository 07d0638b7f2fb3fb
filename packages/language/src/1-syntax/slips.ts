import { type Diagnostic, diagnostic, type Fix, type Source, type Span } from '@gradus/diagnostics'
import type { IToken } from 'chevrotain'
import { shorten } from './lex.ts'
import { endOf, spanOf } from './token-span.ts'

// What is said about slips whose cure is known: each one is repaired in the tokens, so
// that everything after sees the statement that was meant.

/** E0102: a word like a keyword, or a word that starts nothing. */
export function unknownStatement(source: Source, word: IToken, meant?: string): Diagnostic {
  const span = spanOf(word)
  return diagnostic(
    'E0102',
    source,
    span,
    { word: shorten(word.image) },
    {
      label: meant ? `did you mean \`${meant}\`?` : 'not a word that the language knows',
      ...(meant
        ? { fix: replace(span, meant) }
        : {
            help: 'a statement is `name = value`, or starts with a word such as `param` or `show`',
          }),
    },
  )
}

/** E0106: something that cannot follow here. */
export function unexpected(
  source: Source,
  token: IToken,
  label: string,
  details: { readonly help?: string; readonly fix?: Fix } = {},
): Diagnostic {
  const text = shorten(token.image)
  return diagnostic('E0106', source, spanOf(token), { text }, { label, ...details })
}

/** E0117: a belief inside of a formula, where it can only be meant as a penalty. */
export function misplacedBelief(source: Source, sign: IToken): Diagnostic {
  const help = 'write the penalty that it stands for, such as `+ l2(w, 0.5)` for `normal(0, 1)`'
  return diagnostic('E0117', source, spanOf(sign), {}, { label: 'not in a formula', help })
}

/** E0106: the next statement has begun where the one before still goes on. */
export function unbrokenStatement(source: Source, previous: IToken, next: IToken): Diagnostic {
  const isLater = previous.endLine !== next.startLine
  return unexpected(source, next, 'the statement before is complete', {
    help: isLater
      ? 'a line that is indented deeper continues the line above'
      : 'start a new line here, or separate two statements with `;`',
  })
}

/** E0107: two values with nothing between them. */
export function adjacentValues(
  source: Source,
  previous: IToken,
  next: IToken,
  isArgument: boolean,
): Diagnostic {
  const isSimple = /^[^)\]]/.test(previous.image)
  const product = isSimple ? `${previous.image} * ${next.image}` : '*'
  return diagnostic(
    'E0107',
    source,
    { start: previous.startOffset, end: endOf(next) },
    {},
    {
      label: 'nothing joins these',
      help: isArgument
        ? `to multiply, write \`${product}\`; to pass two values, write \`,\` between them`
        : `to multiply, write \`${product}\``,
      fix: {
        ...insert(endOf(previous), endOf(previous) === next.startOffset ? ' * ' : ' *'),
        confidence: isArgument ? 'ask' : 'safe',
      },
    },
  )
}

/** E0107: a function beside what it is to be applied to. */
export function missingParentheses(source: Source, name: IToken, argument: IToken): Diagnostic {
  const span = { start: name.startOffset, end: endOf(argument) }
  const call = `${name.image}(${argument.image})`
  return diagnostic(
    'E0107',
    source,
    span,
    {},
    {
      label: `\`${name.image}\` is a function`,
      help: `to apply it, write \`${call}\``,
      fix: { ...replace(span, call), confidence: 'ask' },
    },
  )
}

/** E0106: a word that is nearly the one that belongs here. */
export function misspeltWord(source: Source, token: IToken, meant: string): Diagnostic {
  const fix = { ...replace(spanOf(token), meant), confidence: 'ask' as const }
  return unexpected(source, token, `did you mean \`${meant}\`?`, { fix })
}

/** E0108: `==` where a name gets its value. */
export function misplacedComparison(source: Source, sign: IToken): Diagnostic {
  const span = spanOf(sign)
  return diagnostic('E0108', source, span, {}, { label: 'use `=` here', fix: replace(span, '=') })
}

/** E0109: no colon behind the name of a setting or argument. */
export function missingColon(source: Source, name: IToken, next: IToken): Diagnostic {
  const isWrongSign = next.image === '=' || next.image === '=='
  return diagnostic(
    'E0109',
    source,
    spanOf(next),
    {},
    {
      label: isWrongSign ? 'use `:` here' : `found \`${shorten(next.image)}\``,
      fix: isWrongSign
        ? replace({ start: endOf(name), end: endOf(next) }, isSpaced(source, next) ? ':' : ': ')
        : insert(endOf(name), ':'),
    },
  )
}

function isSpaced({ text }: Source, token: IToken): boolean {
  return /^\s|^$/.test(text.slice(endOf(token), endOf(token) + 1))
}

/** E0110: the power sign of other languages. */
export function foreignPower(source: Source, sign: IToken): Diagnostic {
  const span = spanOf(sign)
  return diagnostic('E0110', source, span, {}, { label: 'use `^`', fix: replace(span, '^') })
}

/** E0114: a keyword of another language. */
export function foreignKeyword(
  source: Source,
  word: IToken,
  advice: string,
  fix?: Fix,
): Diagnostic {
  return diagnostic(
    'E0114',
    source,
    spanOf(word),
    { word: word.image },
    {
      label: advice,
      ...(fix && { fix }),
    },
  )
}

/** E0118: an update outside an optimizer. */
export function misplacedUpdate(source: Source, sign: IToken, startsItem: boolean): Diagnostic {
  const span = spanOf(sign)
  return diagnostic(
    'E0118',
    source,
    span,
    {},
    {
      label: startsItem ? 'a name gets its value with `=`' : 'for less-than-minus, write `< -`',
      fix: { ...replace(span, startsItem ? '=' : '< -'), confidence: 'ask' },
    },
  )
}

/** A safe fix that puts one text in the place of another. */
export function replace(span: Span, text: string): Fix {
  const title = text === '' ? 'remove it' : `write \`${text}\``
  return { title, confidence: 'safe', edits: [{ span, text }] }
}

/** A safe fix that inserts a text. */
export function insert(at: number, text: string): Fix {
  const edits = [{ span: { start: at, end: at }, text }]
  return { title: `insert \`${text.trim()}\``, confidence: 'safe', edits }
}
