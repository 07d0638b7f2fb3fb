import {
  type CstNode,
  CstParser,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type ParserMethod,
  type TokenType,
} from 'chevrotain'
import { insertToken } from './token-span.ts'
import { Token } from './tokens.ts'

/** The rules that can be parsed on their own: statements, and what stands in blocks. */
export type EntryRule = 'statement' | 'blockStatement' | 'optimizerItem' | 'setting' | 'testItem'

/** One rule as the parser saw it: its tokens in a tree, recovered where it slipped. */
export interface ParsedRule {
  /** Absent when the tokens are too many to recover in and do not fit the rule. */
  readonly cst: CstNode | undefined
  /** The message of a mismatch is the label of what was expected, otherwise empty. */
  readonly errors: readonly IRecognitionException[]
}

// Recovery recurses and scans ahead at each error, so its cost and its stack grow with
// the errors of one parse. No person writes one expression of this many words by hand.
const maxTokensToRecoverIn = 500

const parsers: { recovering?: StatementParser; strict?: StatementParser } = {}

/** Parses the tokens of one rule. A parser is made at the first call and kept. */
export function parseRule(rule: EntryRule, tokens: readonly IToken[]): ParsedRule {
  const parser = parserFor(tokens)
  parser.input = tokens as IToken[]
  const cst: CstNode | undefined = parser[rule]()
  return { cst, errors: parser.errors }
}

function parserFor(tokens: readonly IToken[]): StatementParser {
  if (tokens.length <= maxTokensToRecoverIn) {
    parsers.recovering ??= new StatementParser(true)
    return parsers.recovering
  }
  parsers.strict ??= new StatementParser(false)
  return parsers.strict
}

type Rule = ParserMethod<[], CstNode>

// Errors are explained from tokens and rules; only a mismatch needs to say what it wanted.
const expectedLabels: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: () => '',
  buildEarlyExitMessage: () => '',
}

// The grammar of language.md §4, in the order of that page. Blocks are empty here: their
// inner statements are parsed one by one, as the statements of the file are.
class StatementParser extends CstParser {
  constructor(recoveryEnabled: boolean) {
    super(Object.values(Token), {
      recoveryEnabled,
      maxLookahead: 2,
      nodeLocationTracking: 'onlyOffset',
      errorMessageProvider: expectedLabels,
      skipValidations: true,
    })
    this.performSelfAnalysis()
  }

  // The library's inserted tokens have no place; ours stand after the token before.
  protected override getTokenToInsert(type: TokenType): IToken {
    return insertToken(type, '', this.LA(0))
  }

