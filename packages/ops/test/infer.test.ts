import {
  bringAll,
  type DType,
  DTypeError,
  dim,
  infer,
  type OpName,
  ShapeError,
  type ValueType,
} from '@gradus/ops'
import { describe, expect, test } from 'vitest'

// Ops come by name here.
bringAll()

const n = { name: 'n', size: 5, rows: true } as const
const k = dim(3, 'k')

function value(dtype: DType, ...shape: ValueType['shape']): ValueType {
  return { dtype, shape }
}

const vector = value('f64', k)
const matrix = value('f64', n, k)
const square = value('f64', k, k)
const positions = value('i32', n)
const body = { key: 'b', inputTypes: [vector], outputTypes: [vector, vector] }

const solveAttributes = { lower: true, transposed: false, unit: false }

type Row = readonly [op: OpName, inputs: readonly ValueType[], attributes: object, type: ValueType]

const good: readonly Row[] = [
  ['cast', [matrix], { dtype: 'i32' }, value('i32', n, k)],
  ['sum', [matrix], { axes: [0] }, vector],
  ['sum', [matrix], { axes: [0, 1] }, value('f64')],
  ['reduce_max', [matrix], { axes: [1] }, value('f64', n)],
  ['argmax', [matrix], { axis: 1 }, positions],
  ['reshape', [square], { shape: [dim(9)] }, value('f64', dim(9))],
  ['transpose', [matrix], { order: [1, 0] }, value('f64', k, n)],
  ['broadcast', [vector], { shape: [n, k], into: [1] }, matrix],
  ['slice', [matrix], { axis: 1, start: 1, size: 2 }, value('f64', n, dim(2))],
  ['slice', [matrix], { axis: 1, start: 0, size: 3 }, matrix],
  ['pad', [matrix], { axis: 1, before: 1, after: 2 }, value('f64', n, dim(6))],
  ['concat', [matrix, matrix], { axis: 1, name: 'kk' }, value('f64', n, dim(6, 'kk'))],
  ['gather', [square, positions], {}, matrix],
  ['scatter_add', [matrix, positions], { rows: dim(4) }, value('f64', dim(4), k)],
  ['one_hot', [positions], { classes: k, dtype: 'f32' }, value('f32', n, k)],
  ['prod', [matrix], { axes: [1] }, value('f64', n)],
  [
    'windows',
    [value('f64', n, dim(9, 'x'), k)],
    { axis: 1, size: 2, stride: 3, dilation: 2 },
    value('f64', n, dim(2), dim(3), k),
  ],
  [
    'windows',
    [value('bool', dim(9, 'x'))],
    { axis: 0, size: 1, stride: 1, dilation: 1 },
    value('bool', dim(1), dim(9, 'x')),
  ],
  [
    'overlap_add',
    [value('f64', n, dim(2), dim(3), k)],
    { axis: 1, length: dim(10, 'x'), stride: 3, dilation: 2 },
    value('f64', n, dim(10, 'x'), k),
  ],
  ['reverse', [square], { axes: [0, 1] }, square],
  ['reverse', [matrix], { axes: [] }, matrix],
  [
    'take_along_axis',
    [value('f32', n, dim(7)), value('i32', n, dim(2, 'top'))],
    { axis: 1 },
    value('f32', n, dim(2, 'top')),
  ],
  [
    'add_along_axis',
    [matrix, value('i32', n, k)],
    { axis: 1, size: dim(7, 'place') },
    value('f64', n, dim(7, 'place')),
  ],
  ['contract', [matrix, square], { left: [0, 1], right: [1, 2], out: [0, 2] }, matrix],
  ['contract', [vector, vector], { left: [0], right: [0], out: [] }, value('f64')],
  ['constant', [], { value: 1, dtype: 'bool' }, value('bool')],
  ['input', [], { name: 'x', shape: [n], dtype: 'f32' }, value('f32', n)],
  ['parameter', [], { name: 'w', shape: [k], dtype: 'f64' }, vector],
  ['random', [value('f64'), value('i32')], { stream: [1, 2], half: 0, shape: [k] }, vector],
  ['iota', [], { shape: [n], axis: 0 }, positions],
  ['extent', [], { capacity: 5, dtype: 'f64' }, value('f64')],
  ['triangular_solve', [square, vector], solveAttributes, vector],
  ['argsort', [matrix], { axis: 1 }, value('i32', n, k)],
  ['cumsum', [matrix], { axis: 1, reverse: true }, matrix],
  ['repeat', [vector], { body, count: dim(2), carried: 1, stacked: 0, output: 0 }, vector],
  [
    'repeat',
    [vector],
    { body, count: dim(2), carried: 1, stacked: 0, output: 1 },
    value('f64', dim(2), k),
  ],
]

type Bad = readonly [op: OpName, inputs: readonly ValueType[], attributes: object]

