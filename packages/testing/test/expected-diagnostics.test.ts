import { diagnostic, Source } from '@gradus/diagnostics'
import { describe, expect, test } from 'vitest'
import { placeOfDiagnostic, readExpectedDiagnostics } from '../src/index.ts'

const program = `param w = 1
param w = 2
# error E0203
#     ^
frm = w
# error E0201
#     ^
# error E0102
#^^^
minimize w`

describe('a bad program', () => {
  test('announces its diagnostics in the order of their places', () => {
    expect(readExpectedDiagnostics(program)).toEqual([
      { code: 'E0203', line: 2, column: 7 },
      { code: 'E0102', line: 5, column: 1 },
      { code: 'E0201', line: 5, column: 7 },
    ])
  })

  test('may be clean', () => {
    expect(readExpectedDiagnostics('param w = 1\n# an error is no error\nminimize w')).toEqual([])
  })

  test('may not call a warning an error, nor leave out the caret', () => {
    expect(() => readExpectedDiagnostics('x\n# error W0701\n#^')).toThrow('W0701 is no error')
    expect(() => readExpectedDiagnostics('x\n# error E0201\ny')).toThrow(
      'needs a line with a caret',
    )
  })

  test('is compared with what was found by code and place', () => {
    const source = new Source('bad.gd', program)
    const start = program.indexOf('w = 2')
    const found = diagnostic('E0203', source, { start, end: start + 1 }, { name: 'w' })
    expect(placeOfDiagnostic(found)).toEqual({ code: 'E0203', line: 2, column: 7 })
  })
})
