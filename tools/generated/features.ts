// The table alone: the rest of the package would need builds of those that it imports.
import { type Composite, composites } from '../../packages/graph/src/composites/table.ts'
import {
  accuracy,
  arityOf,
  hasTrait,
  type Kind,
  kindOf,
  notation,
  type OpName,
  opNames,
  partials,
  signatures,
  torchNames,
} from '../../packages/ops/src/index.ts'
import type { Generator } from './index.ts'
import { table } from './markdown.ts'

/** FEATURES.md: what works for each op of the table. */
export const features: Generator = {
  path: 'FEATURES.md',
  render: () => {
    const ops = table(head, opNames.map(renderRow))
    const functions = table(
      ['function', 'made of', 'PyTorch'],
      Object.entries(composites).map(renderComposite),
    )
    return `${[introduction, ops, compositeIntroduction, functions].join('\n\n')}\n`
  },
}

const introduction = `# Features

What Gradus knows about each op. This page is made from the op table
(\`node tools/generate.ts\`), so it says what the code does.

- **evaluate**: the interpreter's reference kernel; *bodies* runs the graphs inside, *fed* is
  given from outside.
- **gradient**: *partials* are written once and serve both modes; *transpose* is that of a
  linear op; *rule* is a pair of rules of its own; *zero* means that nothing flows back.
- **WASM**: what the compiler makes of the op's kind. *fused* ops are computed in the loop that
  uses them, from the same lane programs as the interpreter; *addresses* are folded into loads,
  or copied where strides cannot say them.
- **error f64, error f32**: the largest error of the lane program, in units in the last place
  and relative; *exact* where the result is a truth value. Other ops only arrange, draw or
  combine in a fixed order.`

const compositeIntroduction = `## Functions made of ops

These have no row of their own: they are graphs of the ops above, on every backend and with
derivatives of any order.`

function renderComposite([name, { of, torch }]: readonly [string, Composite]): readonly string[] {
  return [`\`${name}\``, of, `\`${torch}\``]
}

const head = [
  'op',
  'kind',
  'evaluate',
  'gradient',
  'WASM',
  'error f64',
  'error f32',
  'formula',
  'LaTeX',
  'PyTorch',
]

const emission: Readonly<Record<Kind, string>> = {
  elementwise: 'fused',
  reduction: 'accumulators',
  movement: 'addresses',
  contraction: 'tiles',
  source: 'load or draw',
  routine: 'own kernel',
  region: 'loop',
}

function renderRow(op: OpName): readonly string[] {
  const { plain, latex } = notation[op]
  return [
    `\`${op}\``,
    kindOf[op],
    describeEvaluation(op),
    describeGradient(op),
    describeEmission(op),
    ...describeErrors(op),
    `\`${nameArguments(op, plain)}\``,
    `\`${nameArguments(op, latex)}\``,
    `\`${torchNames[op]}\``,
  ]
}

/** Puts `x`, `y`, `z` for the numbered places of a notation, and all of them for `#` alone. */
function nameArguments(op: OpName, text: string): string {
  const names = ['x', 'y', 'z']
  const count = arityOf[op]
  const all = count === 'any' ? 'x, …' : names.slice(0, count).join(', ')
  return text.replace(/#(\d?)/g, (_, place: string) => (place ? (names[Number(place)] ?? '') : all))
}

function describeEvaluation(op: OpName): string {
  if (hasTrait(op, 'fed')) return 'fed'
  return kindOf[op] === 'region' ? 'bodies' : 'yes'
}

function describeGradient(op: OpName): string {
  if (hasTrait(op, 'constant')) return 'zero'
  if (hasTrait(op, 'fed')) return 'fed'
  if (op in partials) return 'partials'
  return hasTrait(op, 'linear') ? 'transpose' : 'rule'
}

/** Ops that fill a whole result have a kernel of their own, whatever their kind. */
function describeEmission(op: OpName): string {
  const isWhole = hasTrait(op, 'whole') && kindOf[op] !== 'region'
  return emission[isWhole ? 'routine' : kindOf[op]]
}

function describeErrors(op: OpName): readonly string[] {
  if (!(op in accuracy)) return ['–', '–']
  if (signatures[op as keyof typeof signatures].endsWith('>m')) return ['exact', 'exact']
  const { ulp, relative32 } = accuracy[op as keyof typeof accuracy]
  return [`${ulp} ulp`, String(relative32)]
}
