import type { Backend } from './backend.ts'
import { wasmBackend } from './wasm.ts'

/** The backend that is used where none is asked for. */
export const defaultBackend: Backend = wasmBackend
