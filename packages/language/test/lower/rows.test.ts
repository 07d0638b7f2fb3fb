import { Builder, interpret, type Node, topologicalOrder } from '@gradus/graph'
import { dim, hasTrait, type TypedArray } from '@gradus/ops'
import { describe, expect, it } from 'vitest'
import { type LoweredModel, lowerModel, type RowSet } from '../../src/index.ts'
import { checkText, nodeOf } from './evaluate.ts'

// Three training rows with mean 2 and variance 2/3, two other rows, and a batch of rows 2, 0.
const train = [1, 2, 3]
const held = [5, 8]
const columns = { x: [1, 2, 3, 5, 8] }
const head = `dim n
data x: [n] from "data.csv"
param w = 1
minimize mean(w * x)
train { optimizer: sgd(lr: 1), steps: 1, batch: 2 }
`

interface Sets {
  readonly builder: Builder
  readonly train: LoweredModel
  readonly step: LoweredModel
  readonly held: LoweredModel
}

function lowerSets(text: string): Sets {
  const model = checkText(head + text, { columns })
  const builder = new Builder()
  const rows: RowSet = { name: 'train', dim: dim(3, 'n') }
  const indices = builder.input('indices', [{ name: 'n', size: 2, rows: true }], 'i32')
  const batch: RowSet['batch'] = { indices, dim: { name: 'n', size: 2, rows: true } }
  const step = lowerModel(model, builder, { rows: { ...rows, batch }, trainingRows: 3 })
  const { frozen } = step.lowering
  const others = { name: 'validation', dim: dim(2, 'n') }
  return {
    builder,
    step,
    train: lowerModel(model, builder, { rows, trainingRows: 3, frozen }),
    held: lowerModel(model, builder, { rows: others, trainingRows: 3, frozen }),
  }
}

const fed: Readonly<Record<string, readonly number[]>> = {
  'train/x': train,
  'validation/x': held,
  indices: [2, 0],
  w: [1],
  seed: [0],
}

function evaluate(node: Node): number[] {
  const values = new Map<Node, TypedArray>()
  for (const each of topologicalOrder([node])) {
    if (!hasTrait(each.op, 'fed')) continue
    const { name } = each.attributes as { readonly name: string }
    const elements = fed[name]!
    values.set(each, each.dtype === 'i32' ? Int32Array.from(elements) : Float64Array.from(elements))
  }
  return Array.from(interpret([node], { values, rows: 2 })[0]!.data)
}

function valuesOf(text: string): Record<'train' | 'step' | 'held', number[]> {
  const sets = lowerSets(`a = ${text}\n`)
  const at = (model: LoweredModel): number[] => evaluate(nodeOf(model, 'a'))
  return { train: at(sets.train), step: at(sets.step), held: at(sets.held) }
}

describe('what depends on data alone', () => {
  it('is fitted on the training rows and frozen for other rows', () => {
    expect(valuesOf('mean(x)')).toEqual({ train: [2], step: [2], held: [2] })
    expect(valuesOf('max(x) - min(x)')).toEqual({ train: [2], step: [2], held: [2] })
    expect(valuesOf('x[n: 0]')).toEqual({ train: [1], step: [1], held: [1] })
  })

  it('keeps its rows: only the statistics are frozen', () => {
    expect(valuesOf('x - mean(x)').held).toEqual([3, 6])
    const deviation = Math.sqrt(2 / 3)
    const { train: fitted, held: others } = valuesOf('standardize(x, over: n)')
    expect(fitted[0]).toBeWithinRelative(-1 / deviation, 1e-15)
    expect(others[0]).toBeWithinRelative(3 / deviation, 1e-15)
    expect(others[1]).toBeWithinRelative(6 / deviation, 1e-15)
  })

  it('is computed over all training rows, also in a batch', () => {
    const { step } = valuesOf('(x - mean(x)) * w')
    expect(step).toEqual([1, -1])
  })
})

describe('what depends on a parameter', () => {
  it('is computed on the batch', () => {
    expect(valuesOf('x * w')).toEqual({ train, step: [3, 1], held })
    expect(valuesOf('mean(x * w)')).toEqual({ train: [2], step: [2], held: [6.5] })
    expect(valuesOf('sum(x^2 * w)')).toEqual({ train: [14], step: [10], held: [89] })
    expect(valuesOf('variance(x * w)').held).toEqual([2.25])
    expect(valuesOf('grad(mean((x * w)^2), w)').step).toEqual([10])
  })

  it('has the number of training rows for `n`, everywhere', () => {
    expect(valuesOf('sum(x * w) / n')).toEqual({ train: [2], step: [4 / 3], held: [13 / 3] })
  })
})
