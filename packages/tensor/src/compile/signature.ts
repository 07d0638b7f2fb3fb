import { type DType, type Shape, sameSizes, type ValueType } from '@gradus/ops'
import type { Content } from '../content/trace.ts'
import { toContentOf } from '../tensor.ts'
import { flattenTree, type LeafLike, type Structure, TreePlan } from '../tree.ts'

/** The leaves of all arguments of a call, and a text that is equal where one program serves. */
export interface CallSignature {
  readonly contents: readonly Content[]
  readonly structure: Structure
  readonly paths: readonly string[]
  readonly key: string
}

/** Gives equal objects equal numbers, and others different ones. */
export class Identities {
  readonly #ids = new WeakMap<object, number>()
  #next = 0

  of(value: unknown): string {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
      return `${typeof value} ${String(value)}`
    }
    const known = this.#ids.get(value) ?? this.#next++
    this.#ids.set(value, known)
    return `object ${known}`
  }
}

/** Reads the arguments of a call: the types of tensors, and everything else as it is. */
export function readSignature(args: readonly unknown[], identities: Identities): CallSignature {
  const { leaves, paths, structure } = flattenTree(args)
  const contents = leaves.map((leaf: LeafLike) => toContentOf(leaf, 'compile'))
  let key = printStructure(structure, identities)
  for (const { dtype, shape } of contents) {
    key += ` ${dtype}`
    for (const { size } of shape) key += `,${size}`
  }
  return { contents, structure, paths, key }
}

/** What calls of one signature are like: their structure, and the types of their leaves. */
export class CallPlan {
  readonly #tree: TreePlan
  readonly #dtypes: readonly DType[]
  /** Those of the latest call: equal shapes are often the same object. */
  readonly #shapes: Shape[]

  constructor(structure: Structure, types: readonly ValueType[]) {
    this.#tree = new TreePlan(structure)
    this.#dtypes = types.map(({ dtype }) => dtype)
    this.#shapes = types.map(({ shape }) => shape)
  }

  /** The contents of a call that has this signature, without making its text. */
  read(args: readonly unknown[]): Content[] | undefined {
    const leaves: LeafLike[] = []
    if (!this.#tree.read(args, leaves)) return undefined
    const contents = new Array<Content>(leaves.length)
    for (let i = 0; i < leaves.length; i++) {
      const content = toContentOf(leaves[i]!, 'compile')
      if (content.dtype !== this.#dtypes[i]) return undefined
      if (content.shape !== this.#shapes[i]) {
        if (!sameSizes(content.shape, this.#shapes[i]!)) return undefined
        this.#shapes[i] = content.shape
      }
      contents[i] = content
    }
    return contents
  }
}

/** A structure as text; a stack of what is still to be written stands in for recursion. */
function printStructure(structure: Structure, identities: Identities): string {
  let text = ''
  const stack: (Structure | string)[] = [structure]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') text += next
    else if (next.kind === 'leaf') text += '*'
    else if (next.kind === 'fixed') text += `<${identities.of(next.value)}>`
    else {
      const keys = next.kind === 'object' ? next.keys : undefined
      text += keys ? '{' : '['
      stack.push(keys ? '}' : ']')
      for (let i = next.parts.length - 1; i >= 0; i--) {
        stack.push(',', next.parts[i]!)
        if (keys) stack.push(`${JSON.stringify(keys[i])}:`)
      }
    }
  }
  return text
}
