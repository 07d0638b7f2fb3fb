import type { Source, Span } from '@gradus/diagnostics'
import type { BindingStatement, Expr, ModelFile } from '../1-syntax/ast.ts'
import type { DataColumn, ModelHost } from '../host.ts'
import type { CheckedDim } from './checked-model.ts'
import type { Damage } from './damage.ts'
import type { CheckedModule, Definition } from './definition.ts'
import type { Dims } from './dims.ts'
import type { Reporter, Reports } from './reporter.ts'
import { type Meaning, type Owned, Scope } from './scope.ts'
import type { TensorType, Type } from './types.ts'

/** A dim while a model is checked: its size may still be found. */
export interface DimEntry {
  readonly name: string
  size: number | undefined
  origin: CheckedDim['origin']
  /** True once something gives it a size, even if only a run will know which. */
  isBound: boolean
  readonly span: Span
  readonly source: Source
  /** The file that said how large it is, for messages. */
  sizedBy?: string
}

/** What a call of a definition gives, for these types of arguments. */
export interface CallResult {
  readonly type: Type
  readonly owned: Owned | undefined
}

/** One file while it is checked. */
export class ModuleState implements CheckedModule {
  readonly path: string
  readonly source: Source
  readonly file: ModelFile
  readonly reporter: Reporter
  readonly scope: Scope = new Scope()
  readonly definitions: Map<string, Definition> = new Map()
  readonly bindings: Map<
    string,
    { readonly statement: BindingStatement; readonly module: CheckedModule }
  > = new Map()
  readonly aliases: Map<string, CheckedModule> = new Map()
  /** Dims that this file declares or imports. */
  readonly visibleDims: Set<string> = new Set()
  /** Unknown names that were reported once; they are poison from then on. */
  readonly reportedNames: Set<string> = new Set()
  readonly damage: Damage

  constructor(path: string, file: ModelFile, reporter: Reporter) {
    this.path = path
    this.source = reporter.source
    this.file = file
    this.reporter = reporter
    this.damage = reporter.damage
  }

  /** True when a statement was lost or damaged, so that what is absent may be there. */
  get isBroken(): boolean {
    return this.damage.isAny
  }
}

/** Everything that is shared while one model is checked. */
export interface Session {
  readonly reports: Reports
  readonly host: ModelHost | undefined
  readonly dims: Map<string, DimEntry>
  readonly usedDims: Set<string>
  /** The columns that data of the main file is bound to, by its name. */
  readonly columns: Map<string, readonly DataColumn[]>
  readonly states: Map<CheckedModule, ModuleState>
  /** Modules by path; `loading` while their imports are being read. */
  readonly modules: Map<string, ModuleState | 'loading'>
  /** Every name that something reads. */
  readonly read: Set<Meaning>
  readonly meanings: Map<Definition, Meaning>
  readonly results: Map<string, CallResult>
  /** The definitions whose bodies are being checked, the outermost first. */
  readonly active: Definition[]
  /** Definitions whose bodies were checked for a call. */
  readonly called: Set<Definition>
  /** Reads and checks the file at a path; none when there is none. */
  readonly load: (path: string) => ModuleState | 'loading' | undefined
  /** How many expressions are being typed inside each other. */
  depth: number
  readonly infer: (env: Env, expr: Expr) => Type
}

/** Where an expression stands: what its names mean and what may be done there. */
export interface Env {
  readonly session: Session
  readonly module: ModuleState
  readonly reporter: Reporter
  readonly scope: Scope
  readonly types: Map<Expr, Type>
  readonly constants: Map<Expr, number>
  /** The parameters that fields such as `block.first` lead to. */
  readonly owned: Map<Expr, Owned>
  /** Collects the names that are read. */
  readonly reads: Set<Meaning>
  /** Collects what layer calls make. */
  readonly made: Owned[]
  /** Dims that formals stand for; `...` stands for any number of them. */
  readonly formalDims: Map<string, Dims>
  /** The shape that random draws take, where they may stand; unknown where it is poison. */
  readonly draws: TensorType | 'unknown' | undefined
  readonly inside: 'file' | 'function' | 'layer' | 'optimizer' | 'test' | 'train'
  /** The name whose value this is part of. */
  readonly defining?: string
}

/** The environment of the top level of a file. */
export function fileEnv(session: Session, module: ModuleState): Env {
  return {
    session,
    module,
    reporter: module.reporter,
    scope: module.scope,
    types: new Map(),
    constants: new Map(),
    owned: new Map(),
    reads: new Set(),
    made: [],
    formalDims: new Map(),
    draws: undefined,
    inside: 'file',
  }
}

/** The same place with fresh collections of what is read and made. */
export function collecting(env: Env, changes: Partial<Env> = {}): Env {
  return { ...env, reads: new Set(), made: [], ...changes }
}

/** Types an expression, once for each environment's table. */
export function infer(env: Env, expr: Expr): Type {
  return env.session.infer(env, expr)
}

/** The value of an expression that is known before anything runs. */
export function constantOf(env: Env, expr: Expr): number | undefined {
  infer(env, expr)
  return env.constants.get(expr)
}
