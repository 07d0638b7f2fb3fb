import { createRequire } from 'node:module'
import { type Algebra, type ElementwiseName, signatures } from '../../packages/ops/src/index.ts'
import { lower, parseExpression } from '../../packages/symbolic/src/index.ts'
import { type Compiled, type Engine, fromSlopes, gradus } from './engine.ts'

// Peers are installed apart from the workspace, and may be missing.
const require = createRequire(import.meta.url)

/** The names of the peers that are installed, and of those that are not. */
export function findPeers(): { readonly found: readonly string[]; readonly missing: string[] } {
  const found: string[] = []
  const missing: string[] = []
  for (const [name, { module }] of Object.entries(peers)) {
    try {
      require.resolve(module)
      found.push(name)
    } catch {
      missing.push(name)
    }
  }
  return { found, missing }
}

/** Loads a peer that is installed, or the engine under test. */
export async function loadEngine(name: string): Promise<Engine> {
  const peer = peers[name]
  return peer ? peer.load(peer.module) : (gradus as Engine)
}

interface Peer {
  readonly module: string
  load(module: string): Engine | Promise<Engine>
}

const peers: Readonly<Record<string, Peer>> = {
  mathjs: { module: 'mathjs', load: loadMathjs },
  nerdamer: { module: 'nerdamer', load: loadNerdamer },
  algebrite: { module: 'algebrite', load: loadAlgebrite },
  'compute-engine': { module: '@cortex-js/compute-engine', load: loadComputeEngine },
}

interface MathNode {
  compile(): { evaluate(scope: Map<string, number>): number }
  toString(): string
}

interface Mathjs {
  parse(text: string): MathNode
  derivative(formula: MathNode, variable: string, options: { simplify: boolean }): MathNode
}