  readonly statement: Rule = this.RULE('statement', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.importStatement) },
      { ALT: () => this.SUBRULE(this.dimStatement) },
      { ALT: () => this.SUBRULE(this.dataStatement) },
      { ALT: () => this.SUBRULE(this.paramStatement) },
      { ALT: () => this.SUBRULE(this.layerStatement) },
      { ALT: () => this.SUBRULE(this.optimizerStatement) },
      { ALT: () => this.SUBRULE(this.objectiveStatement) },
      { ALT: () => this.SUBRULE(this.metricStatement) },
      { ALT: () => this.SUBRULE(this.trainStatement) },
      { ALT: () => this.SUBRULE(this.testStatement) },
      { ALT: () => this.SUBRULE(this.showStatement) },
      { ALT: () => this.SUBRULE(this.plotStatement) },
      { ALT: () => this.SUBRULE(this.repeatStatement) },
      { ALT: () => this.SUBRULE(this.functionStatement) },
      { ALT: () => this.SUBRULE(this.bindingStatement) },
    ])
  })

  private readonly importStatement: Rule = this.RULE('importStatement', () => {
    this.CONSUME(Token.import)
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Token.Text)
          this.CONSUME(Token.as)
          this.SUBRULE(this.alias)
        },
      },
      {
        ALT: () => {
          this.AT_LEAST_ONE_SEP({ SEP: Token.Comma, DEF: () => this.CONSUME(Token.Name) })
          this.CONSUME(Token.from)
          this.CONSUME2(Token.Text)
        },
      },
    ])
  })

  private readonly alias: Rule = this.RULE('alias', () => {
    this.CONSUME(Token.Name)
  })

  private readonly dimStatement: Rule = this.RULE('dimStatement', () => {
    this.CONSUME(Token.dim)
    this.AT_LEAST_ONE_SEP({ SEP: Token.Comma, DEF: () => this.SUBRULE(this.dimDeclaration) })
  })

  private readonly dimDeclaration: Rule = this.RULE('dimDeclaration', () => {
    this.CONSUME(Token.Name)
    this.OPTION(() => this.SUBRULE(this.start))
  })

  private readonly start: Rule = this.RULE('start', () => {
    this.CONSUME(Token.Equals)
    this.SUBRULE(this.expr)
  })

  private readonly belief: Rule = this.RULE('belief', () => {
    this.CONSUME(Token.Tilde)
    this.SUBRULE(this.expr)
  })

  private readonly dataStatement: Rule = this.RULE('dataStatement', () => {
    this.CONSUME(Token.data)
    this.AT_LEAST_ONE_SEP({ SEP: Token.Comma, DEF: () => this.CONSUME(Token.Name) })
    this.OPTION(() => this.SUBRULE(this.annotation))
    this.OR([{ ALT: () => this.SUBRULE(this.dataFrom) }, { ALT: () => this.SUBRULE(this.start) }])
  })

  private readonly dataFrom: Rule = this.RULE('dataFrom', () => {
    this.CONSUME(Token.from)
    this.CONSUME(Token.Text)
    this.OPTION(() => {
      this.CONSUME(Token.OpenParen)
      this.AT_LEAST_ONE_SEP({ SEP: Token.Comma, DEF: () => this.SUBRULE(this.column) })
      this.CONSUME(Token.CloseParen)
    })
  })

  private readonly column: Rule = this.RULE('column', () => {
    this.SUBRULE(this.columnName)
    this.OPTION(() => {
      this.CONSUME(Token.Range)
      this.SUBRULE2(this.columnName)
    })
  })

  private readonly columnName: Rule = this.RULE('columnName', () => {
    this.OR([{ ALT: () => this.CONSUME(Token.Name) }, { ALT: () => this.CONSUME(Token.Text) }])
  })

  private readonly paramStatement: Rule = this.RULE('paramStatement', () => {
    this.CONSUME(Token.param)
    this.CONSUME(Token.Name)
    this.OPTION(() => this.SUBRULE(this.annotation))
    this.OPTION2(() => {
      this.CONSUME(Token.in)
      this.SUBRULE(this.infix)
    })
    this.OPTION3(() => this.SUBRULE(this.start))
    this.OPTION4(() => this.SUBRULE(this.belief))
  })

  private readonly bindingStatement: Rule = this.RULE('bindingStatement', () => {
    this.CONSUME(Token.Name)
    this.OR([
      {
        ALT: () => {
          this.OPTION(() => this.SUBRULE(this.annotation))
          this.SUBRULE(this.start)
        },
      },
      { ALT: () => this.SUBRULE(this.belief) },
    ])
  })

  private readonly functionStatement: Rule = this.RULE('functionStatement', () => {
    this.CONSUME(Token.Name)
    this.SUBRULE(this.formals)
    this.OPTION(() => this.SUBRULE(this.result))
    this.OR([{ ALT: () => this.SUBRULE(this.start) }, { ALT: () => this.SUBRULE(this.block) }])
  })

  private readonly layerStatement: Rule = this.RULE('layerStatement', () => {
    this.CONSUME(Token.layer)
    this.CONSUME(Token.Name)
    this.SUBRULE(this.formals)
    this.OPTION(() => this.SUBRULE(this.result))
    this.SUBRULE(this.block)
  })

  private readonly formals: Rule = this.RULE('formals', () => {
    this.CONSUME(Token.OpenParen)
    this.MANY_SEP({ SEP: Token.Comma, DEF: () => this.SUBRULE(this.formal) })
    this.CONSUME(Token.CloseParen)
  })

  private readonly formal: Rule = this.RULE('formal', () => {
    this.CONSUME(Token.Name)
    this.OPTION(() => {
      this.CONSUME(Token.Colon)
      this.OR([{ ALT: () => this.SUBRULE(this.type) }, { ALT: () => this.CONSUME(Token.dim) }])
    })
    this.OPTION2(() => this.SUBRULE(this.start))
  })

  private readonly result: Rule = this.RULE('result', () => {
    this.CONSUME(Token.ResultArrow)
    this.SUBRULE(this.type)
  })

  private readonly block: Rule = this.RULE('block', () => {
    this.CONSUME(Token.OpenBrace)
    this.CONSUME(Token.CloseBrace)
  })

  readonly blockStatement: Rule = this.RULE('blockStatement', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.paramStatement) },
      { ALT: () => this.SUBRULE(this.repeatStatement) },
      { ALT: () => this.SUBRULE(this.returnStatement) },
      { ALT: () => this.SUBRULE(this.bindingStatement) },
    ])
  })

  private readonly returnStatement: Rule = this.RULE('returnStatement', () => {
    this.CONSUME(Token.return)
    this.SUBRULE(this.expr)
  })

  private readonly repeatStatement: Rule = this.RULE('repeatStatement', () => {
    this.CONSUME(Token.repeat)
    this.SUBRULE(this.expr)
    this.SUBRULE(this.block)
  })

  private readonly optimizerStatement: Rule = this.RULE('optimizerStatement', () => {
    this.CONSUME(Token.optimizer)
    this.CONSUME(Token.Name)
    this.SUBRULE(this.formals)
    this.CONSUME(Token.OpenBrace)
    this.CONSUME(Token.CloseBrace)
  })

  readonly optimizerItem: Rule = this.RULE('optimizerItem', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.stateRule) },
      { ALT: () => this.SUBRULE(this.updateRule) },
    ])
  })

  private readonly stateRule: Rule = this.RULE('stateRule', () => {
    this.CONSUME(Token.state)
    this.CONSUME(Token.Name)
    this.SUBRULE(this.start)
  })

  private readonly updateRule: Rule = this.RULE('updateRule', () => {
    this.CONSUME(Token.Name)
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Token.UpdateArrow)
          this.SUBRULE(this.expr)
        },
      },
      { ALT: () => this.SUBRULE(this.start) },
    ])
  })

  private readonly objectiveStatement: Rule = this.RULE('objectiveStatement', () => {
    this.OR([
      { ALT: () => this.CONSUME(Token.minimize) },
      { ALT: () => this.CONSUME(Token.maximize) },
    ])
    this.SUBRULE(this.expr)
  })

  private readonly metricStatement: Rule = this.RULE('metricStatement', () => {
    this.CONSUME(Token.metric)
    this.CONSUME(Token.Name)
    this.SUBRULE(this.start)
  })

  private readonly trainStatement: Rule = this.RULE('trainStatement', () => {
    this.CONSUME(Token.train)
    this.OPTION(() => this.CONSUME(Token.Name))
    this.CONSUME(Token.OpenBrace)
    this.CONSUME(Token.CloseBrace)
  })

  readonly setting: Rule = this.RULE('setting', () => {
    this.SUBRULE(this.word)
    this.CONSUME(Token.Colon)
    this.SUBRULE(this.expr)
  })

  private readonly testStatement: Rule = this.RULE('testStatement', () => {
    this.CONSUME(Token.test)
    this.CONSUME(Token.Text)
    this.OPTION(() => this.SUBRULE(this.afterTrain))
    this.CONSUME(Token.OpenBrace)
    this.CONSUME(Token.CloseBrace)
  })

  private readonly afterTrain: Rule = this.RULE('afterTrain', () => {
    this.CONSUME(Token.after)
    this.CONSUME(Token.train)
    this.OPTION(() => this.CONSUME(Token.Name))
  })

  readonly testItem: Rule = this.RULE('testItem', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.bindingStatement) },
      { ALT: () => this.SUBRULE(this.expectItem) },
    ])
  })

  private readonly expectItem: Rule = this.RULE('expectItem', () => {
    this.CONSUME(Token.expect)
    this.SUBRULE(this.expr)
    this.OPTION(() => {
      this.CONSUME(Token.within)
      this.SUBRULE(this.infix)
    })
  })

  private readonly showStatement: Rule = this.RULE('showStatement', () => {
    this.CONSUME(Token.show)
    this.SUBRULE(this.expr)
    this.OPTION(() => this.CONSUME(Token.Text))
  })

  private readonly plotStatement: Rule = this.RULE('plotStatement', () => {
    this.CONSUME(Token.plot)
    this.CONSUME(Token.Name)
    this.SUBRULE(this.args)
  })

  private readonly annotation: Rule = this.RULE('annotation', () => {
    this.CONSUME(Token.Colon)
    this.SUBRULE(this.type)
  })

  private readonly type: Rule = this.RULE('type', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Token.Name)
          this.OPTION(() => this.SUBRULE(this.shape))
        },
      },
      { ALT: () => this.SUBRULE2(this.shape) },
    ])
  })

  private readonly shape: Rule = this.RULE('shape', () => {
    this.CONSUME(Token.OpenBracket)
    this.MANY_SEP({ SEP: Token.Comma, DEF: () => this.SUBRULE(this.dimRef) })
    this.CONSUME(Token.CloseBracket)
  })

  private readonly dimRef: Rule = this.RULE('dimRef', () => {
    this.OR([
      { ALT: () => this.CONSUME(Token.Name) },
      { ALT: () => this.CONSUME(Token.Number) },
      { ALT: () => this.CONSUME(Token.Rest) },
    ])
  })

  private readonly expr: Rule = this.RULE('expr', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.choice) }, { ALT: () => this.SUBRULE(this.infix) }])
  })

  // `else` is optional here only so that its absence can be explained (E0116).
  private readonly choice: Rule = this.RULE('choice', () => {
    this.CONSUME(Token.if)
    this.SUBRULE(this.expr)
    this.CONSUME(Token.then)
    this.SUBRULE2(this.expr)
    this.OPTION(() => {
      this.CONSUME(Token.else)
      this.SUBRULE3(this.expr)
    })
  })

  // Flat: precedence is applied when the AST is built, which is faster than a rule for
  // each level and leaves errors at the operator.
  private readonly infix: Rule = this.RULE('infix', () => {
    this.SUBRULE(this.operand)
    this.MANY(() => {
      this.CONSUME(Token.Operator)
      this.SUBRULE2(this.operand)
    })
  })

  private readonly operand: Rule = this.RULE('operand', () => {
    this.OPTION(() => this.CONSUME(Token.not))
    this.SUBRULE(this.unary)
  })

  private readonly unary: Rule = this.RULE('unary', () => {
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(Token.Minus) }, { ALT: () => this.CONSUME(Token.Plus) }])
    })
    this.SUBRULE(this.power)
  })

  private readonly power: Rule = this.RULE('power', () => {
    this.SUBRULE(this.postfix)
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(Token.Power)
            this.SUBRULE(this.unary)
          },
        },
        { ALT: () => this.CONSUME(Token.Superscript) },
      ])
    })
  })

  private readonly postfix: Rule = this.RULE('postfix', () => {
    this.SUBRULE(this.atom)
    this.MANY(() => this.SUBRULE(this.suffix))
  })

  private readonly suffix: Rule = this.RULE('suffix', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.args) },
      { ALT: () => this.SUBRULE(this.indices) },
      {
        ALT: () => {
          this.CONSUME(Token.Dot)
          this.CONSUME(Token.Name)
        },
      },
    ])
  })

  private readonly args: Rule = this.RULE('args', () => {
    this.CONSUME(Token.OpenParen)
    this.MANY_SEP({ SEP: Token.Comma, DEF: () => this.SUBRULE(this.arg) })
    this.CONSUME(Token.CloseParen)
  })

  private readonly indices: Rule = this.RULE('indices', () => {
    this.CONSUME(Token.OpenBracket)
    this.AT_LEAST_ONE_SEP({ SEP: Token.Comma, DEF: () => this.SUBRULE(this.arg) })
    this.CONSUME(Token.CloseBracket)
  })

  private readonly arg: Rule = this.RULE('arg', () => {
    this.OPTION(() => {
      this.SUBRULE(this.word)
      this.CONSUME(Token.Colon)
    })
    this.SUBRULE(this.expr)
  })

  private readonly atom: Rule = this.RULE('atom', () => {
    this.OR([
      { ALT: () => this.CONSUME(Token.Number) },
      { ALT: () => this.CONSUME(Token.Text) },
      { ALT: () => this.CONSUME(Token.Name) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.list) },
    ])
  })

  private readonly group: Rule = this.RULE('group', () => {
    this.CONSUME(Token.OpenParen)
    this.SUBRULE(this.expr)
    this.CONSUME(Token.CloseParen)
  })

  private readonly list: Rule = this.RULE('list', () => {
    this.CONSUME(Token.OpenBracket)
    this.MANY_SEP({ SEP: Token.Comma, DEF: () => this.SUBRULE(this.expr) })
    this.CONSUME(Token.CloseBracket)
  })

  private readonly word: Rule = this.RULE('word', () => {
    this.OR([
      { ALT: () => this.CONSUME(Token.Name) },
      { ALT: () => this.CONSUME(Token.optimizer) },
      { ALT: () => this.CONSUME(Token.data) },
      { ALT: () => this.CONSUME(Token.metric) },
    ])
  })
}
