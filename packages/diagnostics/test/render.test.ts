import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  type Details,
  type Diagnostic,
  diagnostic,
  renderGithub,
  renderHuman,
  renderJson,
  renderPlain,
  renderShort,
  reportJson,
  reportSarif,
  Source,
  type Span,
} from '../src/index.ts'
import { lineOf, replacing, spanOf } from './programs.ts'

function unknown(source: Source, span: Span, details: Details = {}): Diagnostic {
  return diagnostic('E0201', source, span, { name: 'x' }, details)
}

/** The rendering without its first two lines, which name the code and the place. */
function drawing(found: Diagnostic): string {
  return renderHuman(found).split('\n').slice(2).join('\n')
}

describe('renderHuman', () => {
  test('draws lines that lie apart with dots between them, and single lines between', () => {
    const source = new Source('a.gd', 'one\ntwo\nthree\nfour\nfive\nsix\nseven')
    const secondary = [
      { span: spanOf(source, 'three'), text: 'near' },
      { span: spanOf(source, 'seven'), text: 'far' },
    ]
    expect(drawing(unknown(source, spanOf(source, 'one'), { secondary }))).toBe(
      `
  |
1 | one
  | ^^^
2 | two
3 | three
  | ----- near
...
7 | seven
  | ----- far`.slice(1),
    )
  })

  test('stacks the texts of three labels so that none cross', () => {
    const source = new Source('a.gd', 'a + bb + c')
    const secondary = [
      { span: spanOf(source, 'a'), text: 'left' },
      { span: spanOf(source, 'c'), text: 'right' },
    ]
    const found = unknown(source, spanOf(source, 'bb'), { label: 'here', secondary })
    expect(drawing(found)).toBe(
      `
  |
1 | a + bb + c
  | -   ^^   - right
  | |   |
  | |   here
  | left`.slice(1),
    )
  })

  test('hangs every text when a mark lies inside another', () => {
    const source = new Source('a.gd', 'mean(x)')
    const secondary = [{ span: spanOf(source, 'x'), text: 'this' }]
    expect(drawing(unknown(source, spanOf(source, 'mean(x)'), { label: 'all', secondary }))).toBe(
      `
  |
1 | mean(x)
  | ^^^^^^^
  | |    |
  | |    this
  | all`.slice(1),
    )
  })

  test('marks the two ends of a span over several lines', () => {
    const source = new Source('a.gd', 'minimize mean(\n  x\n  + y\n  + z\n)')
    const span = { start: 13, end: source.text.length }
    expect(drawing(unknown(source, span, { label: 'all of this' }))).toBe(
      `
  |
1 | minimize mean(
  |              ^
...
5 | )
  | ^ all of this`.slice(1),
    )
  })

  test('shows labels of another file in a block of their own', () => {
    const source = new Source('a.gd', 'pred = x')
    const other = lineOf('losses.gd', 120, 'huber(e) = e')
    const secondary = [{ span: spanOf(other, 'huber'), text: 'made here', source: other }]
    expect(renderHuman(unknown(source, spanOf(source, 'x'), { label: 'used', secondary }))).toBe(
      `
error[E0201]: I do not know \`x\`
   --> a.gd:1:8
    |
  1 | pred = x
    |        ^ used
   --> losses.gd:120:1
    |
120 | huber(e) = e
    | ----- made here`.slice(1),
    )
  })

  test.each<{ what: string; text: string; snippet: string; drawn: string }>([
    {
      what: 'tabs',
      text: 'a\tx',
      snippet: 'x',
      drawn: '1 | a   x\n  |     ^',
    },
    {
      what: 'wide letters',
      text: '# 你好 x',
      snippet: 'x',
      drawn: '1 | # 你好 x\n  |        ^',
    },
    {
      what: 'a wide letter that is marked',
      text: '你 = 1',
      snippet: '你',
      drawn: '1 | 你 = 1\n  | ^^',
    },
    {
      what: 'an emoji of several code points',
      text: '# 👩‍🚀 x',
      snippet: 'x',
      drawn: '1 | # 👩‍🚀 x\n  |      ^',
    },
    {
      what: 'combining marks',
      text: 'e\u0301e\u0301 x',
      snippet: 'x',
      drawn: '1 | e\u0301e\u0301 x\n  |    ^',
    },
    {
      what: 'control characters',
      text: '\u001b[2J x',
      snippet: 'x',
      drawn: '1 | ␛[2J x\n  |      ^',
    },
    {
      what: 'a byte order mark',
      text: '\ufeffx = 1\r\n',
      snippet: 'x',
      drawn: '1 | x = 1\n  | ^',
    },
  ])('counts columns of $what', ({ text, snippet, drawn }) => {
    const source = new Source('a.gd', text)
    expect(drawing(unknown(source, spanOf(source, snippet)))).toBe(`  |\n${drawn}`)
  })

  test('reads line breaks of Windows', () => {
    const source = new Source('a.gd', 'a = 1\r\nb = x\r\n')
    const found = unknown(source, spanOf(source, 'x'), { fix: replacing(source, 'x', 'y') })
    expect(renderHuman(found)).toContain(' --> a.gd:2:5\n  |\n2 | b = x\n  |     ^\n')
    expect(renderHuman(found)).toContain('= fix:  b = y')
  })

  test('marks one column at the end of the text, and past a line break', () => {
    const source = new Source('a.gd', 'a = \nb')
    expect(drawing(unknown(source, { start: 4, end: 5 }))).toBe('  |\n1 | a =\n  |     ^')
    expect(drawing(unknown(source, { start: 6, end: 6 }))).toBe('  |\n2 | b\n  |  ^')
    expect(drawing(unknown(source, { start: 90, end: 99 }))).toBe('  |\n2 | b\n  |  ^')
  })

  test('names only the place in a file without text', () => {
    expect(renderHuman(unknown(new Source('a.gd', ''), { start: 0, end: 0 }))).toBe(
      'error[E0201]: I do not know `x`\n --> a.gd:1:1',
    )
  })

  test('cuts a very long line to what is around its marks', () => {
    const source = new Source('a.csv', `${'1,'.repeat(5000)}x${',2'.repeat(5000)}`)
    const lines = drawing(unknown(source, spanOf(source, 'x'), { label: 'here' })).split('\n')
    expect(lines[1]).toMatch(/^1 \| ….*1,x,2.*…$/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(180)
    expect(lines[2]?.indexOf('^')).toBe(lines[1]?.indexOf('x'))
  })

  test('names the fix that takes a line away by its title', () => {
    const source = new Source('a.gd', 'a = 1\nb = 2\nc = 3\n')
    const fix = {
      title: 'remove `b`',
      confidence: 'safe',
      edits: [{ span: { start: 6, end: 12 }, text: '' }],
    } as const
    expect(renderHuman(unknown(source, spanOf(source, 'b'), { fix }))).toContain(
      '  = fix:  remove `b`',
    )
  })

  test('shows each line that a fix changes, without common indentation', () => {
    const source = new Source('a.gd', '  a = x\n  b = 1\n    c = x')
    const edits = [0, 1].map((n) => ({ span: spanOf(source, 'x', n), text: 'pred' }))
    const fix = { title: 'rename', confidence: 'ask', edits } as const
    expect(renderHuman(unknown(source, spanOf(source, 'x'), { fix }))).toContain(
      '  = fix:  a = pred\n            c = pred',
    )
  })

  test('colours nothing unless asked, and then changes no letter', () => {
    const source = new Source('a.gd', 'pred = x')
    const found = unknown(source, spanOf(source, 'x'), { label: 'here', help: 'name it' })
    const plain = renderHuman(found)
    const colored = renderHuman(found, { color: true })
    expect(plain).not.toContain('\u001b')
    expect(colored).toContain('\u001b[1;31merror[E0201]\u001b[0m')
    expect(stripVTControlCharacters(colored)).toBe(plain)
  })
})

const churn = lineOf('churn.gd', 12, 'logits = h @ W2')
const mismatch = diagnostic(
  'E0302',
  churn,
  spanOf(churn, 'h'),
  { left: 'hidden', right: 'classes' },
  {
    label: '[n, hidden]',
    secondary: [{ span: spanOf(churn, 'W2'), text: '[classes, hidden]' }],
    help: 'write `W2.T`',
    fix: { ...replacing(churn, 'W2', 'W2.T'), told: true },
  },
)

describe('the other forms', () => {
  test('short is one line that problem matchers read', () => {
    expect(renderShort(mismatch)).toBe(
      'churn.gd:12:10: error[E0302]: `@` needs the same dim in the middle, but `hidden` meets `classes`',
    )
  })

  test('sarif names the rule, every place, and the fix', () => {
    const source = new Source('my models/a.gd', 'x = 1\nminimize y\n')
    const other = new Source('b.gd', 'y = 2\n')
    const found = diagnostic(
      'E0201',
      source,
      { start: 15, end: 16 },
      { name: 'y' },
      {
        label: 'not here',
        secondary: [{ span: { start: 0, end: 1 }, text: 'but here', source: other }],
        help: 'import it',
        fix: {
          title: 'write `x`',
          confidence: 'safe',
          edits: [{ span: { start: 15, end: 16 }, text: 'x' }],
        },
      },
    )
    const { runs } = reportSarif([found, found], '1.2.3')
    const region = { startLine: 2, startColumn: 10, endLine: 2, endColumn: 11 }
    const artifactLocation = { uri: 'my%20models/a.gd' }
    const result = {
      ruleId: 'E0201',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'I do not know `y`\nnot here\nimport it' },
      locations: [
        { physicalLocation: { artifactLocation, region }, message: { text: 'not here' } },
      ],
      relatedLocations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'b.gd' },
            region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
          },
          message: { text: 'but here' },
        },
      ],
      fixes: [
        {
          description: { text: 'write `x`' },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [{ deletedRegion: region, insertedContent: { text: 'x' } }],
            },
          ],
        },
      ],
    }
    expect(runs).toMatchObject([
      {
        tool: { driver: { name: 'gradus', version: '1.2.3', rules: [{ id: 'E0201' }] } },
        results: [result, result],
      },
    ])
  })

  test('github is a workflow command with its text escaped', () => {
    expect(renderGithub(mismatch)).toBe(
      '::error file=churn.gd,line=12,col=10,title=E0302::`@` needs the same dim in the middle, but `hidden` meets `classes`%0A[n, hidden]%0Awrite `W2.T`',
    )
    const odd = new Source('a,b:100%.gd', 'x')
    expect(renderGithub(unknown(odd, { start: 0, end: 1 }, { help: '50%' }))).toBe(
      '::error file=a%2Cb%3A100%25.gd,line=1,col=1,title=E0201::I do not know `x`%0A50%25',
    )
  })

  test('json holds every label and edit with lines, columns and offsets', () => {
    const report = reportJson([mismatch])
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report).toEqual({ schema: 1, diagnostics: [renderJson(mismatch)] })
    expect(renderJson(mismatch)).toEqual({
      code: 'E0302',
      severity: 'error',
      message: '`@` needs the same dim in the middle, but `hidden` meets `classes`',
      file: 'churn.gd',
      range: rangeAt(9, 10),
      labels: [
        { primary: true, text: '[n, hidden]', range: rangeAt(9, 10) },
        { primary: false, text: '[classes, hidden]', range: rangeAt(13, 15) },
      ],
      notes: [],
      help: 'write `W2.T`',
      fixes: [
        {
          title: 'write `W2.T`',
          confidence: 'safe',
          edits: [{ range: rangeAt(13, 15), text: 'W2.T' }],
        },
      ],
      doc: 'errors/E0302',
    })
  })

  test('json names the file of a label that lies elsewhere, and counts from its start', () => {
    const source = new Source('a.gd', 'x')
    const other = new Source('b.csv', 'y', { line: 7, offset: 90 })
    const secondary = [{ span: { start: 0, end: 1 }, text: 'there', source: other }]
    const [, label] = renderJson(unknown(source, { start: 0, end: 1 }, { secondary })).labels
    expect(label?.file).toBe('b.csv')
    expect(label?.range.end).toEqual({ line: 7, col: 2, offset: 91 })
  })

  test('plain is sentences', () => {
    expect(renderPlain(mismatch)).toBe(
      [
        'Error E0302: `@` needs the same dim in the middle, but `hidden` meets `classes`',
        'In churn.gd, line 12, column 10: [n, hidden]',
        'The line reads: logits = h @ W2',
        'See also churn.gd, line 12, column 14: [classes, hidden]',
        'Help: write `W2.T`',
      ].join('\n'),
    )
  })
})

/** Columns of line 12, from offsets in it. */
function rangeAt(start: number, end: number) {
  return {
    start: { line: 12, col: start + 1, offset: start },
    end: { line: 12, col: end + 1, offset: end },
  }
}
