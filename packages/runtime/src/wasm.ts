import {
  type BufferPlace,
  type CompiledProgram,
  compileProgram,
  SERIES_CAPACITY,
  supportsRelaxedSimd,
  type WebAssemblyInstance,
  webAssembly,
} from '@gradus/compiler'
import { internalError } from '@gradus/diagnostics'
import type { TypedArray } from '@gradus/ops'
import type { Backend, Session, SessionOptions, StepResult } from './backend.ts'

/** The backend that compiles programs to WebAssembly SIMD. */
export const wasmBackend: Backend = {
  name: 'wasm',
  start: (program, builder, options = {}) => {
    const { checks, disablePass } = options
    const compiled = compileProgram(program, builder, {
      simd: simdVariant(options),
      ...(checks && { checks }),
      ...(disablePass && { disablePass }),
    })
    return new WasmSession(compiled)
  },
}

/** Relaxed SIMD where the engine has it, unless results must be the same bits everywhere. */
export function simdVariant({ isDeterministic = false }: SessionOptions): 'plain' | 'relaxed' {
  return !isDeterministic && supportsRelaxedSimd() ? 'relaxed' : 'plain'
}

/** Ends of `step`, by the value of the module's global `status`. */
const STATUSES: readonly StepResult['status'][] = ['done', 'stopped', 'not-finite']

type Exported = Readonly<Record<string, ((argument: number) => number) | undefined>>

class WasmSession implements Session {
  readonly #compiled: CompiledProgram
  readonly #functions: Exported
  readonly #memory: ArrayBuffer
  readonly #status: { readonly value: number }

  constructor(compiled: CompiledProgram) {
    const { exports }: WebAssemblyInstance = new webAssembly.Instance(
      new webAssembly.Module(compiled.bytes),
    )
    this.#compiled = compiled
    this.#functions = exports as Exported
    this.#memory = (exports.memory as { readonly buffer: ArrayBuffer }).buffer
    this.#status = (exports.status as { readonly value: number } | undefined) ?? { value: 0 }
  }

  read(buffer: string): TypedArray {
    return this.view(buffer).slice()
  }

  write(buffer: string, elements: ArrayLike<number>): void {
    const view = this.view(buffer)
    if (elements.length !== view.length) {
      internalError(`${elements.length} elements for buffer ${buffer} of ${view.length}`)
    }
    view.set(elements)
  }

  prepare(): void {
    this.#functions.prepare?.(0)
  }

  call(entry: string, rows = 0): void {
    const run = this.#functions[entry] ?? internalError(`the program has no entry ${entry}`)
    run(rows)
  }

  step(count: number): StepResult {
    const run = this.#functions.step ?? internalError('the program has no step')
    const steps = run(Math.min(count, SERIES_CAPACITY))
    const series = Array.from(this.#compiled.series, ([name, offset]): [string, Float64Array] => [
      name,
      new Float64Array(this.#memory, offset, steps).slice(),
    ])
    return { steps, status: STATUSES[this.#status.value]!, series: new Map(series) }
  }

  view(buffer: string): TypedArray {
    const place = this.#compiled.buffers.get(buffer)
    if (!place) internalError(`the program has no buffer ${buffer}`)
    return viewOf(this.#memory, place)
  }
}

function viewOf(memory: ArrayBuffer, { offset, length, dtype }: BufferPlace): TypedArray {
  if (dtype === 'f64') return new Float64Array(memory, offset, length)
  if (dtype === 'f32') return new Float32Array(memory, offset, length)
  return new Int32Array(memory, offset, length)
}
