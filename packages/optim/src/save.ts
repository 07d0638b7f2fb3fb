import type { DType } from '@gradus/ops'
import { type Tensor, tensor } from '@gradus/tensor'
import { flattenState, mapState } from './state.ts'
import type { State } from './transform.ts'

/** A tensor as JSON holds it. What JSON has no number for is its name, such as `"-0"`. */
export interface SavedTensor {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements in row-major order. */
  readonly data: readonly (number | string)[]
}

/** A state as JSON holds it: each tensor under its path, in the order of the state. */
export interface SavedState {
  readonly version: 1
  readonly values: Readonly<Record<string, SavedTensor>>
}

/**
 * A state as plain data. Numbers are the shortest decimals that read back, so that a run that
 * was saved, loaded and continued gives the same bits as one that was not.
 */
export function saveState(state: State): SavedState {
  const values = Array.from(flattenState(state), ([path, value]) => [path, saveTensor(value)])
  return { version: 1, values: Object.fromEntries(values) }
}

/**
 * A state again, after `JSON.parse`.
 *
 * Throws `RangeError` for an unknown version, for values that are not those of the state or are cut
 * off, and `TypeError` for text.
 *
 * @param like A state of the same optimizer for the same parameters, as `init` gives it.
 */
export function loadState(saved: SavedState, like: State): State {
  const { version, values } = checkSaved(saved)
  if (version !== 1) {
    throw new RangeError(`a state of version ${String(version)} cannot be read; 1 can`)
  }
  const count = Object.keys(values).length
  const expected = flattenState(like).size
  if (count !== expected)
    throw new RangeError(
      `${count} values are saved, the state has ${expected}: it is that of another optimizer or of other parameters`,
    )
  return mapState(like, (path, value) => {
    const found = values[path]
    if (!found || found.dtype !== value.dtype || String(found.shape) !== String(value.shape)) {
      throw new RangeError(`\`${path}\` of the state is not what was saved`)
    }
    return loadTensor(found, path, value.size)
  })
}

/** What `saveState` gave, after `JSON.parse` and not before it. */
function checkSaved(saved: unknown): SavedState {
  if (typeof saved === 'string') {
    throw new TypeError('a saved state is read after `JSON.parse`: this is still text')
  }
  const { version, values } = (saved ?? {}) as Partial<SavedState>
  if (version === undefined || typeof values !== 'object' || values === null) {
    throw new RangeError('this is no saved state, or a part of one: it has no version or no values')
  }
  return saved as SavedState
}

function saveTensor(value: Tensor): SavedTensor {
  const { dtype, shape } = value
  return { dtype, shape, data: Array.from(value.data(), saveNumber) }
}

function loadTensor({ dtype, shape, data }: SavedTensor, path: string, size: number): Tensor {
  if (!Array.isArray(data) || data.length !== size) {
    const found = Array.isArray(data) ? data.length : 'no list'
    throw new RangeError(`\`${path}\` of the state is cut off: ${found} of ${size} elements`)
  }
  return tensor(
    data.map((entry) => loadNumber(entry, path)),
    { dtype },
  ).reshape(shape)
}

/** The words that `saveNumber` writes for what JSON has no number for. */
const words: ReadonlyMap<unknown, number> = new Map(
  [-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((x) => [
    saveNumber(x),
    x,
  ]),
)

function loadNumber(entry: unknown, path: string): number {
  const x = typeof entry === 'number' ? entry : words.get(entry)
  if (x !== undefined) return x
  throw new RangeError(
    `\`${path}\` of the state holds ${JSON.stringify(entry)}, which is no number`,
  )
}

function saveNumber(x: number): number | string {
  if (Object.is(x, -0)) return '-0'
  return Number.isFinite(x) ? x : String(x)
}
