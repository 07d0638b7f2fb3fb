import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { loadModel, memoryHost, train } from '../src/index.ts'
import { expectedWeights } from './weights.ts'

const files = { 'iris.csv': readRepositoryFile('examples/iris.csv') }

describe('weights of the examples', () => {
  for (const [file, hash] of Object.entries(expectedWeights)) {
    test(`${file} trains to the same bits on every engine, and twice here`, async () => {
      const text = readRepositoryFile(`examples/${file}`)
      for (let round = 0; round < 2; round++) {
        const model = loadModel(text, { file, host: memoryHost(files) })
        const { runs } = await train(model, { isDeterministic: true })
        expect(runs.map((run) => run.weightsHash)).toEqual([hash])
      }
    })
  }
})
