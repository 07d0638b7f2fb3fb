// Nodes and graphs
export type { Graph, GraphBody, Node, Origin, OriginFrame, Output } from './node.ts'
export { Builder, constantUnder } from './builder.ts'
export { countUses, dependents, topologicalOrder } from './traverse.ts'
export { substitute } from './substitute.ts'

// Regions
export { bodyOf, isRegion, makeBody, type RepeatResult, repeat, runKey } from './repeat.ts'

// Automatic differentiation
export { gradient, vjp, zerosLike } from './autodiff/reverse.ts'
export { jvp } from './autodiff/forward.ts'
export { hessian, jacobian } from './autodiff/jacobian.ts'

// Simplification
export { simplify, type SimplifyOptions } from './simplify.ts'
export { graphRules, nodeLanguage, rulesByTheme } from './rules/index.ts'

// Text and invariants
export { GRAPH_TEXT_VERSION, printGraph, printNumber, printType } from './print.ts'
export { type ParsedGraph, parseGraph } from './parse.ts'
export { type Invariant, invariants, type Violation, verify } from './verify.ts'

// The oracle
export { type Environment, interpret } from './interpret.ts'
