import { architecture } from './architecture.ts'
import { codes } from './codes.ts'
import { features } from './features.ts'
import { optimizerPages } from './optimizers.ts'
import { solvers } from './solvers.ts'

/** A file, or a part of one, that is made from a table. */
export interface Generator {
  /** Path below the root of the repository. */
  readonly path: string
  /** The whole new text; `present` is what the file holds now, empty when there is none. */
  readonly render: (present: string) => string
}

/** Every generated file of the repository. */
export const generators: readonly Generator[] = [
  architecture,
  features,
  solvers,
  ...optimizerPages,
  ...codes,
]
