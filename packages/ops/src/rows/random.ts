import { uniformBlock } from '../numerics/random.ts'
import { none } from '../table/no-derivative.ts'
import { fixedAxis } from '../table/type-checks.ts'
import type { BroughtRow } from './brought.ts'

/** Uniform draws by element, epoch, seed and stream. */
export const randomRow: BroughtRow<'random'> = {
  op: 'random',
  infer: (_, { shape }) => {
    // Elements are numbered one after the other, whatever the count of rows.
    for (const axis of shape.keys()) if (axis > 0) fixedAxis('random', { shape }, axis)
    return { shape, dtype: 'f64' }
  },
  kernel: ([seed, epoch], { stream, half }, out) => {
    const draw = uniformBlock(stream, seed!.data[0]!, epoch!.data[0]!)
    for (let i = 0; i < out.data.length; i++) out.data[i] = draw(i)[half]
  },
  derivative: none,
}
