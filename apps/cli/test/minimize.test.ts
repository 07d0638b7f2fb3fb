import { describe, expect, it } from 'vitest'
import { type CallCase, gradus, testCalls } from './command.ts'

const booth = '(x+2*y-7)^2+(2*x+y-5)^2'

const cases: readonly CallCase[] = [
  {
    title: 'refuses a variable that is given twice',
    args: ['x^2', '--from', 'x=1,x=2'],
    exitCode: 2,
    talk: /It has x twice/,
  },
  {
    title: 'refuses a variable that nothing depends on',
    args: ['x^2', '--from', 'x=1,y=2'],
    exitCode: 2,
    talk: /--from has y, which the formula does not depend on/,
  },
  {
    title: 'says where a formula with a minus and the flags stand',
    args: ['-x^2', '--from', 'x=1'],
    exitCode: 2,
    talk: /comes after --: gradus minimize -- "-x\^2" \(flags stand before --\)/,
  },
  {
    title: 'does not take a tail for a minimum',
    args: ['1+exp(-x)', '--from', 'x=0'],
    exitCode: 3,
    out: /ended {2}no minimum\n +the value no longer changes while x runs away/,
  },
  {
    title: 'prints the value and the point',
    args: [booth, '--from', 'x=-5,y=-5', '--method', 'newton'],
    exitCode: 0,
    out: /method newton · 2 iterations · \d+ evaluations\n ended {2}minimum\n[\s\S]* value {2}0\n at {5}x = 1 · y = 3\n$/,
  },
  {
    title: 'shows every iteration when asked to',
    args: [booth, '--from', 'x=-5,y=-5', '--trace'],
    exitCode: 0,
    out: / step +value +slope +moved +x +y {2}what\n +0 +884 +178\.213 +0 +-5 +-5 {2}start\n/,
  },
  {
    title: 'stays in bounds and fulfils constraints',
    args: ['x^2+y^2', '--from', 'x=1,y=1', '--under', 'x+y = 1', '--bounds', 'x=0..0.25'],
    exitCode: 0,
    out: /at {5}x = 0\.25 · y = 0\.75\n under {2}violated by/,
  },
  {
    title: 'ends with 3 where there is no minimum',
    args: ['--from', 'x=1', '--iterations', '500', '--', '-x^2'],
    exitCode: 3,
    out: /no minimum\n[\s\S]*still falls/,
  },
  {
    title: 'marks a mistake in the formula',
    args: ['2x + y', '--from', 'x=1,y=1'],
    exitCode: 1,
    talk: /error\[E0107\].*\n --> formula:1:2/,
  },
  {
    title: 'marks a name that has no start',
    args: ['x^2 + yy', '--from', 'x=1,y=1'],
    exitCode: 1,
    talk: /I do not know `yy`\n --> formula:1:7[\s\S]*did you mean `y`\?[\s\S]*--from x=…,y=…,yy=…/,
  },
  {
    title: 'marks a name in a constraint',
    args: ['x^2', '--from', 'x=1', '--under', 'x + z >= 1'],
    exitCode: 1,
    talk: /I do not know `z`\n --> --under:1:5/,
  },
  { title: 'wants a start', args: ['x^2'], exitCode: 2, talk: /Say where to begin/ },
  {
    title: 'tells the method that was meant',
    args: ['x^2', '--from', 'x=1', '--method', 'newtn'],
    exitCode: 2,
    talk: /'newtn' is invalid\. Did you mean newton\?/,
  },
  {
    title: 'lists the methods where none is near',
    args: ['x^2', '--from', 'x=1', '--method', 'SLSQP'],
    exitCode: 2,
    talk: /It is one of trust-region, dogleg/,
  },
  {
    title: 'refuses bounds that no number lies between',
    args: ['x^2', '--from', 'x=1', '--bounds', 'x=3..1'],
    exitCode: 2,
    talk: /No number lies between 3 and 1: say x=1\.\.3\./,
  },
  {
    title: 'wants numbers',
    args: ['x^2', '--from', 'x=a'],
    exitCode: 2,
    talk: /such as x=1,y=2e-3/,
  },
  {
    title: 'wants constraints with one relation',
    args: ['x^2', '--from', 'x=1', '--under', 'x'],
    exitCode: 2,
    talk: /needs one of =, <= and >=/,
  },
  {
    title: 'wants bounds of variables that begin',
    args: ['x^2', '--from', 'x=1', '--bounds', 'y=0..1'],
    exitCode: 2,
    talk: /--bounds has y/,
  },
  { title: 'takes no model', args: ['a.gd', '--from', 'x=1'], exitCode: 2, talk: /is a model/ },
]

describe('gradus minimize', () => {
  testCalls('minimize', cases)

  it('gives everything as JSON', async () => {
    const args = ['minimize', booth, '--from', 'x=-5,y=-5', '--json', '--trace']
    const { stdout } = await gradus(args)
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      formula: booth,
      converged: true,
      stop: { code: 'minimum' },
      x: { x: expect.closeTo(1, 12), y: expect.closeTo(3, 12) },
      hessian: [
        [10, 8],
        [8, 10],
      ],
      trace: [{ iteration: 0, value: 884 }, { iteration: 1 }],
    })
  })
})