function loadMathjs(name: string): Engine {
  const { parse, derivative } = require(name) as Mathjs
  return fromSlopes<MathNode>({
    name,
    parse: (text) => parse(text.replaceAll(/\bln\(/g, 'log(')),
    // Its simplifier takes minutes for some formulas; without it there is a fair race.
    slope: (formula, variable) => derivative(formula, variable, { simplify: false }),
    tidy: (formula, variable) => derivative(formula, variable, { simplify: true }),
    compile: (formulas, variables) => {
      const codes = formulas.map((formula) => formula.compile())
      const scope = new Map<string, number>()
      const out = new Float64Array(formulas.length)
      return (values) => {
        variables.forEach((variable, i) => {
          scope.set(variable, values[i]!)
        })
        for (let i = 0; i < codes.length; i++) out[i] = codes[i]!.evaluate(scope)
        return out
      }
    },
    print: String,
  }) as Engine
}

interface NerdamerFormula {
  text(): string
  buildFunction(variables: readonly string[]): (...values: number[]) => number
}

interface Nerdamer {
  (text: string): NerdamerFormula
  diff(formula: NerdamerFormula, variable: string): NerdamerFormula
}

function loadNerdamer(name: string): Engine {
  const nerdamer = require(`${name}/all.min.js`) as Nerdamer
  return fromSlopes<NerdamerFormula>({
    name,
    parse: (text) => nerdamer(text.replaceAll(/\bln\(/g, 'log(')),
    slope: (formula, variable) => nerdamer.diff(formula, variable),
    compile: (formulas, variables) => {
      const functions = formulas.map((formula) => formula.buildFunction(variables))
      const out = new Float64Array(formulas.length)
      return (values) => {
        for (let i = 0; i < functions.length; i++) out[i] = functions[i]!(...values)
        return out
      }
    },
    print: (formula) => formula.text(),
  }) as Engine
}

interface AlgebriteFormula {
  /** The value of a decimal. */
  readonly d?: number
  toString(): string
}

interface Algebrite {
  run(text: string): string
  eval(formula: string | AlgebriteFormula): AlgebriteFormula
  derivative(formula: AlgebriteFormula, variable: AlgebriteFormula): AlgebriteFormula
  subst(
    value: AlgebriteFormula,
    name: AlgebriteFormula,
    formula: AlgebriteFormula,
  ): AlgebriteFormula
  float(formula: AlgebriteFormula): AlgebriteFormula
}

function loadAlgebrite(name: string): Engine {
  const algebrite = require(name) as Algebrite
  // After an error it fails at everything, until a program has been run.
  const recovering = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      algebrite.run('0')
      throw error
    }
  }
  const slope = (formula: AlgebriteFormula, variable: string): AlgebriteFormula =>
    recovering(() => algebrite.derivative(formula, algebrite.eval(variable)))
  return fromSlopes<AlgebriteFormula>({
    name,
    parse: (text) => recovering(() => algebrite.eval(text.replaceAll(/\bln\(/g, 'log('))),
    slope,
    compile: (formulas, variables): Compiled => {
      const names = variables.map((variable) => algebrite.eval(variable))
      // It has no compiler: values are put in and the result is made a decimal.
      return (values) => {
        const numbers = [...values].map((value) => algebrite.eval(String(value)))
        return formulas.map((formula) => {
          const put = names.reduce((rest, at, i) => algebrite.subst(numbers[i]!, at, rest), formula)
          return algebrite.float(algebrite.eval(put)).d ?? Number.NaN
        })
      }
    },
    print: String,
  }) as Engine
}

type MathJson = string | number | readonly [string, ...MathJson[]]

interface BoxedFormula {
  readonly json: MathJson
  evaluate(): BoxedFormula
  toString(): string
}

interface ComputeEngineModule {
  readonly ComputeEngine: new () => { box(json: MathJson): BoxedFormula }
  compile(formula: BoxedFormula): {
    readonly success: boolean
    run(values: Readonly<Record<string, number>>): number
  }
}

async function loadComputeEngine(name: string): Promise<Engine> {
  const { ComputeEngine, compile } = (await import(name)) as ComputeEngineModule
  const engine = new ComputeEngine()
  return fromSlopes<BoxedFormula>({
    name: 'compute-engine',
    parse: (text) => engine.box(toMathJson(text)),
    slope: (formula, variable) => engine.box(['D', formula.json, variable]).evaluate(),
    compile: (formulas, variables) => {
      const codes = formulas.map((formula) => compile(formula))
      const out = new Float64Array(formulas.length)
      return (values) => {
        const scope = Object.fromEntries(variables.map((variable, i) => [variable, values[i]!]))
        for (let i = 0; i < codes.length; i++) out[i] = codes[i]!.run(scope)
        return out
      }
    },
    print: String,
  }) as Engine
}

/** It reads LaTeX and MathJSON, not plain text: what we read is handed on as MathJSON. */
function toMathJson(text: string): MathJson {
  const algebra = {
    ...Object.fromEntries(
      (Object.keys(signatures) as ElementwiseName[]).map((op) => [
        op,
        (...args: readonly MathJson[]): MathJson => [mathJsonNames[op] ?? capital(op), ...args],
      ]),
    ),
    constant: (value: number): MathJson => value,
  } as unknown as Algebra<MathJson>
  return lower(algebra, [parseExpression(text)], (name) => name)[0]!
}

const mathJsonNames: Readonly<Partial<Record<ElementwiseName, string>>> = {
  sub: 'Subtract',
  mul: 'Multiply',
  div: 'Divide',
  neg: 'Negate',
  pow: 'Power',
  log: 'Ln',
  log2: 'Lb',
  cbrt: 'CubeRoot',
  asin: 'Arcsin',
  acos: 'Arccos',
  atan: 'Arctan',
  atan2: 'Arctan2',
  asinh: 'Arsinh',
  acosh: 'Arcosh',
  atanh: 'Artanh',
  select: 'If',
  lt: 'Less',
  le: 'LessEqual',
  gt: 'Greater',
  ge: 'GreaterEqual',
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
