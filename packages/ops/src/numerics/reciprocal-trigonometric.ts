import type { Lanes } from '../lanes.ts'
import type { ReducedAngle } from './large-angle.ts'
import { cosineOf, isOdd, ofAngle, sineOf } from './trigonometric.ts'
import { constantSum, negateSum, quotientOfSums, selectSum } from './unevaluated-sum.ts'

/** 1/cos x of an angle in radians; f32 goes through f64. Measured within 1.2 ulp. */
export function sec<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(sec, x)
  return ofAngle($, x, (angle) => turnedReciprocal($, angle, 1))
}

/** 1/sin x of an angle in radians; f32 goes through f64. Measured within 1.2 ulp. */
export function csc<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(csc, x)
  return nearZero(
    $,
    x,
    ofAngle($, x, (angle) => turnedReciprocal($, angle, 0)),
  )
}

/** cos x / sin x of an angle in radians; f32 goes through f64. Measured within 1.5 ulp. */
export function cot<V, M>($: Lanes<V, M>, x: V): V {
  if ($.bits === 32) return $.wide(cot, x)
  return nearZero(
    $,
    x,
    ofAngle($, x, (angle) => turnedCotangent($, angle)),
  )
}

// Below 2⁻³⁰ both functions are 1/x to all digits, and there the corrected quotients could
// overflow in their corrections.
function nearZero<V, M>($: Lanes<V, M>, x: V, result: V): V {
  const isNear = $.lt($.abs(x), $.constant(2 ** -30))
  return $.select(isNear, $.div($.constant(1), x), result)
}

function turnedReciprocal<V, M>($: Lanes<V, M>, angle: ReducedAngle<V>, turn: number): V {
  const quarters = turn === 0 ? angle.quarters : $.add(angle.quarters, $.constant(turn))
  const value = selectSum($, isOdd($, quarters), cosineOf($, angle), sineOf($, angle))
  const magnitude = quotientOfSums($, constantSum($, 1), value)
  const halves = $.floor($.mul(quarters, $.constant(0.5)))
  return $.select(isOdd($, halves), $.neg(magnitude), magnitude)
}

function turnedCotangent<V, M>($: Lanes<V, M>, angle: ReducedAngle<V>): V {
  const [sine, cosine] = [sineOf($, angle), cosineOf($, angle)]
  const isTurned = isOdd($, angle.quarters)
  const over = selectSum($, isTurned, negateSum($, sine), cosine)
  return quotientOfSums($, over, selectSum($, isTurned, cosine, sine))
}
