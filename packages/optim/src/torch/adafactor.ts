import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn, arithmeticOf } from '../arithmetic.ts'
import { chain } from '../parts/chain.ts'
import { scale } from '../parts/scale.ts'
import { nextCount, startCount, zerosFor } from '../state.ts'
import {
  defineTransform,
  type GradientTransform,
  type RuleOver,
  type Scalar,
} from '../transform.ts'
import type { CommonOptions } from './common.ts'
import { checkTorch, commonNames, epsPair } from './rules.ts'

/** What `torch.Adafactor` takes. */
export interface TorchAdafactorOptions extends CommonOptions {
  /** The second moment keeps `1 - t^beta2_decay` of itself. */
  readonly beta2_decay?: Scalar
  /** The least root of a second moment, the precision of the dtype where it is null, and the least size of parameters. */
  readonly eps?: readonly [Scalar | null, Scalar]
  /** The largest root mean square of a step before its rate. */
  readonly d?: Scalar
}

interface Memory<T> {
  readonly count: T
  readonly rows: readonly T[]
  readonly columns: readonly T[]
}

type Settings = Required<Omit<TorchAdafactorOptions, 'maximize'>>

/**
 * `torch.optim.Adafactor`. Beside the paper's rule, which is `adafactor`, it bounds the second
 * moment from below instead of adding `eps`, decays at the rate `lr`, and factors each matrix of
 * a tensor with more than two axes alone.
 */
export function Adafactor(options: TorchAdafactorOptions = {}): GradientTransform {
  const { maximize = false, ...rest } = checkTorch(
    'Adafactor',
    options,
    [...commonNames, 'beta2_decay', 'd'],
    [],
    { eps: epsPair },
  )
  const settings: Settings = {
    lr: 1e-2,
    beta2_decay: -0.8,
    eps: [null, 1e-3],
    d: 1,
    weight_decay: 0,
    ...rest,
  }
  const rule = defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => over($, settings))
  return maximize ? chain(scale(-1), rule) : rule
}

function over<T>($: TensorAlgebra<T>, settings: Settings): RuleOver<T> {
  const wide = arithmeticIn($, 'f64')
  return {
    init: (parameters) => {
      const zeros = zerosFor($, parameters)
      return {
        count: startCount($),
        rows: zeros.map((zero) => (isLine($, zero) ? zero : meanAlong($, zero, 1))),
        columns: zeros.map((zero) => (isLine($, zero) ? wide.of(0) : meanAlong($, zero, 2))),
      }
    },
    update: (gradients, state, parameters) => {
      const old = state as unknown as Memory<T>
      const t = wide.add(old.count, 1)
      const numbers = {
        fresh: wide.pow(t, settings.beta2_decay),
        rate: wide.rate(settings.lr, old.count),
        t,
      }
      const leaves = gradients.map((g, i) => {
        const memory = { rows: old.rows[i]!, columns: old.columns[i]! }
        return stepOf($, { g, w: parameters[i]!, ...memory }, numbers, settings)
      })
      return {
        updates: leaves.map(({ update }) => update),
        state: {
          count: nextCount($, old.count),
          rows: leaves.map(({ rows }) => rows),
          columns: leaves.map(({ columns }) => columns),
        },
      }
    },
  }
}

function stepOf<T>(
  $: TensorAlgebra<T>,
  { g, w, rows, columns }: { readonly g: T; readonly w: T; readonly rows: T; readonly columns: T },
  { fresh, rate, t }: { readonly fresh: T; readonly rate: T; readonly t: T },
  { eps: [floor, least], d, weight_decay }: Settings,
): { readonly update: T; readonly rows: T; readonly columns: T } {
  const math = arithmeticOf($, g)
  const bound = floor ?? (math.dtype === 'f32' ? 2 ** -23 : 2 ** -52)
  const toward = (old: T, mean: T): T => math.add(old, math.mul(fresh, math.sub(mean, old)))
  const square = math.square(g)
  const next = isLine($, g)
    ? { rows: toward(rows, square), columns }
    : {
        rows: toward(rows, meanAlong($, square, 1)),
        columns: toward(columns, meanAlong($, square, 2)),
      }
  const moment = isLine($, g) ? next.rows : joined($, math, g, next, bound)
  const direction = math.div(g, math.sqrt(math.max(moment, math.square(bound))))
  const size = math.max(least, rootMeanSquare($, math, w))
  const relative = math.min(rate, math.div(1, math.sqrt(t)))
  const excess = math.max(1, math.div(rootMeanSquare($, math, direction), d))
  const move = math.mul(math.mul(size, relative), math.div(direction, excess))
  const decay = math.mul(math.mul(rate, weight_decay), w)
  return { update: math.neg(math.add(move, decay)), ...next }
}

function isLine<T>($: TensorAlgebra<T>, value: T): boolean {
  return $.typeOf(value).shape.length < 2
}

/** The mean along the last axis (1) or the one before it (2), which is left out. */
function meanAlong<T>($: TensorAlgebra<T>, value: T, back: 1 | 2): T {
  const { shape } = $.typeOf(value)
  const axis = shape.length - back
  const sum = $.apply('sum', [value], { axes: [axis] })
  return arithmeticOf($, value).div(sum, shape[axis]!.size)
}

/** The outer product of rows and columns over the mean of rows, for each matrix alone. */
function joined<T>(
  $: TensorAlgebra<T>,
  math: Arithmetic<T>,
  g: T,
  { rows, columns }: { readonly rows: T; readonly columns: T },
  bound: Scalar,
): T {
  const { shape } = $.typeOf(g)
  const axes = [...shape.keys()]
  const across = (value: T, left: readonly number[]): T =>
    $.apply('broadcast', [value], { shape, into: axes.filter((axis) => !left.includes(axis)) })
  const [row, column] = [shape.length - 2, shape.length - 1]
  const mean = math.max(meanAlong($, rows, 1), bound)
  const outer = math.mul(across(rows, [column]), across(columns, [row]))
  return math.div(outer, across(mean, [row, column]))
}

function rootMeanSquare<T>($: TensorAlgebra<T>, math: Arithmetic<T>, x: T): T {
  const count = $.typeOf(x).shape.reduce((product, { size }) => product * size, 1)
  return math.sqrt(math.div(math.total(math.square(x)), count))
}
