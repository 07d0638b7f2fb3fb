import type { BroughtName } from '../brought-names.ts'
import { allocate, isFloat } from '../dtype.ts'
import type { Lanes } from '../lanes.ts'
import type { ElementwiseName, OpName, RegionName } from '../names.ts'
import { lanesOf } from '../narrow-lanes.ts'
import { contract } from '../reference/contract.ts'
import { copyView } from '../reference/copy-view.ts'
import { foldAxes } from '../reference/fold-axes.ts'
import { sumAxes } from '../reference/sums.ts'
import type { Kernel, Value } from '../row.ts'
import { broughtEntries, broughtRow } from '../rows/brought.ts'
import { aroundAxis, elementCount, stridesOf } from '../shape.ts'
import { programs } from './programs.ts'

type FedName = 'input' | 'parameter'
/** Ops that the interpreter evaluates from their inputs alone. */
export type KernelName = Exclude<OpName, RegionName | FedName>

/** Reference kernels: loops as plain as can be, the oracle of every backend. */
export const kernels: { readonly [K in KernelName]: Kernel<K> } = {
  ...elementwiseKernels(),
  cast: ([x], { dtype }, out) => {
    if (isFloat(dtype)) {
      out.data.set(x!.data)
      return
    }
    // A cast to i32 drops the fraction and saturates; one to bool asks whether it is not 0.
    const convert = dtype === 'bool' ? (v: number) => Number(v !== 0) : saturate
    for (let i = 0; i < out.data.length; i++) out.data[i] = convert(x!.data[i]!)
  },
  sum: ([x], { axes }, out) => foldAxes(x!, axes, out, sumAxes),
  reduce_max: ([x], { axes }, out) => foldAxes(x!, axes, out, maxAxes),
  argmax: ([x], { axis }, out) => {
    const { outer, size, inner } = aroundAxis(x!.shape, axis)
    for (let index = 0; index < outer * inner; index++) {
      const start = Math.floor(index / inner) * size * inner + (index % inner)
      let best = start
      for (let at = start; at < start + size * inner; at += inner) {
        if (isGreater(x!.data[at]!, x!.data[best]!)) best = at
      }
      out.data[index] = (best - start) / inner
    }
  },
  reshape: ([x], _, out) => out.data.set(x!.data),
  transpose: ([x], { order }, out) => {
    const strides = stridesOf(x!.shape)
    copyView(
      x!,
      out,
      0,
      order.map((axis) => strides[axis]!),
    )
  },
  broadcast: ([x], { into }, out) => {
    const strides = stridesOf(x!.shape)
    const spread = out.shape.map((_, axis) => strides[into.indexOf(axis)] ?? 0)
    copyView(x!, out, 0, spread)
  },
  slice: ([x], { axis, start }, out) => {
    const strides = stridesOf(x!.shape)
    copyView(x!, out, start * strides[axis]!, strides)
  },
  pad: ([x], { axis, before }, out) => placeAt(x!, out, axis, before),
  concat: (inputs, { axis }, out) => {
    let start = 0
    for (const input of inputs) {
      placeAt(input, out, axis, start)
      start += input.shape[axis]!.size
    }
  },
  gather: ([table, indices], _, out) => {
    const width = elementCount(table!.shape.slice(1))
    const rows = table!.shape[0]!.size
    indices!.data.forEach((index, i) => {
      if (index < 0 || index >= rows) return
      for (let j = 0; j < width; j++) out.data[i * width + j] = table!.data[index * width + j]!
    })
  },
  scatter_add: ([updates, indices], _, out) => {
    const $ = lanesOf(out.dtype)
    const width = elementCount(out.shape.slice(1))
    const rows = out.shape[0]!.size
    indices!.data.forEach((index, i) => {
      if (index < 0 || index >= rows) return
      for (let j = 0; j < width; j++) {
        const at = index * width + j
        out.data[at] = $.add(out.data[at]!, updates!.data[i * width + j]!)
      }
    })
  },
  one_hot: ([indices], { classes }, out) => {
    indices!.data.forEach((index, i) => {
      if (index >= 0 && index < classes.size) out.data[i * classes.size + index] = 1
    })
  },
  reverse: ([x], { axes }, out) => {
    const strides = stridesOf(x!.shape)
    const last = axes.reduce((sum, axis) => sum + (x!.shape[axis]!.size - 1) * strides[axis]!, 0)
    const steps = strides.map((step, axis) => (axes.includes(axis) ? -step : step))
    copyView(x!, out, last, steps)
  },
  contract: ([left, right], spec, out) => contract(left!, right!, spec, out),
  constant: (_, { value }, out) => {
    out.data[0] = value
  },
  iota: (_, { axis }, out) => {
    const stride = stridesOf(out.shape)[axis]!
    const size = out.shape[axis]!.size
    for (let i = 0; i < out.data.length; i++) out.data[i] = Math.floor(i / stride) % size
  },
  extent: (_, __, out, rows) => {
    out.data[0] = rows
  },
  ...broughtEntries<BroughtKernels>(
    (op): Kernel<BroughtName> =>
      (...given) =>
        broughtRow(op).kernel(...given),
  ),
}

