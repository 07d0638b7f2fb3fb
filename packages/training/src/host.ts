/**
 * What training asks of the world: files by path. Training itself never touches a file;
 * apps answer from a disk, pages from memory.
 */
export interface TrainingHost {
  readText(path: string): string | undefined
  readBytes(path: string): Uint8Array | undefined
  /** Names of files near a path, for "did you mean". */
  listFiles?(path: string): readonly string[]
}

/** A host whose files are in memory. */
export function memoryHost(files: Readonly<Record<string, string | Uint8Array>>): TrainingHost {
  return {
    readText: (path) => {
      const file = files[path]
      return file instanceof Uint8Array ? new TextDecoder().decode(file) : file
    },
    readBytes: (path) => {
      const file = files[path]
      return typeof file === 'string' ? new TextEncoder().encode(file) : file
    },
    listFiles: () => Object.keys(files),
  }
}
