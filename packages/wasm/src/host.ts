// Neither ES2023 nor the Node types declare WebAssembly, and the DOM library, which does,
// would let the rest of the project reach for the page. These types are what we use of it.

/** A compiled module. */
export interface WebAssemblyModule {
  readonly [Symbol.toStringTag]: string
}

/** A linear memory; `buffer` is replaced when the memory grows. */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  grow(pages: number): number
}

/** Values that a module imports, by module and field name. */
export type WebAssemblyImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** A module with its state; exported functions are callable, memories are `WebAssemblyMemory`. */
export interface WebAssemblyInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

/** The part of the engine's `WebAssembly` object that Gradus uses. */
export interface WebAssemblyHost {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssemblyModule>
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WebAssemblyModule
  readonly Instance: new (
    module: WebAssemblyModule,
    imports?: WebAssemblyImports,
  ) => WebAssemblyInstance
  readonly Memory: new (limits: {
    readonly initial: number
    readonly maximum?: number
    readonly shared?: boolean
  }) => WebAssemblyMemory
}

/** The engine's `WebAssembly`, in Node and in browsers. */
export const webAssembly: WebAssemblyHost = (
  globalThis as unknown as { readonly WebAssembly: WebAssemblyHost }
).WebAssembly
