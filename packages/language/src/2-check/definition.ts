import type { Source } from '@gradus/diagnostics'
import type {
  BindingStatement,
  FunctionStatement,
  LayerStatement,
  ModelFile,
  OptimizerStatement,
} from '../1-syntax/ast.ts'

/** A function, layer or optimizer of this file or of an imported one. */
export type Definition =
  | {
      readonly kind: 'function'
      readonly statement: FunctionStatement
      readonly module: CheckedModule
    }
  | { readonly kind: 'layer'; readonly statement: LayerStatement; readonly module: CheckedModule }
  | {
      readonly kind: 'optimizer'
      readonly statement: OptimizerStatement
      readonly module: CheckedModule
    }

/** One file: its text, its tree, and what its names mean. */
export interface CheckedModule {
  /** Relative to the main file; the main file itself is "". */
  readonly path: string
  readonly source: Source
  readonly file: ModelFile
  /** Functions, layers and optimizers by the name they have in this file (imports included). */
  readonly definitions: ReadonlyMap<string, Definition>
  /** Top-level bindings that are visible here, imported ones included. */
  readonly bindings: ReadonlyMap<
    string,
    { readonly statement: BindingStatement; readonly module: CheckedModule }
  >
  /** Modules imported whole, by their alias: `import "./f.gd" as parts`. */
  readonly aliases: ReadonlyMap<string, CheckedModule>
}
