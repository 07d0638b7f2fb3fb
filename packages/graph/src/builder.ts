import {
  type Algebra,
  arityOf,
  type DType,
  type ElementwiseName,
  infer,
  isFloat,
  kindOf,
  type OpAttributes,
  type OpName,
  type Shape,
  ShapeError,
  sameSizes,
  signatures,
  type TensorAlgebra,
  type ValueType,
} from '@gradus/ops'
import { attributeKey } from './attribute-key.ts'
import { ElementwiseMethods } from './elementwise-methods.ts'
import type { Node, Origin } from './node.ts'

/**
 * Makes the nodes of graphs. Every node comes from `apply`, which infers shape and dtype by
 * the op's row and returns the existing node where an equal one was made before.
 *
 * Elementwise ops take equal shapes; a single number is broadcast to the other's shape, and
 * a constant takes the other's dtype.
 */
export class Builder extends ElementwiseMethods implements TensorAlgebra<Node> {
  readonly #nodes = new Map<string, Node>()
  #nextId = 0

  /** How many nodes were made: the id of the next one. */
  get size(): number {
    return this.#nextId
  }

  typeOf(node: Node): ValueType {
    return node
  }

  apply<K extends OpName>(op: K, inputs: readonly Node[], attributes: OpAttributes[K]): Node {
    const arity = arityOf[op]
    if (arity !== 'any' && inputs.length !== arity) {
      throw new ShapeError(`${op}: takes ${arity} inputs, not ${inputs.length}`)
    }
    const given = kindOf[op] === 'elementwise' ? this.#unify(op, inputs) : inputs
    let key = `${op}(`
    for (const { id } of given) key += `${id},`
    key += attributeKey(attributes)
    const known = this.#nodes.get(key)
    return known ?? this.#create(op, given, attributes, key)
  }

  /** A single number; its dtype follows the value that it meets in an elementwise op. */
  constant(value: number, dtype: DType = 'f64'): Node {
    return this.apply('constant', [], { value, dtype })
  }

  /** A value in the given shape, every element the same. */
  full(value: number, shape: Shape, dtype: DType): Node {
    return this.broadcastTo(this.constant(value, dtype), shape)
  }

  input(name: string, shape: Shape, dtype: DType): Node<'input'> {
    return this.apply('input', [], { name, shape, dtype }) as Node<'input'>
  }

  parameter(name: string, shape: Shape, dtype: DType): Node<'parameter'> {
    return this.apply('parameter', [], { name, shape, dtype }) as Node<'parameter'>
  }

  /** Repeats a single number over a shape. */
  broadcastTo(node: Node, shape: Shape): Node {
    return shape.length === 0 ? node : this.apply('broadcast', [node], { shape, into: [] })
  }

  cast(node: Node, dtype: DType): Node {
    return node.dtype === dtype ? node : this.apply('cast', [node], { dtype })
  }

  /** Nodes made, or met again, while `make` runs come from `origin`; see `OriginBuilder`. */
  withOrigin<T>(_origin: Origin | undefined, make: () => T): T {
    return make()
  }

  /** The places that made a node, the first one first; of very many, the first ones. */
  originsOf(_node: Node): readonly Origin[] {
    return []
  }

  /** Gives `to` the origins of `from`: what a rewrite made comes from what it replaced. */
  copyOrigins(_from: Node, _to: Node): void {}

  /** The same builder as an algebra whose bare constants have the given dtype. */
  withDType(dtype: DType): Algebra<Node> {
    return new TypedAlgebra(this, dtype)
  }

  #create<K extends OpName>(
    op: K,
    inputs: readonly Node[],
    attributes: OpAttributes[K],
    key: string,
  ): Node {
    const { shape, dtype } = infer[op](inputs, attributes)
    const node: Node<K> = { id: this.#nextId++, op, inputs, attributes, shape, dtype }
    this.#nodes.set(key, node)
    return node
  }

  /** Brings single numbers to the common shape and constants to the common dtype. */
  #unify(op: OpName, inputs: readonly Node[]): readonly Node[] {
    const [first] = inputs as [Node]
    if (inputs.every((node) => isOfType(node, first))) return inputs
    const { shape } = inputs.find((node) => node.shape.length > 0) ?? inputs[0]!
    const roles = (signatures as Partial<Record<OpName, string>>)[op]
    const values = inputs.filter((_, i) => (roles?.[i] ?? 'v') === 'v')
    // Among constants alone, one whose dtype was asked for decides: f64 is what others get.
    const typed =
      values.find((node) => constantUnder(node) === undefined) ??
      values.find(({ dtype }) => dtype !== 'f64')
    return inputs.map((node, i) => {
      const value = roles?.[i] === 'v' && typed ? this.#retype(node, typed.dtype) : node
      const isSpread = value.shape.length === 0 && !sameSizes(value.shape, shape)
      return isSpread ? this.broadcastTo(value, shape) : value
    })
  }

  #retype(node: Node, dtype: DType): Node {
    const constant = constantUnder(node)
    if (!constant || node.dtype === dtype || !(isFloat(dtype) || dtype === 'i32')) return node
    const retyped = this.constant(constant.attributes.value, dtype)
    return this.broadcastTo(retyped, node.shape)
  }
}

/** A builder whose bare constants have one dtype, for derivative rules. */
class TypedAlgebra extends ElementwiseMethods implements Algebra<Node> {
  readonly #builder: Builder
  readonly #dtype: DType

  constructor(builder: Builder, dtype: DType) {
    super()
    this.#builder = builder
    this.#dtype = dtype
  }

  apply(op: ElementwiseName, inputs: readonly Node[]): Node {
    return this.#builder.apply(op, inputs, {})
  }

  constant(value: number): Node {
    return this.#builder.constant(value, this.#dtype)
  }
}

function isOfType({ shape, dtype }: Node, type: ValueType): boolean {
  return dtype === type.dtype && (shape === type.shape || sameSizes(shape, type.shape))
}

/** The constant that a node is, or that it repeats over a shape. */
export function constantUnder(node: Node): Node<'constant'> | undefined {
  let base = node
  while ('into' in base.attributes) base = base.inputs[0]!
  return 'value' in base.attributes ? (base as Node<'constant'>) : undefined
}
