import * as gradus from '@gradus/tensor'
import { type DType, type NestedArray, type Tensor, tensor, vjp } from '@gradus/tensor'
import { readRepositoryFile, relativeError } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { gruStep, lenet } from './models.ts'

/** A tensor as the file keeps it; what is not finite is written by name. */
interface Written {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly data: readonly (number | boolean | 'nan' | 'inf' | '-inf')[]
}

interface Case {
  readonly function: string
  readonly tensors: readonly Written[]
  readonly options: Options
  readonly results: readonly Written[]
  readonly cotangents?: readonly (Written | null)[]
  readonly gradients?: readonly (Written | null)[]
}

interface Options {
  readonly axis: number | number[]
  readonly keepDims: boolean
  readonly k: number
  readonly size: number
  readonly shape: number[]
  readonly order: number[]
  readonly padding: never
  readonly spec: string
  readonly min: number
  readonly max: number
  readonly lower: boolean
}

const { cases } = JSON.parse(readRepositoryFile('fixtures/tensor/torch.json')) as {
  readonly cases: readonly Case[]
}

type Call = (tensors: Tensor[], options: Options) => Tensor | readonly Tensor[]
const library = gradus as unknown as Readonly<Record<string, (...args: unknown[]) => Tensor>>

/** Functions whose arguments stand otherwise here than in PyTorch. */
const calls: Readonly<Record<string, Call>> = {
  amax: ([x], options) => gradus.max(x!, options),
  amin: ([x], options) => gradus.min(x!, options),
  sum: ([x], options) => gradus.sum(x!, options),
  mean: ([x], options) => gradus.mean(x!, options),
  prod: ([x], options) => gradus.prod(x!, options),
  logSumExp: ([x], options) => gradus.logSumExp(x!, options),
  argmax: ([x], { axis }) => gradus.argmax(x!, axis as number),
  argmin: ([x], { axis }) => gradus.argmin(x!, axis as number),
  cumsum: ([x], { axis }) => gradus.cumsum(x!, axis as number),
  sort: ([x], { axis }) => gradus.sort(x!, axis as number),
  argsort: ([x], { axis }) => gradus.argsort(x!, axis as number),
  softmax: ([x], { axis }) => gradus.softmax(x!, axis as number),
  logSoftmax: ([x], { axis }) => gradus.logSoftmax(x!, axis as number),
  topK: ([x], { k }) => {
    const { values, indices } = gradus.topK(x!, k)
    return [values, indices]
  },
  reshape: ([x], { shape }) => gradus.reshape(x!, shape),
  transpose: ([x], { order }) => gradus.transpose(x!, order),
  broadcastTo: ([x], { shape }) => gradus.broadcastTo(x!, shape),
  flip: ([x], { axis }) => gradus.reverse(x!, axis),
  concat: (tensors, { axis }) => gradus.concat(tensors, axis as number),
  stack: (tensors, { axis }) => gradus.stack(tensors, axis as number),
  pad: ([x], { padding }) => gradus.pad(x!, padding),
  take: ([x, i], { axis }) => gradus.take(x!, i!, axis as number),
  takeAlongAxis: ([x, i], { axis }) => gradus.takeAlongAxis(x!, i!, axis as number),
  oneHot: ([i], { size }) => gradus.oneHot(i!, size),
  tril: ([x]) => gradus.tril(x!),
  triu: ([x]) => gradus.triu(x!),
  diagonal: ([x]) => gradus.diagonal(x!),
  clamp: ([x], { min, max }) => gradus.clip(x!, min, max),
  einsum: (tensors, { spec }) => gradus.einsum(spec, ...tensors),
  maxPool2d: ([x], options) => gradus.maxPool(x!, options),
  avgPool2d: ([x], options) => gradus.avgPool(x!, options),
  layerNorm: ([x, scale, offset]) => gradus.layerNorm(x!, { scale: scale!, offset: offset! }),
  scaledDotProductAttention: ([q, k, v]) => gradus.attention(q!, k!, v!),
  logdet: ([x]) => gradus.slogdet(x!).logAbs,
  eigvalsh: ([x]) => gradus.eigh(x!).values,
  singularValues: ([x]) => gradus.svd(x!).s,
  qrSquare: ([x]) => {
    const q = gradus.qr(x!).q.slice(0, 2, -1)
    return gradus.einsum('...ik,...jk->...ij', q, q)
  },
  isnan: ([x]) => gradus.isNan(x!),
  isinf: ([x]) => gradus.isInfinite(x!),
  lenet: (tensors) => lenet(...(tensors as Parameters<typeof lenet>)),
  gruStep: (tensors) => gruStep(...(tensors as Parameters<typeof gruStep>)),
}

