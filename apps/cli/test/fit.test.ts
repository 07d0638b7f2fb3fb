import { describe, expect, it } from 'vitest'
import { type CallCase, folderWith, gradus, testCalls } from './command.ts'

const folder = folderWith({
  // NIST StRD, Misra1a.
  'growth.csv': `x,y,kind
77.6,10.07,a
114.9,14.73,a
141.1,17.94,a
190.8,23.93,a
239.9,29.61,a
289.0,35.18,b
332.8,40.02,b
378.4,44.82,b
434.8,50.76,b
477.3,55.05,b
536.8,61.01,b
593.1,66.40,b
689.1,75.47,b
760.0,81.78,b
`,
  'gap.csv': 'x,y\n1,2.1\n2,\n3,6.2\n4,7.9\n',
  'empty.csv': 'x,y\n',
  'notes.csv': 'x,y,z\n1,2.1,1\n2,3.9,\n3,6.2,3\n4,,4\n5,10.1,none given\n',
  'exact.csv': 'x,y\n1,2\n2,4\n3,6\n',
  'one.csv': 'x,y\n1,2\n',
  'named.csv': 'my size,e\n1,1.1\n2,2.2\n3,3\n4,4.1\n',
})

const growth = ['growth.csv', '--model', 'b1*(1-exp(-b2*x))', '--start', 'b1=500,b2=1e-4']
const line = ['--model', 'a+b*x', '--start', 'a=0,b=0']