type BroughtKernels = { readonly [K in BroughtName]: Kernel<K> }

type ElementwiseKernels = { readonly [K in ElementwiseName]: Kernel<K> }

function elementwiseKernels(): ElementwiseKernels {
  const made = Object.entries(programs).map(([op, program]) => [
    op,
    (inputs: readonly Value[], _: object, out: Value) => {
      // Comparisons compute in the precision of what they compare.
      fillPointwise(lanesOf(inputs.at(-1)!.dtype), program as PointProgram, inputs, out.data)
    },
  ])
  return Object.fromEntries(made) as ElementwiseKernels
}

type PointProgram = ($: Lanes<number, boolean>, ...args: number[]) => number | boolean

/** Runs a program at every element; an input of a single element is the same everywhere. */
function fillPointwise(
  $: Lanes<number, boolean>,
  run: PointProgram,
  inputs: readonly Value[],
  out: Value['data'],
): void {
  // One loop for each arity: lists of arguments would be made anew at every element.
  const [x, y, z] = inputs.map(({ data }) => data)
  const [i, j, k] = inputs.map(({ data }) => Number(data.length === out.length))
  if (y === undefined) {
    for (let at = 0; at < out.length; at++) out[at] = Number(run($, x![at * i!]!))
  } else if (z === undefined) {
    for (let at = 0; at < out.length; at++) out[at] = Number(run($, x![at * i!]!, y[at * j!]!))
  } else {
    for (let at = 0; at < out.length; at++) {
      out[at] = Number(run($, x![at * i!]!, y[at * j!]!, z[at * k!]!))
    }
  }
}

function saturate(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(value) || 0))
}

/** NaN counts as the greatest, so that it is found. */
function isGreater(a: number, b: number): boolean {
  return a > b || (Number.isNaN(a) && !Number.isNaN(b))
}

/** The maxima over axes that follow each other. */
function maxAxes(x: Value, first: number, last: number): Value {
  const { outer, size, inner } = aroundAxis(x.shape, first, last)
  const shape = x.shape.filter((_, axis) => axis < first || axis > last)
  const data = allocate(x.dtype, outer * inner)
  data.fill(x.dtype === 'i32' ? -(2 ** 31) : Number.NEGATIVE_INFINITY)
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < size * inner; i++) {
      const to = o * inner + (i % inner)
      data[to] = Math.max(data[to]!, x.data[o * size * inner + i]!)
    }
  }
  return { shape, dtype: x.dtype, data }
}

/** Copies `x` into `out` at `start` along `axis`; the rest of `out` stays. */
function placeAt(x: Value, out: Value, axis: number, start: number): void {
  const inner = elementCount(x.shape.slice(axis + 1))
  const width = x.shape[axis]!.size * inner
  const step = out.shape[axis]!.size * inner
  for (let from = 0, to = start * inner; from < x.data.length; from += width, to += step) {
    out.data.set(x.data.subarray(from, from + width), to)
  }
}
