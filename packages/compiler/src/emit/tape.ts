import type { FunctionReference, Local, PlainMnemonic } from '@gradus/wasm'

// Note [Tapes] is at the end of this file.

/** The number of a line, which stands for the vector that the line computes. */
export type Value = number

/** An address that moves with the loops: one pointer plus a constant. */
export interface Address {
  /** Number of the pointer, shared by all addresses that move alike; -1 for one that stays 0. */
  readonly pointer: number
  readonly base: number
  /** Bytes from one element to the next along the vector axis. */
  readonly step: number
}

/** What a line does; every line computes one vector of 128 bits. */
export type Action =
  | { readonly kind: 'constant'; readonly shape: Lane; readonly value: number }
  | { readonly kind: 'plain'; readonly mnemonic: PlainMnemonic; readonly shift?: number }
  | { readonly kind: 'shuffle'; readonly bytes: readonly number[] }
  | { readonly kind: 'load'; readonly width: 4 | 8; readonly address: Address }
  | {
      readonly kind: 'gather'
      readonly width: 4 | 8
      readonly address: Address
      readonly stride: number
      readonly limit: number
    }
  /** The affine function of a pointer, as integers. */
  | { readonly kind: 'iota'; readonly address: Address }
  | { readonly kind: 'rows' }
  /** A parameter of a helper. */
  | { readonly kind: 'argument'; readonly local: Local }
  /** What a helper gives for some vectors. */
  | { readonly kind: 'call'; readonly helper: FunctionReference }
  /** Runs `region` where a lane of the mask holds; arguments are mask and fast value. */
  | { readonly kind: 'when'; readonly region: readonly Value[]; readonly slow: Value }

export type Lane = 'f64x2' | 'f32x4' | 'i32x4'

export type Line = Action & {
  readonly args: readonly Value[]
  /** The number of loops around the line: it is computed before loops that it does not need. */
  readonly level: number
  /** Whether lanes differ; other values are the same in all lanes. */
  readonly isSpread: boolean
}

/** Records straight code on vectors; equal lines are recorded once. */
export class Tape {
  readonly lines: Line[] = []
  /** The lines of each level, in order; lines inside of regions are in none. */
  readonly levels: Value[][]
  readonly #known: Map<string, Value>[] = [new Map()]
  #region: Value[] | undefined

  constructor(depth: number) {
    this.levels = Array.from({ length: depth + 1 }, () => [])
  }

  /**
   * Records a line.
   *
   * @param own  The level and spread that the line has by itself, without its arguments.
   */
  record(
    action: Action,
    args: readonly Value[] = [],
    own: { readonly level: number; readonly isSpread: boolean } = { level: 0, isSpread: false },
  ): Value {
    const key = keyOf(action, args)
    const known = this.#find(key)
    if (known !== undefined) return known
    let { level, isSpread } = own
    for (const arg of args) {
      level = Math.max(level, this.lines[arg]!.level)
      isSpread ||= this.lines[arg]!.isSpread
    }
    const value = this.lines.push({ ...action, args, level, isSpread }) - 1
    ;(this.#region ?? this.levels[level]!).push(value)
    this.#known.at(-1)!.set(key, value)
    return value
  }

  /** Records a choice whose slow side runs only when some lane needs it. */
  when(mask: Value, slow: () => Value, fast: Value): Value {
    const outer = this.#region
    const region: Value[] = []
    this.#region = region
    this.#known.push(new Map())
    const result = slow()
    this.#known.pop()
    this.#region = outer
    let [level, isSpread] = [this.lines[result]!.level, this.lines[result]!.isSpread]
    for (const line of region) {
      level = Math.max(level, this.lines[line]!.level)
      isSpread ||= this.lines[line]!.isSpread
    }
    const args = [mask, fast]
    return this.record({ kind: 'when', region, slow: result }, args, { level, isSpread })
  }

  #find(key: string): Value | undefined {
    for (let i = this.#known.length - 1; i >= 0; i--) {
      const known = this.#known[i]!.get(key)
      if (known !== undefined) return known
    }
    return undefined
  }
}

/** A text that is equal for equal lines. */
function keyOf(action: Action, args: readonly Value[]): string {
  switch (action.kind) {
    case 'plain':
      return `${action.mnemonic} ${action.shift ?? ''} ${args[0]} ${args[1]} ${args[2]}`
    case 'constant':
      return `${action.shape} ${Object.is(action.value, -0) ? '-0' : action.value}`
    case 'shuffle':
      return `shuffle ${action.bytes} ${args}`
    case 'load':
      return `load ${action.width} ${printAddress(action.address)}`
    case 'gather': {
      const { width, address, stride, limit } = action
      return `gather ${width} ${printAddress(address)} ${stride} ${limit} ${args}`
    }
    case 'iota':
      return `iota ${printAddress(action.address)}`
    case 'rows':
      return 'rows'
    case 'when':
      return `when ${action.slow} ${args}`
    case 'argument':
      return `argument ${action.local.index}`
    case 'call':
      return `call ${action.helper.index} ${args}`
  }
}

function printAddress({ pointer, base, step }: Address): string {
  return `${pointer} ${base} ${step}`
}

// Note [Tapes]
//
// A kernel's body is first recorded as lines, each a machine operation on one vector, and
// then written into a function as often as the loops need it: for the full rounds of the
// vector axis with several vectors side by side, and for the rest with one that is masked.
// Between the two everything is known that good code needs: which lines are the same for
// all iterations of a loop and belong before it, constants among them (an engine would make
// a constant again in every round); where a value is used last, so that its local can serve
// another; and what is never used. The rare side of a choice keeps its constants to itself.
