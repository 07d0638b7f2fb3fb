import {
  type Algebra,
  accuracy,
  allocate,
  arityOf,
  bringAll,
  type DType,
  DTypeError,
  domains,
  type ElementwiseName,
  f64Lanes,
  forwards,
  infer,
  type Kernel,
  type Kind,
  kernels,
  kindOf,
  namesByKind,
  notation,
  type OpName,
  opNames,
  type Partial,
  partials,
  programs,
  ShapeError,
  type SmoothName,
  scalarShape,
  shapeOf,
  signatures,
  torchNames,
  traitsOf,
  transposes,
  type ValueType,
  views,
} from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'

// Ops come by name here.
bringAll()

const elementwiseNames = Object.keys(signatures) as ElementwiseName[]
const smoothNames = Object.keys(partials) as SmoothName[]

/** The carrier of plain numbers; truth values are 0 and 1. */
const numbers = {
  ...Object.fromEntries(elementwiseNames.map((op) => [op, evaluatorOf(op)])),
  constant: (value: number) => value,
} as Algebra<number>

function evaluatorOf(op: ElementwiseName): (...args: number[]) => number {
  const program = programs[op] as ($: typeof f64Lanes, ...args: unknown[]) => number | boolean
  const roles = signatures[op]
  return (...args) => {
    const given = args.map((arg, i) => (roles[i] === 'm' ? arg !== 0 : arg))
    return Number(program(f64Lanes, ...given))
  }
}

const finiteNames = elementwiseNames.filter((op) => traitsOf[op].includes('finite'))

describe('ops that are declared finite', () => {
  test.each(finiteNames)('%s gives numbers for the smallest and the largest', (op) => {
    const extremes = [0, 1, -1, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE]
    const apply = evaluatorOf(op)
    for (const x of extremes) {
      for (const y of extremes) expect(apply(x, y, x)).toSatisfy(Number.isFinite)
    }
  })
})

