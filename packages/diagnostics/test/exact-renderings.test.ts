import { expect, test } from 'vitest'
import { type Diagnostic, diagnostic, renderHuman } from '../src/index.ts'
import { lineOf, replacing, spanOf } from './programs.ts'

// The renderings that the design fixes, character by character.

test('an inner dim that does not match shows both shapes and where `.T` would fit', () => {
  const source = lineOf('churn.gd', 12, 'logits = h @ W2')
  const span = spanOf(source, 'h')
  const found = diagnostic(
    'E0302',
    source,
    span,
    { left: 'hidden', right: 'classes' },
    {
      label: '[n, hidden]',
      secondary: [{ span: spanOf(source, 'W2'), text: '[classes, hidden]' }],
      notes: ['`@` sums over the last dim of the left side and the first of the right'],
      help: 'the right side does have `hidden`, only not first: write `W2.T`',
      fix: { ...replacing(source, 'W2', 'W2.T'), told: true },
    },
  )
  expectRendering(
    found,
    `
error[E0302]: \`@\` needs the same dim in the middle, but \`hidden\` meets \`classes\`
  --> churn.gd:12:10
   |
12 | logits = h @ W2
   |          ^   -- [classes, hidden]
   |          |
   |          [n, hidden]
   |
   = note: \`@\` sums over the last dim of the left side and the first of the right
   = help: the right side does have \`hidden\`, only not first: write \`W2.T\``,
  )
})

test('an unknown setting shows the line as the fix leaves it', () => {
  const source = lineOf('churn.gd', 16, '  optimizer: adam(learning_rate: 0.01)')
  const span = spanOf(source, 'learning_rate')
  const values = { optimizer: 'adam', setting: 'learning_rate' }
  const found = diagnostic('E0602', source, span, values, {
    label: 'did you mean `lr`?',
    help: 'it takes lr, beta1, beta2, eps',
    fix: replacing(source, 'learning_rate', 'lr'),
  })
  expectRendering(
    found,
    `
error[E0602]: \`adam\` has no setting \`learning_rate\`
  --> churn.gd:16:19
   |
16 |   optimizer: adam(learning_rate: 0.01)
   |                   ^^^^^^^^^^^^^ did you mean \`lr\`?
   |
   = help: it takes lr, beta1, beta2, eps
   = fix:  optimizer: adam(lr: 0.01)`,
  )
})

test('shapes that do not line up are shown on both sides', () => {
  const source = lineOf('slope.gd', 9, 'err = pred - z')
  const found = diagnostic(
    'E0303',
    source,
    spanOf(source, 'pred'),
    { operator: '-' },
    {
      label: '[n]',
      secondary: [{ span: spanOf(source, 'z'), text: '[m]' }],
      notes: [
        '`n` is only on the left and `m` only on the right, so neither fits inside the other',
      ],
      help: 'for every pair, write `outer(a, b)`; for a product, `@` needs a shared dim',
    },
  )
  expectRendering(
    found,
    `
error[E0303]: \`-\` cannot line these shapes up
 --> slope.gd:9:7
  |
9 | err = pred - z
  |       ^^^^   - [m]
  |       |
  |       [n]
  |
  = note: \`n\` is only on the left and \`m\` only on the right, so neither fits inside the other
  = help: for every pair, write \`outer(a, b)\`; for a product, \`@\` needs a shared dim`,
  )
})

test('an unknown name shows the near one and the line with it', () => {
  const source = lineOf('slope.gd', 11, 'metric rmse = sqrt(mean((prde - y)^2))')
  const found = diagnostic(
    'E0201',
    source,
    spanOf(source, 'prde'),
    { name: 'prde' },
    {
      label: 'did you mean `pred`?',
      fix: replacing(source, 'prde', 'pred'),
    },
  )
  expectRendering(
    found,
    `
error[E0201]: I do not know \`prde\`
  --> slope.gd:11:26
   |
11 | metric rmse = sqrt(mean((prde - y)^2))
   |                          ^^^^ did you mean \`pred\`?
   |
   = fix:  metric rmse = sqrt(mean((pred - y)^2))`,
  )
})

test('an unknown column lists those there are', () => {
  const source = lineOf('labels.gd', 4, 'data y: [n] from "iris.csv" (specis)')
  const values = { file: 'iris.csv', column: 'specis' }
  const found = diagnostic('E0402', source, spanOf(source, 'specis'), values, {
    label: 'did you mean `species`?',
    notes: ['its columns are sepal_length, sepal_width, petal_length, petal_width, species'],
    fix: replacing(source, 'specis', 'species'),
  })
  expectRendering(
    found,
    `
error[E0402]: "iris.csv" has no column \`specis\`
 --> labels.gd:4:30
  |
4 | data y: [n] from "iris.csv" (specis)
  |                              ^^^^^^ did you mean \`species\`?
  |
  = note: its columns are sepal_length, sepal_width, petal_length, petal_width, species
  = fix:  data y: [n] from "iris.csv" (species)`,
  )
})

test('labels without a dim show the scores beside them', () => {
  const source = lineOf('labels.gd', 6, 'minimize cross_entropy(logits, y)')
  const values = { function: 'cross_entropy', dim: 'classes' }
  const found = diagnostic('E0308', source, spanOf(source, 'y', 1), values, {
    label: '[n]',
    secondary: [{ span: spanOf(source, 'logits'), text: '[n, classes]: one score per `classes`' }],
    help: 'declare the labels as `classes[n]`',
  })
  expectRendering(
    found,
    `
error[E0308]: \`cross_entropy\` needs labels that index \`classes\`
 --> labels.gd:6:32
  |
6 | minimize cross_entropy(logits, y)
  |                        ------  ^ [n]
  |                        |
  |                        [n, classes]: one score per \`classes\`
  |
  = help: declare the labels as \`classes[n]\``,
  )
})

