import { type Algebra, type ElementwiseName, type NoAttributes, signatures } from '@gradus/ops'
import type { Node } from './node.ts'

type Methods = { [K in ElementwiseName]: Algebra<Node>[K] }

/** Something that makes nodes of elementwise ops. */
interface Applies {
  apply(op: ElementwiseName, inputs: readonly Node[], attributes: NoAttributes): Node
}

/** One method for each elementwise op of the table, each a call of `apply`. */
export const ElementwiseMethods: new () => Methods = makeMethods()

function makeMethods(): new () => Methods {
  class Base {}
  for (const op of Object.keys(signatures) as ElementwiseName[]) {
    Object.defineProperty(Base.prototype, op, {
      value(this: Applies, ...inputs: Node[]): Node {
        return this.apply(op, inputs, {})
      },
    })
  }
  return Base as new () => Methods
}
