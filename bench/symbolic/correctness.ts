import type { Contestant } from './contestant.ts'
import type { Engine } from './engine.ts'
import { type Fixture, fixtures } from './workloads.ts'

/** How much of the fixtures an engine gets right. */
export interface Score {
  /** Formulas whose value, gradient and Hessian are right at all points. */
  readonly all: Count
  /** Those of all classes but `stability`. */
  readonly plain: Count
  /** Points of the class `stability`. */
  readonly hard: Count
}

export interface Count {
  readonly right: number
  readonly of: number
}

/** Counts the right answers of an engine; what takes longer than `limit` ms counts as wrong. */
export async function score(contestant: Contestant, limit: number): Promise<Score> {
  const points: (readonly boolean[])[] = []
  for (const fixture of fixtures) {
    const answer = await contestant.ask({ kind: 'right', fixture }, limit)
    points.push(Array.isArray(answer) ? (answer as boolean[]) : fixture.points.map(() => false))
  }
  const isHard = fixtures.map(({ cls }) => cls === 'stability')
  const count = (chosen: readonly boolean[]): Count => ({
    right: chosen.filter(Boolean).length,
    of: chosen.length,
  })
  const whole = points.map((each) => each.every(Boolean))
  return {
    all: count(whole),
    plain: count(whole.filter((_, i) => !isHard[i])),
    hard: count(points.filter((_, i) => isHard[i]).flat()),
  }
}

/** Which points have the right value, gradient and Hessian. */
export function rightPoints(engine: Engine, fixture: Fixture): readonly boolean[] {
  const { expr, vars, points } = fixture
  const formula = engine.parse(expr)
  const slopes = engine.gradient(formula, vars)
  const formulas = [formula, ...slopes, ...engine.hessian(formula, vars)]
  const isHard = fixture.cls === 'stability'
  const compile = (isHard && engine.compileCarefully) || engine.compile
  const compiled = compile(formulas, vars)
  return points.map((point, k) => {
    const expected = [fixture.value[k]!, ...fixture.gradient[k]!, ...fixture.hessian[k]!.flat()]
    const actual = compiled(Float64Array.from(point))
    return expected.every((value, i) => isRight(Number(actual[i]), value, expected[0]!))
  })
}

/** 1e-9 relative, or 1e-12 of the formula's own value. */
function isRight(actual: number, expected: number, value: number): boolean {
  const difference = Math.abs(actual - expected)
  const floor = 1e-12 * Math.max(1, Math.abs(value))
  return actual === expected || difference <= Math.max(1e-9 * Math.abs(expected), floor)
}
