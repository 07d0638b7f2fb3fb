import { readRepositoryFile } from '@gradus/testing'
import { loadModel, type Model } from '../src/index.ts'

/** A model of the repository, with the files beside it. */
export function loadRepositoryModel(path: string): Model {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const read = (name: string): string | undefined => {
    try {
      return readRepositoryFile(folder + name)
    } catch {
      return undefined
    }
  }
  const model = loadModel(readRepositoryFile(path), {
    file: path.slice(folder.length),
    host: {
      readText: read,
      readBytes: (name) => {
        const text = read(name)
        return text === undefined ? undefined : new TextEncoder().encode(text)
      },
    },
  })
  if (!model.checked)
    throw new Error(`${path}: ${model.diagnostics.map(({ code }) => code).join()}`)
  return model
}
