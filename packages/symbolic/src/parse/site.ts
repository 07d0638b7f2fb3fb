import type { ElementwiseName } from '@gradus/ops'
import type { Token } from './tokens.ts'

/**
 * A bracket, or the formula as a whole, while it is read. Tokens are told by their index.
 */
export interface Frame {
  /** The opening bracket; -1 for the formula as a whole. */
  readonly open: number
  /** Whether a name stands before the bracket. */
  readonly isCall: boolean
  /** The function that is called, if there is one of this name. */
  readonly op: ElementwiseName | undefined
  /** The closing bracket, once it is read. */
  close: number | undefined
  readonly commas: number[]
  /** Whether a condition may stand here. */
  allowsCondition: boolean
  /** Whether what stands here has to become a condition. */
  needsCondition: boolean
  /** Whether what was read since the last `and`, `or` or comma is a condition. */
  isCondition: boolean
  /** The last comparison sign. */
  comparison: number
  /** How many powers and `not`s wait for their end here: they nest as brackets do. */
  nested: number
  /** Whether a mistake was found here, so that what follows may come of it. */
  isDoubtful: boolean
}

/** Where a mistake is: all that its message and its repairs are made from. */
export interface Site {
  readonly tokens: readonly Token[]
  /** The token that it is reported at. */
  readonly at: number
  /** The bracket that it lies in; the call's own where its arguments are wrong. */
  readonly frame: Frame
  /** All brackets, by where they open. */
  readonly brackets: ReadonlyMap<number, Frame>
  /** The comparison sign before it in the same condition. */
  readonly comparison: number
  /** How deep the text nests here. */
  readonly levels: number
}
