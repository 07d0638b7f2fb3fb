import { Builder, gradient, type Node } from '../packages/graph/src/index.ts'
import { bringAll, type Dim, dim, uniformBlock } from '../packages/ops/src/index.ts'
import { flattenState, type GradientTransform, mapState } from '../packages/optim/src/index.ts'
import {
  bringAllEmitters,
  type Program,
  type ProgramBuffer,
  type Session,
  type Write,
  wasmBackend,
} from '../packages/runtime/src/index.ts'

/** Two uniform numbers that depend on a position alone. */
export const draw = uniformBlock([1, 2], 0, 0)

/** A session, and the milliseconds that compiling it took. */
export interface Started {
  readonly session: Session
  readonly compiled: number
}

/** Collects the nodes of one workload and the buffers that feed them. */
export class Workload {
  readonly builder = new Builder()
  readonly dtype: 'f32' | 'f64'
  readonly #parameters: Node[] = []
  readonly #starts = new Map<string, ArrayLike<number>>()
  readonly #buffers: ProgramBuffer[] = []

  constructor(dtype: 'f32' | 'f64' = 'f32') {
    bringAll()
    bringAllEmitters()
    this.dtype = dtype
  }

  /** Numbers that stay as they are. */
  data(name: string, sizes: readonly number[], value: (i: number) => number): Node {
    const shape = sizes.map((size): Dim => dim(size))
    this.#add({ name, shape, dtype: this.dtype, isConstant: true }, value)
    return this.builder.input(name, shape, this.dtype)
  }

  parameter(name: string, sizes: readonly number[], value: (i: number) => number): Node {
    const shape = sizes.map((size): Dim => dim(size))
    this.#add({ name, shape, dtype: this.dtype }, value)
    const node = this.builder.parameter(name, shape, this.dtype)
    this.#parameters.push(node)
    return node
  }

  constant(value: number): Node {
    return this.builder.constant(value, this.dtype)
  }

  /** `x @ W + b`. */
  dense(x: Node, name: string, outputs: number): Node {
    const inputs = x.shape[1]!.size
    const scale = 2 * Math.sqrt(6 / (inputs + outputs))
    const W = this.parameter(`${name}.W`, [inputs, outputs], (i) => (draw(i)[0] - 0.5) * scale)
    const b = this.parameter(`${name}.b`, [outputs], () => 0)
    const product = this.product(x, W)
    return this.builder.add(
      product,
      this.builder.apply('broadcast', [b], { shape: product.shape, into: [1] }),
    )
  }

  product(x: Node, W: Node): Node {
    return this.builder.apply('contract', [x, W], { left: [0, 1], right: [1, 2], out: [0, 2] })
  }

  sum(x: Node): Node {
    return this.builder.apply('sum', [x], { axes: [...x.shape.keys()] })
  }

  mean(x: Node): Node {
    const count = x.shape.reduce((product, { size }) => product * size, 1)
    return this.builder.div(this.sum(x), this.constant(count))
  }

  squaredError(prediction: Node, target: Node): Node {
    const error = this.builder.sub(prediction, target)
    return this.mean(this.builder.mul(error, error))
  }

  /** The mean cross-entropy of softmax, for one-hot targets. */
  crossEntropy(scores: Node, target: Node): Node {
    const { builder } = this
    const spread = (row: Node): Node =>
      builder.apply('broadcast', [row], { shape: scores.shape, into: [0] })
    const max = builder.stop_gradient(builder.apply('reduce_max', [scores], { axes: [1] }))
    const shifted = builder.sub(scores, spread(max))
    const total = builder.apply('sum', [builder.exp(shifted)], { axes: [1] })
    const picked = builder.apply('sum', [builder.mul(shifted, target)], { axes: [1] })
    return this.mean(builder.sub(builder.log(total), picked))
  }

  /** A session whose step moves the parameters. */
  training(loss: Node, optimizer: GradientTransform): Started {
    const { builder } = this
    const parameters = this.#parameters
    const gradients = gradient(builder, loss, parameters)
    const rule = optimizer.over<Node>(builder)
    const state = mapState(rule.init(parameters), (path, { shape, dtype }) => {
      this.#buffers.push({ name: `state/${path}`, shape, dtype })
      return builder.input(`state/${path}`, shape, dtype)
    })
    const next = rule.update(gradients, state, parameters)
    return this.#start(loss, [
      ...parameters.map((node, i) => ({
        buffer: nameOf(node),
        node: builder.add(node, next.updates[i]!),
      })),
      ...Array.from(flattenState(next.state), ([path, node]) => ({
        buffer: `state/${path}`,
        node,
      })),
    ])
  }

  /** A session whose step gives a value, and its gradient in buffers. */
  evaluating(value: Node, withGradient: boolean): Started {
    if (!withGradient) return this.#start(value, [])
    const gradients = gradient(this.builder, value, this.#parameters)
    const writes = gradients.map((node, i) => {
      const buffer = `gradient of ${nameOf(this.#parameters[i]!)}`
      this.#buffers.push({ name: buffer, shape: node.shape, dtype: node.dtype })
      return { buffer, node }
    })
    return this.#start(value, writes)
  }

  #start(loss: Node, writes: readonly Write[]): Started {
    const program: Program = {
      buffers: this.#buffers,
      entries: [],
      step: { name: 'step', writes, series: [{ name: 'loss', node: loss }] },
    }
    const begin = performance.now()
    const session = wasmBackend.start(program, this.builder)
    const compiled = performance.now() - begin
    for (const [name, values] of this.#starts) session.write(name, values)
    session.prepare()
    return { session, compiled }
  }

  #add(buffer: ProgramBuffer, value: (i: number) => number): void {
    const count = buffer.shape.reduce((product, { size }) => product * size, 1)
    this.#buffers.push(buffer)
    this.#starts.set(
      buffer.name,
      Float64Array.from({ length: count }, (_, i) => value(i)),
    )
  }
}

function nameOf(node: Node): string {
  return (node.attributes as { readonly name: string }).name
}