const cases: readonly CallCase[] = [
  {
    title: 'reads a column whose name is a number in formulas, or has spaces',
    args: ['named.csv', '--y', 'e', '--model', 'a+b*`my size`', '--start', 'a=0,b=0'],
    exitCode: 0,
    out: /b +0\.98 /,
  },
  {
    title: 'takes a response with spaces, and a column in backticks',
    args: ['named.csv', '--y', 'my size', '--model', 'a+b*`e`', '--start', 'a=0,b=0'],
    exitCode: 0,
    out: /my size = a\+b\*`e`/,
  },
  {
    title: 'refuses a number of formulas that may be meant for a column',
    args: ['named.csv', '--y', 'my size', '--model', 'a+b*e', '--start', 'a=0,b=0'],
    exitCode: 2,
    talk: /e is a number in formulas[\s\S]*In backticks it is the name: `e`/,
  },
  {
    title: 'says what leaves out rows with missing cells',
    args: ['gap.csv', ...line],
    exitCode: 1,
    talk: /E0404[\s\S]*help: `--missing drop` leaves out rows/,
  },
  {
    title: 'names the columns of numbers where labels were meant for some',
    args: ['growth.csv', '--model', 'a*kind', '--start', 'a=1'],
    exitCode: 2,
    talk: /holds labels, not numbers\.\n {2}Columns of numbers: x, y\./,
  },
  {
    title: 'claims no goodness where no degrees of freedom are left',
    args: ['one.csv', ...line],
    exitCode: 0,
    out: /1 residual does not determine 2[\s\S]*sum of squares 0 · no degrees of freedom\n/,
  },
  {
    title: 'draws nothing where no residual is finite, and says what to try',
    args: ['growth.csv', '--model', 'a*exp(b*x)', '--start', 'a=1e300,b=1e10'],
    exitCode: 3,
    out: /try another --start(?![\s\S]*residuals over)/,
  },
  {
    title: 'leaves out rows whose cells are missing in columns that are used, and no others',
    args: ['notes.csv', ...line, '--missing', 'drop'],
    exitCode: 0,
    out: /notes\.csv, 4 rows/,
  },
  {
    title: 'refuses words among the numbers of a column that is used',
    args: ['notes.csv', '--y', 'z', ...line, '--missing', 'drop'],
    exitCode: 1,
    talk: /E0404[\s\S]*"none given"/,
  },
  {
    title: 'refuses deviations of 0',
    args: ['growth.csv', ...line, '--sigma', '0'],
    exitCode: 2,
    talk: /sigma is 0 in row 1, and not above 0/,
  },
  {
    title: 'refuses a response that is no number',
    args: ['growth.csv', ...line, '--y', 'log(10.07-y)'],
    exitCode: 2,
    talk: /the response is -Infinity in row 1/,
  },
  {
    title: 'refuses a parameter that the model does not use',
    args: ['growth.csv', '--model', 'a*x', '--start', 'a=1,b=2'],
    exitCode: 2,
    talk: /--start has b, which the model does not use/,
  },
  {
    title: 'refuses a scale of a loss that is not above 0',
    args: ['growth.csv', ...line, '--loss', 'huber', '--loss-scale', '-1'],
    exitCode: 2,
    talk: /a number above 0/,
  },
  {
    title: 'says no bound where a fit is exact',
    args: ['exact.csv', ...line],
    exitCode: 0,
    out: /^(?![\s\S]*held by)/,
  },
  {
    title: 'prints parameters with errors and intervals, and a picture of the residuals',
    args: growth,
    exitCode: 0,
    out: /ended {2}fitted[\s\S]* parameter {2}value +standard error {2}95 % interval\n b1 +238\.94213 +2\.707 +233\.044 … 244\.84\n b2 +5\.501564e-4 [\s\S]*R² 0\.999982\n\n residuals over x\n/,
  },
  {
    title: 'takes a formula of the response, and another level',
    args: [
      'growth.csv',
      '--y',
      'log(y)',
      '--model',
      'a+p*log(x)',
      '--start',
      'a=0,p=1',
      '--level',
      '0.9',
    ],
    exitCode: 0,
    out: /fit {4}log\(y\) = a\+p\*log\(x\)[\s\S]*90 % interval/,
  },
  {
    title: 'says what the data do not determine',
    args: ['growth.csv', '--model', 'a*b*x', '--start', 'a=1,b=1'],
    exitCode: 0,
    out: / a .*not determined/,
  },
  {
    title: 'leaves out rows with missing cells when told to',
    args: ['gap.csv', ...line, '--missing', 'drop'],
    exitCode: 0,
    out: /gap\.csv, 3 rows/,
  },
  {
    title: 'marks a cell that is no number',
    args: ['gap.csv', ...line],
    exitCode: 1,
    talk: /error\[E0404\][\s\S]* --> gap\.csv:3:/,
  },
  {
    title: 'marks a name that is neither column nor parameter',
    args: ['growth.csv', '--model', 'a + b*t', '--start', 'a=0,b=0'],
    exitCode: 1,
    talk: /I do not know `t`\n --> --model:1:7[\s\S]*the columns are x, y, kind/,
  },
  {
    title: 'marks a mistake in the model',
    args: ['growth.csv', '--model', 'a + b*(x', '--start', 'a=0,b=0'],
    exitCode: 1,
    talk: /error\[E0104\][\s\S]* --> --model:1:/,
  },
  {
    title: 'marks a response that is no column',
    args: ['growth.csv', '--y', 'yy', ...line],
    exitCode: 1,
    talk: /I do not know `yy`\n --> --y:1:1[\s\S]*did you mean `y`\?/,
  },
  { title: 'wants rows', args: ['empty.csv', ...line], exitCode: 1, talk: /E0412.*has no rows/ },
  {
    title: 'wants a file that is there',
    args: ['grwth.csv', ...line],
    exitCode: 4,
    talk: /mean growth\.csv/,
  },
  {
    title: 'wants numbers',
    args: ['growth.csv', '--y', 'kind', ...line],
    exitCode: 2,
    talk: /labels, not numbers/,
  },
  { title: 'wants a model', args: ['growth.csv'], exitCode: 2, talk: /Say what to fit/ },
  {
    title: 'wants a start',
    args: ['growth.csv', '--model', 'a*x'],
    exitCode: 2,
    talk: /parameters begin/,
  },
  {
    title: 'wants names that are not columns',
    args: ['growth.csv', '--model', 'x*y', '--start', 'x=1'],
    exitCode: 2,
    talk: /x is a column of growth\.csv and a parameter/,
  },
  {
    title: 'wants a level below 1',
    args: [...growth, '--level', '95'],
    exitCode: 2,
    talk: /between 0 and 1/,
  },
]

describe('gradus fit', () => {
  testCalls('fit', cases, { cwd: folder })

  it('gives everything as JSON', async () => {
    const { stdout } = await gradus(['fit', ...growth, '--json'], { cwd: folder })
    const result = JSON.parse(stdout) as { readonly parameters: { readonly b1: number } }
    expect(result.parameters.b1).toBeCloseTo(238.94212918, 7)
    expect(result).toMatchObject({
      schema: 1,
      response: 'y',
      converged: true,
      degreesOfFreedom: 12,
      confidence: { level: 0.95 },
    })
  })
})
