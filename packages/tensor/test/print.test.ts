import { arange, full, makeGraph, type Tensor, tensor, zeros } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

// What NumPy 2.4 prints for the same arrays; before 2.3, numbers of single precision had an
// exponent from 1e8 on, as those of double precision have.
const cases: [string, Tensor, string][] = [
  ['a number', tensor(3.5), '3.5'],
  ['a whole number', tensor(-3), '-3.0'],
  ['a large number', tensor(1e16), '1e+16'],
  ['a small number', tensor(1.25e-5), '1.25e-05'],
  ['a number of single precision', tensor(0.1, { dtype: 'f32' }), '0.1'],
  ['a truth value', tensor(true), 'True'],
  ['truth values', tensor([true, true]), '[ True  True]'],
  ['signs of zeros', tensor([-0, 1]), '[-0.  1.]'],
  ['powers of three digits', tensor([1e100, -2]), '[ 1.e+100 -2.e+000]'],
  ['no elements along some axes', zeros([2, 0, 2]), '[]'],
  ['a vector', tensor([1, 2, 3]), '[1. 2. 3.]'],
  ['points under each other', tensor([0.1, 22.25, -3]), '[ 0.1  22.25 -3.  ]'],
  ['eight digits', tensor([1 / 3, 2]), '[0.33333333 2.        ]'],
  ['single precision', tensor([0.1, 2], { dtype: 'f32' }), '[0.1 2. ]'],
  ['exponents', tensor([1e-5, 1, 123456]), '[1.00000e-05 1.00000e+00 1.23456e+05]'],
  ['large numbers', tensor([1e8, 1]), '[1.e+08 1.e+00]'],
  ['what is not finite', tensor([Number.NaN, Infinity, -1.5]), '[ nan  inf -1.5]'],
  ['integers', tensor([1, -20, 300], { dtype: 'i32' }), '[  1 -20 300]'],
  ['nothing', zeros([0]), '[]'],
  [
    'a matrix',
    tensor([
      [1, 2],
      [3, 4.5],
    ]),
    '[[1.  2. ]\n [3.  4.5]]',
  ],
  ['more axes', zeros([2, 1, 2]), '[[[0. 0.]]\n\n [[0. 0.]]]'],
  [
    'long lines',
    full([30], 0.5),
    `[${Array(18).fill('0.5').join(' ')}\n ${Array(12).fill('0.5').join(' ')}]`,
  ],
  [
    'lines that leave room for brackets',
    full([5], 9.38433992e13),
    '[9.38433992e+13 9.38433992e+13 9.38433992e+13 9.38433992e+13\n 9.38433992e+13]',
  ],
  ['halves, to the even digit', tensor([2 ** -9, 1]), '[0.00195312 1.        ]'],
  [
    'all digits of single precision',
    tensor([1e-5, 123456789], { dtype: 'f32' }),
    '[9.9999997e-06 1.2345679e+08]',
  ],
  ['signs of zeros of single precision', tensor([-0, 2.5], { dtype: 'f32' }), '[-0.   2.5]'],
  [
    'exponents of single precision',
    tensor([1234567, 1], { dtype: 'f32' }),
    '[1.234567e+06 1.000000e+00]',
  ],
  ['a large number of single precision', tensor(1234567, { dtype: 'f32' }), '1.234567e+06'],
  ['an ellipsis', arange(1001, 2002), '[1001. 1002. 1003. ... 1999. 2000. 2001.]'],
]

describe('a tensor as text', () => {
  test.each(cases)('shows %s as NumPy does', (_, one, text) => {
    expect(String(one)).toBe(text)
  })

  test('of millions of elements shows the first and last', () => {
    const text = String(zeros([10_000_000], { dtype: 'f32' }))
    expect(text).toBe('[0. 0. 0. ... 0. 0. 0.]')
  })

  test('shows the corners of large matrices', () => {
    const lines = String(zeros([40, 40])).split('\n')
    expect(lines).toHaveLength(7)
    expect(lines[0]).toBe('[[0. 0. 0. ... 0. 0. 0.]')
    expect(lines[3]).toBe(' ...')
  })

  test('is its type while it is traced', () => {
    let text = ''
    makeGraph((x: Tensor) => {
      text = String(x)
      return x
    })(zeros([2, 3]))
    expect(text).toBe('f64[2, 3] (traced)')
  })
})
