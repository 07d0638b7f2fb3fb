import type { Node } from '@gradus/graph'
import type { Dim } from '@gradus/ops'

/**
 * The rows that a lowering is about: all rows of a set (training, validation, everything),
 * and the batch of them that a step reads.
 */
export interface RowSet {
  /** Prefix of the names of data inputs, such as `train` in `train/X`. */
  readonly name: string
  /** The rows of the set; of run-time count for prediction. */
  readonly dim: Dim
  /** The rows of the batch, as indices into the set. */
  readonly batch?: { readonly indices: Node; readonly dim: Dim }
}

/**
 * What was computed from the rows of the training data alone, in the order in which the
 * lowering meets it. The first lowering records; later ones, about other rows, replay, so
 * that a mean or a deviation fitted on the training rows serves everywhere.
 */
export class FrozenValues {
  readonly #nodes: Node[] = []
  #next = 0
  #isRecording: boolean

  constructor(isRecording = true) {
    this.#isRecording = isRecording
  }

  /** The same values, to be replayed from the first one. */
  replay(): FrozenValues {
    const copy = new FrozenValues(false)
    copy.#nodes.push(...this.#nodes)
    return copy
  }

  /** Records what `make` gives, or replays what was recorded here before. */
  keep(make: () => Node): Node {
    if (!this.#isRecording) {
      const known = this.#nodes[this.#next++]
      if (known) return known
    }
    const node = make()
    this.#nodes.push(node)
    this.#next = this.#nodes.length
    return node
  }
}
