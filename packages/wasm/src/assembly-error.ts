/** An invalid use of the assembler: a bug in the code that emits, never in a user's model. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError'

  constructor(what: string) {
    super(`Internal error in the WebAssembly assembler: ${what}. This is a bug in Gradus.`)
  }
}
