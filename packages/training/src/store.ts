/** Where runs are kept: a folder on a disk, or memory. Training itself never touches files. */
export interface RunStore {
  /** A name for a new run that no other has. */
  nextId(): Promise<string>
  /** Writes a file of a run whole or not at all. */
  write(path: string, content: Uint8Array | string): Promise<void>
}

/** A store in memory, for pages and tests. */
export class MemoryStore implements RunStore {
  readonly files: Map<string, Uint8Array | string> = new Map()
  #last = 0

  nextId(): Promise<string> {
    this.#last++
    return Promise.resolve(String(this.#last))
  }

  write(path: string, content: Uint8Array | string): Promise<void> {
    this.files.set(path, content)
    return Promise.resolve()
  }
}
