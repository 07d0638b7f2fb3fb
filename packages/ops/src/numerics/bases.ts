import type { Lanes } from '../lanes.ts'
import { log2Sum, powerOfTwoSum } from './power.ts'
import type { Sum } from './unevaluated-sum.ts'

/** log₂ x, exact for powers of two; f32 goes through f64. Measured within 0.6 ulp. */
export function log2<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(log2, x)
  return ofLogarithm($, x, ({ high, low }) => $.add(high, low))
}

// log₁₀ 2, and its head of 26 bits with the rest.
const toDecimal = [0.3010299956639812, 0.3010299950838089, 5.801722962879576e-10] as const

/** log₁₀ x, exact for powers of ten; f32 goes through f64. Measured within 0.6 ulp. */
export function log10<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(log10, x)
  const [whole, head, rest] = toDecimal
  return ofLogarithm($, x, ({ high, low }) => {
    const small = $.add($.mul(high, $.constant(rest)), $.mul(low, $.constant(whole)))
    return $.add($.mul(high, $.constant(head)), small)
  })
}

/** 2ˣ, exact for whole numbers; f32 goes through f64. Measured within 0.9 ulp. */
export function exp2<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(exp2, x)
  return powerOfTwoSum($, { high: x, low: $.constant(0) })
}

function ofLogarithm<V, M>($: Lanes<V, M>, x: V, scaled: (binary: Sum<V>) => V): V {
  const [zero, infinity] = [$.constant(0), $.constant(Number.POSITIVE_INFINITY)]
  const result = scaled(log2Sum($, x))
  const unusual = (): V => {
    const undefinedOrSame = $.select($.lt(x, zero), $.constant(Number.NaN), x)
    return $.select($.eq(x, zero), $.neg(infinity), undefinedOrSame)
  }
  // Asked this way round, NaN counts as unusual.
  const isUsual = $.and($.gt(x, zero), $.lt(x, infinity))
  return $.when($.not(isUsual), unusual, result)
}
