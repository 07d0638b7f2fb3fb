import type { Backend } from './backend.ts'
import { interpreterBackend } from './interpreter.ts'

/** The backend that is used where none is asked for. */
export const defaultBackend: Backend = interpreterBackend