describe('the columns of the table', () => {
  test('the ops that are declared exact are those of half a unit in the last place', () => {
    const exact = elementwiseNames.filter((op) => accuracy[op].ulp <= 0.5)
    expect(elementwiseNames.filter((op) => traitsOf[op].includes('exact'))).toEqual(exact)
  })

  test('the ops that are declared kinked are those whose domain has kinks', () => {
    const kinked = elementwiseNames.filter((op) =>
      domains[op].some(({ kinks }) => kinks !== undefined),
    )
    expect(elementwiseNames.filter((op) => traitsOf[op].includes('kinked'))).toEqual(kinked)
  })

  test.each(opNames)('%s has all of them', (op) => {
    expect(namesByKind[kindOf[op]]).toContain(op)
    expect(arityOf[op]).toBeDefined()
    expect(traitsOf[op]).toBeDefined()
    expect(infer[op]).toBeTypeOf('function')
    expect(torchNames[op]).not.toBe('')
    expect(op in partials || (op in transposes && op in forwards) || kindOf[op] === 'region').toBe(
      true,
    )
    if (kindOf[op] === 'movement') expect(op in views).toBe(true)
  })

  test('each op has one kind', () => {
    const kinds = Object.keys(namesByKind) as Kind[]
    const all = kinds.flatMap((kind) => [...namesByKind[kind]])
    expect(new Set(all).size).toBe(all.length)
  })

  test.each(elementwiseNames)(
    '%s has a program, a domain and a partial for each argument',
    (op) => {
      expect(programs[op]).toBeTypeOf('function')
      expect(domains[op]).toHaveLength(arityOf[op] as number)
      expect(accuracy[op].ulp).toBeGreaterThan(0)
      if (op in partials) expect(partials[op as SmoothName]).toHaveLength(arityOf[op] as number)
    },
  )

  test.each(opNames)('%s writes every argument once in plain text and in LaTeX', (op) => {
    const arity = arityOf[op]
    for (const text of [notation[op].plain, notation[op].latex]) {
      const places = [...text.matchAll(/#(\d?)/g)].map((place) => place[1])
      const isList = places.length === 1 && places[0] === ''
      const count = arity === 'any' ? 0 : arity
      const each = Array.from({ length: count }, (_, i) => String(i))
      if (!isList) expect(places.toSorted()).toEqual(each)
    }
  })
})

/** A point of an op's domain, far enough from kinks, ties and edges for differences. */
function drawPoint(op: SmoothName, random: Random): number[] {
  const point = domains[op].map(({ low, high, kinks = [] }) => {
    const margin = (high - low) / 100
    for (;;) {
      const x = random.uniform(low + margin, high - margin)
      if (kinks.every((kink) => Math.abs(x - kink) > margin)) return x
    }
  })
  const [x, y] = point
  return y !== undefined && Math.abs(x! - y) < 0.01 ? drawPoint(op, random) : point
}

/** Differences with two Richardson steps; also how far the last step moved the result. */
function slopeAt(f: (x: number) => number, x: number, h: number): { slope: number; error: number } {
  const central = (step: number): number => (f(x + step) - f(x - step)) / (2 * step)
  const [a, b, c] = [central(h), central(h / 2), central(h / 4)]
  const [first, second] = [(4 * b - a) / 3, (4 * c - b) / 3]
  return { slope: (16 * second - first) / 15, error: Math.abs(second - first) }
}

/** Zero by decree: differences see the identity that it computes. */
const cut: readonly OpName[] = ['stop_gradient']

const slopes = smoothNames
  .filter((op) => !cut.includes(op))
  .flatMap((op) => partials[op].map((partial, i) => ({ op, i, partial })))

describe('partials', () => {
  test.each(slopes)('$op: ∂/∂argument $i is what differences say', ({ op, i, partial }) => {
    const random = new Random(i + 1)
    const f = numbers[op] as (...args: number[]) => number
    const { low, high } = domains[op][i]!
    for (let trial = 0; trial < 50; trial++) {
      const point = drawPoint(op, random)
      const along = (x: number): number => f(...point.map((old, k) => (k === i ? x : old)))
      const { slope, error } = slopeAt(along, point[i]!, Math.min(2e-3, (high - low) / 1000))
      const value = (partial as Partial<SmoothName>)(numbers, point as never, f(...point))
      const scale = Math.max(Math.abs(slope), Math.abs(f(...point)), 1e-3)
      expect(value).toBeWithinRelative(slope, 1e-8, 1e-9 * scale + error)
    }
  })

  const atKinks: readonly (readonly [SmoothName, number, readonly number[], number])[] = [
    ['abs', 0, [0], 0],
    ['relu', 0, [0], 0],
    ['min', 0, [2, 2], 0.5],
    ['max', 1, [2, 2], 0.5],
    ['pow', 0, [0, 0], 0],
    ['pow', 0, [0, 1], 1],
    ['pow', 0, [0, 2], 0],
    ['pow', 1, [0, 2], 0],
    ['stop_gradient', 0, [3], 0],
    ['ceil', 0, [2], 0],
    ['round', 0, [0.5], 0],
    ['mod', 1, [7, 3], -2],
    ['mod', 1, [-7, 3], 3],
    ['polygamma', 0, [1.5, 2], 0],
  ]

  test.each(atKinks)('%s: ∂/∂argument %i at %j is %d', (op, i, point, expected) => {
    const out = (numbers[op] as (...args: readonly number[]) => number)(...point)
    expect((partials[op][i] as Partial<SmoothName>)(numbers, point as never, out)).toBe(expected)
  })
})

describe('types of elementwise ops', () => {
  const typed = (dtype: DType, ...sizes: number[]): ValueType => ({
    dtype,
    shape: shapeOf(...sizes),
  })

  function inputsOf(op: ElementwiseName, dtype: DType, ...sizes: number[]): ValueType[] {
    const roles = [...signatures[op].split('>')[0]!]
    return roles.map((role) => typed(role === 'm' ? 'bool' : dtype, ...sizes))
  }

  test.each(elementwiseNames)('%s keeps the shape and the element type', (op) => {
    const isTruth = signatures[op].endsWith('m')
    for (const dtype of ['f64', 'f32'] as const) {
      const type = infer[op](inputsOf(op, dtype, 2, 0, 3), {})
      expect(type).toEqual(typed(isTruth ? 'bool' : dtype, 2, 0, 3))
    }
  })

  test.each(elementwiseNames)('%s refuses other element types and shapes', (op) => {
    const inputs = inputsOf(op, 'f64', 3)
    const wrong: DType = signatures[op].startsWith('m') ? 'f64' : 'bool'
    expect(() => infer[op]([typed(wrong, 3), ...inputs.slice(1)], {})).toThrow(DTypeError)
    if (inputs.length === 1) return
    const [last, ...others] = [inputs.at(-1)!, ...inputs.slice(0, -1)]
    expect(() => infer[op]([...others, { ...last, shape: shapeOf(4) }], {})).toThrow(ShapeError)
    if (last.dtype === 'bool' || inputs.length > 2) return
    expect(() => infer[op]([...others, typed('f32', 3)], {})).toThrow(DTypeError)
  })

  test('whole numbers have signs, ring operations, comparisons and select, and nothing else', () => {
    const fits = elementwiseNames.filter((op) => {
      if (!signatures[op].includes('v')) return false
      try {
        infer[op](inputsOf(op, 'i32', 3), {})
        return true
      } catch (error) {
        expect(error).toBeInstanceOf(DTypeError)
        return false
      }
    })
    expect(fits).toEqual([
      ...['add', 'sub', 'mul', 'neg', 'abs', 'sign', 'min', 'max'],
      ...['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'select'],
    ])
  })
})

describe('reference kernels of elementwise ops', () => {
  test.each(elementwiseNames)('%s computes in the precision of its inputs', (op) => {
    const random = new Random(11)
    const roles = [...signatures[op].split('>')[0]!]
    const points = Array.from({ length: 20 }, () =>
      domains[op].map(({ low, high }, i) =>
        roles[i] === 'm' ? random.integer(0, 2) : Math.fround(random.uniform(low, high)),
      ),
    )
    const run = (dtype: DType): number[] => {
      const shape = shapeOf(points.length)
      const inputs = roles.map((role, i) => {
        const value = allocate(role === 'm' ? 'bool' : dtype, points.length)
        value.set(points.map((point) => point[i]!))
        return { shape, dtype: role === 'm' ? ('bool' as const) : dtype, data: value }
      })
      const out = { ...infer[op](inputs, {}), data: allocate('f64', points.length) }
      const kernel = kernels[op] as Kernel<ElementwiseName>
      kernel(inputs, {}, out, 0)
      return [...out.data]
    }
    const f = evaluatorOf(op)
    const single = run('f32')
    for (const [i, value] of run('f64').entries()) {
      expect(value).toBe(f(...points[i]!))
      expect(Math.fround(single[i]!)).toBe(single[i])
      const largest = Math.max(...points[i]!.map(Math.abs))
      expect(single[i]!).toBeWithinRelative(value, accuracy[op].relative32 * 2, 1e-7 * largest)
    }
  })

  test('values with no axes are single elements', () => {
    const out = { shape: scalarShape, dtype: 'f64' as const, data: allocate('f64', 1) }
    const two = { ...out, data: Float64Array.of(2) }
    kernels.mul([two, two], {}, out, 0)
    expect([...out.data]).toEqual([4])
  })
})
