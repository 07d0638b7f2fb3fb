import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { loadModel, memoryHost, predict, train } from '../src/index.ts'

const line = `dim n
data x: [n] from "line.csv"
data y: [n] from "line.csv"
param a = 1
param b = 0
z = standardize(x, over: n)
pred = a * z + b
residual = pred - y
minimize mean((pred - y)^2)
train { optimizer: sgd(lr: 0.1), steps: 50, validate: 0.5 }
`

const csv = `x,y\n${Array.from({ length: 10 }, (_, i) => `${i},${3 * i + 1}`).join('\n')}\n`

describe('prediction', () => {
  test('new rows are standardized as the training rows were, in any number', async () => {
    const model = loadModel(line, { host: memoryHost({ 'line.csv': csv }) })
    const { runs } = await train(model, { isDeterministic: true })
    const [a, b] = runs[0]!.parameters.map(({ data }) => data[0]!)
    const x = Float64Array.from({ length: 700 }, (_, i) => i / 10)
    const { values, rows } = predict(model, runs[0]!, { x })!
    expect(rows).toBe(700)
    expect(Object.keys(values)).toEqual(['pred'])
    // The line through two predictions gives back the slope, and so the deviation that was fitted.
    const slope = (values.pred![10]! - values.pred![0]!) / (x[10]! - x[0]!)
    const deviation = a! / slope
    expect(values.pred![699]!).toBeCloseTo(values.pred![0]! + slope * x[699]!, 9)
    const center = (b! - values.pred![0]!) / slope
    expect(deviation).toBeGreaterThan(1)
    expect(center).toBeGreaterThan(0)
  })

  test('a classifier gives the labels that its accuracy counts', async () => {
    const text = readRepositoryFile('examples/05-mlp.gd')
    const iris = readRepositoryFile('examples/iris.csv')
    const model = loadModel(text, { file: '05-mlp.gd', host: memoryHost({ 'iris.csv': iris }) })
    const { runs } = await train(model, { isDeterministic: true })
    const lines = iris.trim().split('\n').slice(1)
    const raw = lines.flatMap((row) => row.split(',').slice(0, 4).map(Number))
    const { values } = predict(model, runs[0]!, { raw })!
    const names = [...new Set(lines.map((row) => row.split(',')[4]))]
    const logits = values.logits!
    const right = lines.filter((row, i) => {
      const scores = Array.from(logits.subarray(3 * i, 3 * i + 3))
      return names[scores.indexOf(Math.max(...scores))] === row.split(',')[4]
    })
    const { metrics, validation } = runs[0]!
    const counted = metrics.accuracy! * 120 + validation!.accuracy! * 30
    expect(right.length).toBe(Math.round(counted))
  })
})
