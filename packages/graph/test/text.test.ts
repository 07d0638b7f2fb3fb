import { Source } from '@gradus/diagnostics'
import { Builder, bringRegions, parseGraph, printGraph, repeat } from '@gradus/graph'
import { dim, scalarShape } from '@gradus/ops'
import { describe, expect, test } from 'vitest'

bringRegions()

test('a graph prints one line for each node, and bodies before their regions', () => {
  const b = new Builder()
  const x = b.input('x', [{ name: 'n', size: 32, rows: true }, dim(4)], 'f64')
  const rate = b.parameter('rate', scalarShape, 'f64')
  const { carried } = repeat(b, dim(3), [b.sin(x)], [], ([state]) => ({
    carried: [b.mul(state!, rate)],
    collected: [],
  }))
  const total = b.apply('sum', [carried[0]!], { axes: [0, 1] })
  expect(printGraph({ outputs: [{ name: 'total', node: total }] })).toBe(`graph 1
%0 = input() {name: "x", shape: [n<=32, 4], dtype: f64} : f64[n<=32, 4]
%1 = sin(%0) : f64[n<=32, 4]
%2 = parameter() {name: "rate", shape: [], dtype: f64} : f64[]
body @0 {
  %0 = input() {name: "#0", shape: [n<=32, 4], dtype: f64} : f64[n<=32, 4]
  %1 = input() {name: "#1", shape: [], dtype: f64} : f64[]
  %2 = broadcast(%1) {shape: [n<=32, 4], into: []} : f64[n<=32, 4]
  %3 = mul(%0, %2) : f64[n<=32, 4]
  inputs %0, %1
  return %3
}
%3 = repeat(%1, %2) {body: @0, count: 3, carried: 1, stacked: 0, output: 0} : f64[n<=32, 4]
%4 = sum(%3) {axes: [0, 1]} : f64[]
output total = %4
`)
})

const x = '%0 = input() {name: "x", shape: [3], dtype: f64} : f64[3]'

const mistakes: readonly (readonly [what: string, lines: string, code: string, at: string])[] = [
  ['another version', 'graph 7', 'E0003', '1:7'],
  ['no header', x, 'E0106', '1:1'],
  ['no outputs', 'graph 1', 'E0106', '1:1'],
  ['an unknown op', 'graph 1\n%0 = sine() : f64[]', 'E0201', '2:6'],
  ['an unknown node', 'graph 1\n%0 = sin(%4) : f64[]', 'E0201', '2:10'],
  ['a repeated name', `graph 1\n${x}\n${x}`, 'E0203', '3:1'],
  ['a wrong type', `graph 1\n${x}\n%1 = sin(%0) : f64[4]`, 'E0106', '3:16'],
  [
    'shapes that do not fit',
    `graph 1\n${x}\n%1 = argsort(%0, %0){axis: 0} : i32[3]`,
    'E0106',
    '3:6',
  ],
  ['a missing attribute', 'graph 1\n%0 = iota() {shape: [3]} : i32[3]', 'E0106', '2:24'],
  [
    'a fraction for a size',
    'graph 1\n%0 = iota() {shape: [3.5], axis: 0} : i32[3]',
    'E0106',
    '2:22',
  ],
  ['an open body', `graph 1\nbody @0 {\n${x}`, 'E0105', '2:6'],
  ['a stray brace', 'graph 1\n}', 'E0113', '2:1'],
  ['a line that breaks off', `graph 1\n${x}\noutput y =`, 'E0106', '3:11'],
]

describe('parseGraph', () => {
  test.each(mistakes)('reports %s once, where it is', (_, text, code, at) => {
    const { diagnostics, graph } = parseGraph(new Builder(), new Source('graph.txt', text))
    expect(graph).toBeUndefined()
    const places = diagnostics.map((each) => {
      const { line, column } = each.source.positionAt(each.primary.span.start)
      return `${each.code} ${line}:${column}`
    })
    expect(places).toEqual([`${code} ${at}`])
  })

  test('does not repeat itself about nodes that are broken already', () => {
    const text = `graph 1\n%0 = sine() : f64[]\n%1 = sin(%0) : f64[]\noutput y = %1`
    const { diagnostics } = parseGraph(new Builder(), new Source('graph.txt', text))
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0201'])
  })
})
