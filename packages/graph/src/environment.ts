import type { TypedArray, Value } from '@gradus/ops'
import type { Node } from './node.ts'

/** What an evaluation needs from outside the graph. */
export interface Environment {
  /**
   * Elements of `input` and `parameter` nodes, row-major, at the run-time count of rows. Any
   * other node may be given too; then what it is made of is not evaluated.
   */
  readonly values: ReadonlyMap<Node, TypedArray>
  /** The run-time count of rows; needed when a shape has a `rows` dim. */
  readonly rows?: number
  /** Called with every value as it is computed, in order; for finding the first NaN. */
  readonly onValue?: (node: Node, value: Value) => void
}
