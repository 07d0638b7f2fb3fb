import { type Method, type MinimizeOptions, minimize, minimizeMethods } from '@gradus/optim'
import type { Call, GlobalOptions } from '../call.ts'
import { type ExitCode, wrongUsage } from '../exit-codes.ts'
import { minimumJson, printMinimum } from '../report/minimum.ts'
import { exitCodeOf, solveInSlices } from '../solve.ts'
import { type AddCommand, adviseOnMinus, examples } from './add-command.ts'
import { readFormula, refuse, requireUsed } from './formula.ts'
import { parseChoice, parseCount, parseSeed } from './parse-flags.ts'
import {
  collectRanges,
  collectTexts,
  collectValues,
  type Ranges,
  type Values,
} from './parse-values.ts'

interface MinimizeFlags extends GlobalOptions {
  readonly from?: Values
  readonly method?: Method
  readonly bounds?: Ranges
  readonly under?: readonly string[]
  readonly iterations?: number
  readonly evaluations?: number
  readonly seed?: number
  readonly trace?: true
}

/** `gradus minimize`: where a formula is least. */
export const addMinimize: AddCommand = (program, open, end) => {
  adviseOnMinus(program.command('minimize'))
    .summary('find where a formula is least')
    .description('Finds where a formula is least, by its exact derivatives.')
    .argument('<FORMULA>', 'such as "(x-1)^2+y^2"; one that begins with a minus comes after --')
    .option('--from <VALUES>', 'where to begin, such as x=-5,y=-5', collectValues)
    .option(
      '--method <NAME>',
      `how to search: ${minimizeMethods.join(', ')}`,
      parseChoice(minimizeMethods),
    )
    .option('--bounds <RANGES>', 'where to stay, such as x=0..5,y=..3', collectRanges)
    .option('--under <CONSTRAINT>', 'what to fulfil, such as "x+y <= 1"', collectTexts)
    .option('--iterations <N>', 'end after so many', parseCount)
    .option('--evaluations <N>', 'evaluate no more than this', parseCount)
    .option('--seed <N>', 'for methods that draw random numbers', parseSeed)
    .option('--trace', 'show every iteration')
    .addHelpText(
      'before',
      examples(
        'gradus minimize "(x+2*y-7)^2+(2*x+y-5)^2" --from x=-5,y=-5',
        'gradus minimize "100*(y-x^2)^2+(1-x)^2" --from x=-1.2,y=1 --method newton --trace',
        'gradus minimize "x^2+y^2" --from x=1,y=1 --under "x+y = 1" --bounds x=0..0.25',
        'gradus minimize "x*sin(x)" --from x=1 --bounds x=0..20 --method differential-evolution',
      ),
    )
    .action(async (formula: string, _, command) => {
      const flags = command.optsWithGlobals() as MinimizeFlags
      end(await run(open(flags), formula, flags))
    })
}

async function run(call: Call, text: string, flags: MinimizeFlags): Promise<ExitCode> {
  const { from, under = [], bounds = {} } = flags
  if (!from) throw wrongUsage('Say where to begin.', 'For example: --from x=1,y=1')
  const names = Object.keys(from)
  const stray = Object.keys(bounds).find((name) => !names.includes(name))
  if (stray !== undefined) throw wrongUsage(`--bounds has ${stray}, which --from does not begin.`)
  const known = {
    names,
    help: (name: string) => `say where it begins: --from ${[...names, name].join('=…,')}=…`,
  }
  const formula = readFormula(text, 'formula', known)
  const sides = under.flatMap((constraint) =>
    constraint.split(/<=|>=|=/).map((side) => readFormula(side, '--under', known)),
  )
  const diagnostics = [formula, ...sides].flatMap((each) => each.diagnostics)
  if (diagnostics.length > 0 || !formula.expression) {
    return refuse(call, { formula: text }, diagnostics)
  }
  const unused = under.find((constraint) => constraint.split(/<=|>=|=/).length !== 2)
  if (unused !== undefined)
    throw wrongUsage(`"${unused}" needs one of =, <= and >= between two sides.`)
  const expressions = [formula, ...sides].flatMap(({ expression }) => expression ?? [])
  requireUsed(names, expressions, '--from', 'the formula does not depend on')
  const objective = formula.expression
  const result = await solveInSlices(call, (slice) =>
    minimize(objective, from, { ...optionsOf(flags), ...slice }),
  )
  const shown = { formula: text, result, isTraced: flags.trace ?? false }
  if (call.isJson) call.terminal.out.print(JSON.stringify(minimumJson(shown)))
  else printMinimum(call.terminal, shown)
  return exitCodeOf(result)
}

function optionsOf(flags: MinimizeFlags): MinimizeOptions<Values> {
  const { method, bounds, under, iterations, evaluations, seed } = flags
  return {
    trace: true,
    ...(method && { method }),
    ...(bounds && { bounds }),
    ...(under && { constraints: under }),
    ...(iterations !== undefined && { maxIterations: iterations }),
    ...(evaluations !== undefined && { maxEvaluations: evaluations }),
    ...(seed !== undefined && { seed }),
  }
}
