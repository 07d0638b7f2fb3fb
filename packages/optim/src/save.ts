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
 * Throws `RangeError` for an unknown version, and for values that are not those of the state.
 *
 * @param like A state of the same optimizer for the same parameters, as `init` gives it.
 */
export function loadState(saved: SavedState, like: State): State {
  if (saved.version !== 1) {
    throw new RangeError(`a state of version ${String(saved.version)} cannot be read; 1 can`)
  }
  const count = Object.keys(saved.values).length
  const expected = flattenState(like).size
  if (count !== expected)
    throw new RangeError(`${count} values are saved, the state has ${expected}`)
  return mapState(like, (path, value) => {
    const found = saved.values[path]
    if (!found || found.dtype !== value.dtype || found.shape.join() !== value.shape.join()) {
      throw new RangeError(`\`${path}\` of the state is not what was saved`)
    }
    return loadTensor(found)
  })
}

function saveTensor(value: Tensor): SavedTensor {
  const { dtype, shape } = value
  return { dtype, shape, data: Array.from(value.data(), saveNumber) }
}

function loadTensor({ dtype, shape, data }: SavedTensor): Tensor {
  return tensor(data.map(Number), { dtype }).reshape(shape)
}

function saveNumber(x: number): number | string {
  if (Object.is(x, -0)) return '-0'
  return Number.isFinite(x) ? x : String(x)
}