test('values side by side show the product', () => {
  const source = lineOf('three.gd', 4, 'pred = 2 x + w')
  const found = diagnostic(
    'E0107',
    source,
    spanOf(source, '2 x'),
    {},
    {
      label: 'nothing joins these',
      help: 'to multiply, write `2 * x`',
      fix: replacing(source, '2 x', '2 * x'),
    },
  )
  expectRendering(
    found,
    `
error[E0107]: two values side by side
 --> three.gd:4:8
  |
4 | pred = 2 x + w
  |        ^^^ nothing joins these
  |
  = help: to multiply, write \`2 * x\`
  = fix:  pred = 2 * x + w`,
  )
})

test('an open bracket shows where its closer was due', () => {
  const source = lineOf('three.gd', 5, 'minimize mean((pred - y)^2\ntrain {')
  const end = source.text.indexOf('\n')
  const found = diagnostic(
    'E0104',
    source,
    spanOf(source, '('),
    { bracket: '(' },
    {
      label: 'opened here',
      secondary: [{ span: { start: end, end }, text: 'expected `)` before the next statement' }],
      fix: {
        title: 'close it',
        confidence: 'safe',
        edits: [{ span: { start: end, end }, text: ')' }],
      },
    },
  )
  expectRendering(
    found,
    `
error[E0104]: \`(\` is never closed
 --> three.gd:5:14
  |
5 | minimize mean((pred - y)^2
  |              ^            - expected \`)\` before the next statement
  |              |
  |              opened here
  |
  = fix:  minimize mean((pred - y)^2)`,
  )
})

test('an objective with dims shows its shape and one way to reduce it', () => {
  const source = lineOf('slope.gd', 10, 'minimize (pred - y)^2')
  const found = diagnostic(
    'E0309',
    source,
    spanOf(source, '(pred - y)^2'),
    { goal: 'minimized' },
    {
      label: '[n]',
      help: 'reduce it first, for example `mean((pred - y)^2)`',
      fix: {
        ...replacing(source, '(pred - y)^2', 'mean((pred - y)^2)'),
        title: 'take the mean',
        confidence: 'ask',
      },
    },
  )
  expectRendering(
    found,
    `
error[E0309]: only a single number can be minimized
  --> slope.gd:10:10
   |
10 | minimize (pred - y)^2
   |          ^^^^^^^^^^^^ [n]
   |
   = help: reduce it first, for example \`mean((pred - y)^2)\`
   = fix:  minimize mean((pred - y)^2)`,
  )
})

test('a loss that is no number shows its first cause and what to run next', () => {
  const source = lineOf('deep.gd', 9, 'p = exp(score) / sum(exp(score), over: classes)')
  const safe = 'softmax(score, over: classes)'
  const found = diagnostic(
    'E0801',
    source,
    spanOf(source, 'exp(score)'),
    { value: 'NaN', step: 41 },
    {
      label: 'first value that is not a number: exp(712.4) is too large',
      notes: ['run 7 (lr 0.5, seed 0); `score` reached 712.4 in row 3 of the batch'],
      help: '`softmax(score, over: classes)` computes this safely',
      fix: replacing(source, 'exp(score) / sum(exp(score), over: classes)', safe),
      see: ['gd run deep.gd --resume 7 --from-step 40 --trace'],
    },
  )
  expectRendering(
    found,
    `
error[E0801]: the loss became NaN at step 41
 --> deep.gd:9:5
  |
9 | p = exp(score) / sum(exp(score), over: classes)
  |     ^^^^^^^^^^ first value that is not a number: exp(712.4) is too large
  |
  = note: run 7 (lr 0.5, seed 0); \`score\` reached 712.4 in row 3 of the batch
  = help: \`softmax(score, over: classes)\` computes this safely
  = fix:  p = softmax(score, over: classes)
  see:    gradus explain E0801 · gd run deep.gd --resume 7 --from-step 40 --trace`,
  )
})

test('gradients that disagree are set in a table below the note', () => {
  const source = lineOf('06-logistic-l2.gd', 25, '  expect gradcheck(loss)')
  const found = diagnostic(
    'T1002',
    source,
    spanOf(source, 'gradcheck(loss)'),
    {},
    {
      label: 'worst at `w[feature: 3]`',
      notes: [
        [
          '  autodiff            0.41213870',
          '  finite differences  0.52187711   (h = 6.1e-6)',
          '  symbolic            0.41213870',
        ].join('\n'),
      ],
      help: 'autodiff and the formula agree, so the function may have a kink here (`abs` at 12:9)',
    },
  )
  expectRendering(
    found,
    `
error[T1002]: two ways to compute this gradient disagree
  --> 06-logistic-l2.gd:25:10
   |
25 |   expect gradcheck(loss)
   |          ^^^^^^^^^^^^^^^ worst at \`w[feature: 3]\`
   |
   = note:   autodiff            0.41213870
             finite differences  0.52187711   (h = 6.1e-6)
             symbolic            0.41213870
   = help: autodiff and the formula agree, so the function may have a kink here (\`abs\` at 12:9)`,
  )
})

function expectRendering(found: Diagnostic, rendering: string): void {
  expect(renderHuman(found)).toBe(rendering.slice(1))
}