/** PyTorch knows ten digits of the slope of digamma. */
const tolerances: Readonly<Record<string, number>> = { digamma: 1e-9 }

function call({ function: name, options }: Case, tensors: Tensor[]): readonly Tensor[] {
  const result = calls[name]?.(tensors, options) ?? library[name]!(...tensors, options)
  return Array.isArray(result) ? result : [result as Tensor]
}

function read({ shape, dtype, data }: Written, as: DType = dtype): Tensor {
  const names = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }
  const numbers = data.map((x) => (typeof x === 'string' ? names[x] : x))
  return tensor(numbers as NestedArray, { dtype: dtype === 'f64' ? as : dtype, shape })
}

/** Numbers agree relative to the largest of their tensor; what is not finite agrees exactly. */
function expectClose(actual: Tensor, expected: Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape)
  const numbers = [...expected.data()]
  const scale = Math.max(0, ...numbers.filter(Number.isFinite).map(Math.abs))
  for (const [i, x] of [...actual.data()].entries()) {
    const error = Math.abs(x - numbers[i]!)
    if (error <= tolerance * Math.min(1, scale) || Object.is(x, numbers[i])) continue
    expect(relativeError(x, numbers[i]!), `element ${i}`).toBeLessThanOrEqual(tolerance)
  }
}

/** Whether numbers have about the same size in single precision. */
function fits({ tensors }: Case, dtype: DType): boolean {
  const isFit = (x: number | boolean | string): boolean =>
    typeof x !== 'number' || x === 0 || (Math.abs(x) > 1e-30 && Math.abs(x) < 1e30)
  return dtype === 'f64' || tensors.every(({ data }) => data.every(isFit))
}

function casesIn(dtype: DType): (readonly [string, Case])[] {
  const fitting = cases.filter((one) => fits(one, dtype))
  return fitting.map((one, i) => [`${one.function} (${i})`, one])
}

describe.each([
  ['f64', 1e-12],
  ['f32', 1e-5],
] as const)('in %s', (dtype, usual) => {
  test.each(casesIn(dtype))('%s has the values and gradients of PyTorch', (_, one) => {
    const tolerance = Math.max(usual, tolerances[one.function] ?? 0)
    const tensors = one.tensors.map((x) => read(x, dtype))
    const results = call(one, tensors)
    results.forEach((result, i) => {
      expectClose(result, read(one.results[i]!, dtype), tolerance)
    })
    if (!one.gradients) return
    const varied = one.tensors.flatMap((x, i) => (x.dtype === 'f64' ? [i] : []))
    const f = (...given: Tensor[]): Tensor[] => {
      const all = [...tensors]
      varied.forEach((place, k) => {
        all[place] = given[k]!
      })
      return call(one, all).filter((__, i) => one.cotangents![i] !== null)
    }
    const [, pullback] = vjp(f)(...varied.map((place) => tensors[place]!))
    const cotangents = one.cotangents!.filter((x) => x !== null).map((x) => read(x, dtype))
    pullback(cotangents).forEach((gradient, k) => {
      expectClose(gradient, read(one.gradients![varied[k]!]!, dtype), tolerance)
    })
  })
})

/** Elements to their last bits; every NaN is the same. */
function elementsOf(results: readonly Tensor[]): (number | string)[] {
  const text = (x: number): number | string => (Object.is(x, -0) ? '-0' : x)
  return results.flatMap((result) => Array.from(result.data(), text))
}

describe('compiled', () => {
  test.each(casesIn('f64'))('%s has the bits that it has at once', (_, one) => {
    const tensors = one.tensors.map((x) => read(x))
    const compiled = gradus.compile((...given: Tensor[]) => [...call(one, given)], {
      deterministic: true,
    })
    expect(elementsOf(compiled(...tensors))).toEqual(elementsOf(call(one, tensors)))
  })

  test.each(casesIn('f64'))('%s keeps what is not finite when simplified', (_, one) => {
    const tensors = one.tensors.map((x) => read(x))
    const compiled = gradus.compile((...given: Tensor[]) => [...call(one, given)])
    const found = elementsOf(compiled(...tensors))
    // Products in another order may overflow near the largest number, but never lose a NaN.
    for (const [i, element] of elementsOf(call(one, tensors)).entries()) {
      if (!Number.isFinite(Number(element))) expect(found[i]).toBe(element)
    }
  })
})
