const root = new URL('../../../', import.meta.url)

/**
 * The text of a file of the repository.
 *
 * @param path  relative to the root, such as `fixtures/seed_experiments.json`.
 */
export function readRepositoryFile(path: string): string {
  return files().readFileSync(new URL(path, root), 'utf8')
}

/** The records of a file with one JSON value a line. The caller vouches for their type. */
export function readJsonLines<T>(path: string): readonly T[] {
  const lines = readRepositoryFile(path).split('\n')
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T)
}

/**
 * The sorted paths of the files directly in `folder` whose names end in `ending`, both
 * relative to the root.
 */
export function listRepositoryFiles(folder: string, ending: string): readonly string[] {
  const names = files().readdirSync(new URL(`${folder}/`, root))
  const matching = names.filter((name) => name.endsWith(ending))
  return matching.sort().map((name) => `${folder}/${name}`)
}

// Asked for at the call, so that browser tests can load this package for the rest of it.
function files(): typeof import('node:fs') {
  return process.getBuiltinModule('node:fs')
}
