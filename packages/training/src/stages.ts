import { type Output, printGraph } from '@gradus/graph'
import {
  parseSource,
  printAst,
  printCst,
  printTokens,
  showType,
  type TrainStatement,
} from '@gradus/language'
import {
  type CompilerStage,
  printAfterPass,
  printCompilerStage,
  type SessionOptions,
} from '@gradus/runtime'
import { buildDataset } from './dataset.ts'
import { type CheckedTrainingModel, lowerStatically, type Model } from './load-model.ts'
import { readSettings, type SettingOverrides } from './settings.ts'
import { splitRows } from './split.ts'
import { expandSweeps } from './sweep.ts'
import { buildTrainProgram } from './train-program.ts'

/** The levels of a model that can be printed, from text to module. */
export const stages = [
  'tokens',
  'cst',
  'ast',
  'checked',
  'graph',
  'grad',
  'opt',
  'loops',
  'wat',
] as const
export type Stage = (typeof stages)[number]

export interface StageOptions {
  /** The train block whose program is printed; the first one where left out. */
  readonly block?: string
  readonly overrides?: SettingOverrides
  readonly compiler?: Pick<SessionOptions, 'isDeterministic' | 'checks' | 'disablePass'>
  /** Prints the program after this pass of the compiler instead of at the stage. */
  readonly printAfter?: string
}

/** The text of a model at a stage; `undefined` where errors keep it from getting there. */
export function printStage(
  model: Model,
  stage: Stage,
  options: StageOptions = {},
): string | undefined {
  const { source, checked } = model
  if (stage === 'tokens') return printTokens(source, parseSource(source).tokens)
  if (stage === 'cst') return printCst(source, parseSource(source).cst)
  if (stage === 'ast') return printAst(source, parseSource(source).file)
  if (!checked) return undefined
  const sound = { ...model, checked }
  if (stage === 'checked') return printChecked(sound)
  const isLowered = stage === 'graph' && options.printAfter === undefined
  return isLowered ? printLowered(sound) : printProgramStage(sound, stage, options)
}

/** Dims with their sizes, and names with their types. */
function printChecked({ checked }: CheckedTrainingModel): string {
  const dims = Array.from(checked.dims.values(), ({ name, size, origin }) => {
    return `dim ${name} = ${size ?? '?'} (${origin})`
  })
  const names = Array.from(checked.names, ([name, type]) => `${name}: ${showType(type)}`)
  return `${[...dims, ...names].join('\n')}\n`
}

function printLowered(model: CheckedTrainingModel): string {
  const { loss, metrics } = lowerStatically(model)
  const outputs: Output[] = Array.from(metrics, ([name, { node }]) => ({ name, node }))
  if (loss) outputs.unshift({ name: 'loss', node: loss.node })
  return printGraph({ outputs })
}

function printProgramStage(
  model: CheckedTrainingModel,
  stage: CompilerStage | 'graph',
  { block, overrides, compiler = {}, printAfter }: StageOptions,
): string | undefined {
  const { trains } = model.checked
  const statement = trains.find(({ name }) => block === undefined || name?.text === block)
  const [swept] = expandSweeps(statement ?? noSettings)
  const settings = readSettings(lowerStatically(model), swept!.statement, overrides)
  const { rows } = buildDataset(model, settings.seed)
  const split = rows === undefined ? undefined : splitRows(rows, settings.validate, settings.seed)
  const counts = split && { train: split.train.length, validation: split.validation.length }
  const { program, builder } = buildTrainProgram(model, settings, counts)
  if (stage === 'graph' || printAfter !== undefined)
    return printAfterPass(program, builder, printAfter ?? '', compiler)
  return printCompilerStage(program, builder, stage, compiler)
}

/** Stands for the block of a model that has none. */
const noSettings: TrainStatement = { kind: 'train', settings: [], span: { start: 0, end: 0 } }
