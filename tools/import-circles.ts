import { dirname, join } from 'node:path/posix'
import ts from 'typescript'

/** For each file, the files of the project that it imports, types included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** The files beside it that a text imports, as paths from the root of the project. */
export function relativeImports(path: string, text: string): readonly string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(path), fileName))
}

/**
 * The groups of files that reach themselves through imports, each sorted: Tarjan, "Depth-first
 * search and linear graph algorithms" (SIAM J. Comput. 1, 1972).
 */
export function findCircles(graph: ImportGraph): readonly (readonly string[])[] {
  const indices = new Map<string, number>()
  const lowest = new Map<string, number>()
  const path: string[] = []
  const circles: string[][] = []
  const visit = (file: string): void => {
    indices.set(file, indices.size)
    lowest.set(file, indices.get(file)!)
    path.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue
      if (!indices.has(next)) visit(next)
      else if (!path.includes(next)) continue
      lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!))
    }
    if (lowest.get(file) !== indices.get(file)) return
    const group = path.splice(path.indexOf(file))
    if (group.length > 1) circles.push(group.sort())
  }
  for (const file of graph.keys()) if (!indices.has(file)) visit(file)
  return circles
}
