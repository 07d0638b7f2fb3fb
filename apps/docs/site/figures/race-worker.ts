import { renderHuman } from '@gradus/diagnostics'
import { loadModel, memoryHost, type RunResult, train } from '@gradus/training'
import type { Curve, RaceRequest, RaceResult } from './race-messages.ts'

/** Compiles the model and runs every descent of its `train` blocks. */
async function raceDescent(text: string): Promise<RaceResult> {
  const model = loadModel(text, { host: memoryHost({}) })
  const { runs, diagnostics } = await train(model)
  const found = new Set([...model.diagnostics, ...diagnostics])
  return {
    curves: runs.map(toCurve),
    diagnostics: Array.from(found, (each) => renderHuman(each)).join('\n\n'),
  }
}

function toCurve({ run, losses, loss, curves, parameters }: RunResult): Curve {
  const ends = new Map(parameters.map(({ name, data }) => [name, data[0]]))
  const choices = run.choices.map(({ name, text }) => `${name} ${text}`)
  return {
    label: choices.join(', ') || run.block || run.optimizer,
    values: [...losses, loss],
    parameters: Object.fromEntries(
      curves.flatMap(({ title, values }) => {
        const end = ends.get(title)
        return end === undefined ? [] : [[title, [...values, end]]]
      }),
    ),
  }
}

addEventListener('message', async ({ data }: MessageEvent<RaceRequest>) => {
  // A fault of ours is thrown; its text says so.
  const failed = (error: Error): RaceResult => ({ curves: [], diagnostics: error.message })
  postMessage(await raceDescent(data.text).catch(failed))
})
