import { describe, expect, test } from 'vitest'
import booth from '../../../../examples/02-booth.gd?raw'
import mlp from '../../../../examples/05-mlp.gd?raw'
import iris from '../../../../examples/iris.csv?raw'
import { loadModel, memoryHost, train } from '../../src/index.ts'
import { expectedWeights } from '../weights.ts'

const models: Readonly<Record<string, string>> = { '02-booth.gd': booth, '05-mlp.gd': mlp }

describe('weights of the examples in a browser', () => {
  for (const [file, hash] of Object.entries(expectedWeights)) {
    test(`${file} trains to the bits that Node gives`, async () => {
      const host = memoryHost({ 'iris.csv': iris })
      const model = loadModel(models[file] ?? '', { file, host })
      const { runs } = await train(model, { isDeterministic: true })
      expect(runs.map((run) => run.weightsHash)).toEqual([hash])
    })
  }
})
