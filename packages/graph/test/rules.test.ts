import {
  Builder,
  graphRules,
  type Node,
  nodeLanguage,
  rulesByTheme,
  simplify,
  topologicalOrder,
} from '@gradus/graph'
import { elementCount, sameSizes } from '@gradus/ops'
import { type BareRule, type Firing, makeRuleset, rewriteBottomUp } from '@gradus/rewrite'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { evaluate, type Feed } from './evaluate.ts'
import { examples } from './rule-examples.ts'

const points = 50

function randomFeed(node: Node, random: Random): Feed {
  const inputs = topologicalOrder([node]).filter(
    (each) => 'name' in each.attributes && each.inputs.length === 0,
  )
  return inputs.map((input) => [input, [...random.uniforms(elementCount(input.shape), -2, 2)]])
}

/** How many of the compared elements are finite; both sides agree in all of them. */
function countAgreeing(before: Node, after: Node, random: Random): number {
  let finite = 0
  for (let i = 0; i < points; i++) {
    const feed = randomFeed(before, random)
    const [expected, actual] = [evaluate([before], feed)[0]!, evaluate([after], feed)[0]!]
    for (const [k, value] of expected.entries()) {
      expect(actual[k]!).toBeWithinRelative(value, 1e-12, 1e-14)
      if (Number.isFinite(value)) finite++
    }
  }
  return finite
}

describe.each(Object.entries(rulesByTheme))(
  'the rules of %s',
  (_, rules: readonly BareRule<Node, Builder>[]) => {
    test.each(rules)('$name fires on its example and keeps the value', (rule) => {
      const b = new Builder()
      const before = examples[rule.name]!(b)
      const firings: Firing<Node>[] = []
      const [after] = rewriteBottomUp(makeRuleset(nodeLanguage, [rule]), b, [before], {
        trace: (firing) => firings.push(firing),
      })
      expect(firings.map((firing) => firing.rule)).toContain(rule.name)
      expect(sameSizes(after!.shape, before.shape)).toBe(true)
      expect(after!.dtype).toBe(before.dtype)
      expect(countAgreeing(before, after!, new Random(7))).toBeGreaterThan(0)
    })

    test.each(rules)('$name is not undone by the other rules', (rule) => {
      const b = new Builder()
      const before = examples[rule.name]!(b)
      const [after] = simplify(b, [before], { budget: 40 })
      expect(simplify(b, [after!])).toEqual([after])
      expect(countAgreeing(before, after!, new Random(8))).toBeGreaterThan(0)
    })
  },
)

test('every rule has a name of its own', () => {
  const names = graphRules.rules.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