const badShapes: readonly Bad[] = [
  ['sum', [vector], { axes: [1] }],
  ['reduce_max', [vector], { axes: [2] }],
  ['argmax', [vector], { axis: 1 }],
  ['reshape', [square], { shape: [dim(8)] }],
  ['reshape', [matrix], { shape: [dim(15)] }],
  ['transpose', [matrix], { order: [0, 0] }],
  ['broadcast', [vector], { shape: [n, k], into: [0] }],
  ['broadcast', [vector], { shape: [n, k], into: [] }],
  ['slice', [vector], { axis: 0, start: 2, size: 2 }],
  ['slice', [matrix], { axis: 0, start: 0, size: 1 }],
  ['pad', [vector], { axis: 0, before: -1, after: 0 }],
  ['concat', [], { axis: 0, name: '' }],
  ['concat', [vector, matrix], { axis: 0, name: '' }],
  ['gather', [value('f64'), positions], {}],
  ['gather', [matrix, positions], {}],
  ['scatter_add', [square, positions], { rows: k }],
  ['prod', [matrix], { axes: [0] }],
  ['windows', [square], { axis: 0, size: 0, stride: 1, dilation: 1 }],
  ['windows', [square], { axis: 0, size: 1, stride: 0, dilation: 1 }],
  ['windows', [square], { axis: 0, size: 1, stride: 1, dilation: -1 }],
  ['windows', [square], { axis: 0, size: 1.5, stride: 1, dilation: 1 }],
  ['windows', [square], { axis: 0, size: 2, stride: 1, dilation: 3 }],
  ['windows', [square], { axis: 2, size: 1, stride: 1, dilation: 1 }],
  ['windows', [matrix], { axis: 0, size: 1, stride: 1, dilation: 1 }],
  ['overlap_add', [square], { axis: 0, length: dim(6), stride: 1, dilation: 1 }],
  ['overlap_add', [square], { axis: 0, length: dim(5), stride: 0, dilation: 1 }],
  ['overlap_add', [square], { axis: 1, length: dim(5), stride: 1, dilation: 1 }],
  ['overlap_add', [square], { axis: 0, length: n, stride: 1, dilation: 1 }],
  ['overlap_add', [value('f64', k, dim(0))], { axis: 0, length: dim(2), stride: 1, dilation: 1 }],
  ['overlap_add', [value('f64', dim(0), k)], { axis: 0, length: k, stride: 1, dilation: 1 }],
  ['reverse', [square], { axes: [0, 0] }],
  ['reverse', [square], { axes: [2] }],
  ['reverse', [matrix], { axes: [0] }],
  ['take_along_axis', [square, value('i32', k)], { axis: 0 }],
  ['take_along_axis', [square, value('i32', k, dim(4))], { axis: 0 }],
  ['take_along_axis', [matrix, value('i32', n, k)], { axis: 0 }],
  ['add_along_axis', [square, value('i32', k, dim(4))], { axis: 1, size: k }],
  ['add_along_axis', [square, value('i32', k, k)], { axis: 1, size: n }],
  ['contract', [matrix, square], { left: [0, 1], right: [0, 1], out: [] }],
  ['contract', [square, square], { left: [0, 0], right: [0, 1], out: [] }],
  ['contract', [vector, vector], { left: [0], right: [0], out: [1] }],
  ['iota', [], { shape: [k], axis: 1 }],
  ['triangular_solve', [matrix, vector], solveAttributes],
  ['triangular_solve', [value('f64'), vector], solveAttributes],
  ['triangular_solve', [square, value('f64')], solveAttributes],
  ['argsort', [matrix], { axis: 0 }],
  ['cumsum', [matrix], { axis: 0, reverse: false }],
  ['cumsum', [vector], { axis: 1, reverse: false }],
  ['repeat', [matrix], { body, count: dim(2), carried: 1, stacked: 0, output: 0 }],
  ['repeat', [vector], { body, count: dim(2), carried: 1, stacked: 0, output: 2 }],
  ['repeat', [vector], { body, count: dim(2), carried: 2, stacked: 0, output: 0 }],
  ['repeat', [value('f64')], { body, count: dim(2), carried: 0, stacked: 1, output: 0 }],
]

const badDTypes: readonly Bad[] = [
  ['sum', [value('bool', k)], { axes: [0] }],
  ['gather', [square, vector], {}],
  ['scatter_add', [matrix, value('f64', n)], { rows: k }],
  ['one_hot', [vector], { classes: k, dtype: 'f64' }],
  ['prod', [value('bool', k)], { axes: [0] }],
  ['cumsum', [value('bool', k)], { axis: 0, reverse: false }],
  ['overlap_add', [value('bool', k, k)], { axis: 0, length: dim(5), stride: 1, dilation: 1 }],
  ['take_along_axis', [vector, vector], { axis: 0 }],
  ['add_along_axis', [vector, vector], { axis: 0, size: k }],
  ['concat', [vector, value('f32', k)], { axis: 0, name: '' }],
  ['contract', [vector, value('f32', k)], { left: [0], right: [0], out: [] }],
]

function typeOf(op: OpName, inputs: readonly ValueType[], attributes: object): ValueType {
  return infer[op](inputs, attributes as never)
}

describe('type rules', () => {
  test.each(good)('%s gives the type that the table states', (op, inputs, attributes, type) => {
    expect(typeOf(op, inputs, attributes)).toEqual(type)
  })

  test.each(badShapes)('%s refuses shapes that do not fit', (op, inputs, attributes) => {
    expect(() => typeOf(op, inputs, attributes)).toThrow(ShapeError)
  })

  test.each(badDTypes)('%s refuses element types that do not fit', (op, inputs, attributes) => {
    expect(() => typeOf(op, inputs, attributes)).toThrow(DTypeError)
  })
})
