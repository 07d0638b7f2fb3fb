import {
  loadModel,
  type Model,
  memoryHost,
  type RunResult,
  type TrainOptions,
  train,
} from '../src/index.ts'

/** A model in memory with its files; what is wrong with it fails the test. */
export function loadText(text: string, files: Readonly<Record<string, string>> = {}): Model {
  const model = loadModel(text, { host: memoryHost(files) })
  if (!model.checked) {
    throw new Error(model.diagnostics.map(({ code, message }) => `${code} ${message}`).join())
  }
  return model
}

/** Trains a model in memory and gives its runs. */
export async function runsOf(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: TrainOptions = {},
): Promise<readonly RunResult[]> {
  const { runs } = await train(loadText(text, files), options)
  return runs
}

/** Trains a model with one run. */
export async function runOf(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: TrainOptions = {},
): Promise<RunResult> {
  const [run] = await runsOf(text, files, options)
  return run!
}

/** The elements of a trained parameter. */
export function parameterOf({ parameters }: RunResult, name: string): number[] {
  return Array.from(parameters.find((each) => each.name === name)!.data)
}

/** A table with the columns `x` and `y` and a row for each pair. */
export function pairs(rows: readonly (readonly [x: number, y: number])[]): string {
  return `x,y\n${rows.map((row) => row.join()).join('\n')}\n`
}
