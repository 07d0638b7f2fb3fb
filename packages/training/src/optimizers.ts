import { internalError } from '@gradus/diagnostics'
import type { Builder, Node } from '@gradus/graph'
import {
  type ArgumentKind,
  type AvailableOptimizerName,
  type LoweredModel,
  lowerStates,
  lowerUpdate,
  optimizers,
  type ScheduleName,
  schedules,
  statesOf,
} from '@gradus/language'
import {
  adabelief,
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  adan,
  adopt,
  amsgrad,
  asgd,
  averagedMomentum,
  chain,
  clipByGlobalNorm,
  constant,
  cosine,
  cosineRestarts,
  cyclic,
  dAdaptation,
  exponential,
  type GradientTransform,
  heavyBall,
  inverseSquareRoot,
  inverseTime,
  join,
  lamb,
  lars,
  lbfgs,
  linear,
  lion,
  momentum,
  muon,
  nadam,
  naturalExponential,
  nesterov,
  newton,
  oneCycle,
  polynomial,
  prodigy,
  quasiHyperbolic,
  type Rate,
  radam,
  rmsprop,
  rprop,
  type Scalar,
  type Schedule,
  type State,
  scheduleFree,
  scheduleFreeAdamw,
  sgd,
  shampoo,
  signSgd,
  soap,
  sophia,
  step,
  warmup,
  warmupStableDecay,
  yogi,
} from '@gradus/optim'
import { hessianOf } from './hessian.ts'
import type { Hyperparameter, OptimizerChoice, RunSettings } from './settings.ts'

/** An optimizer as training uses it: parameters in, parameters out. */
export interface Stepper {
  init(builder: Builder, parameters: readonly Node[]): State<Node>
  step(
    builder: Builder,
    gradients: readonly Node[],
    state: State<Node>,
    parameters: readonly Node[],
    objective: Node | undefined,
  ): { readonly parameters: readonly Node[]; readonly state: State<Node> }
  /** Whether steps to values that are not finite are taken back by the optimizer itself. */
  readonly takesBack?: boolean
}

/** The hyperparameters of one optimizer, as numbers that are fed or schedules of them. */
interface Settings {
  /** A number, fed under its path. */
  scalar(name: string): Scalar
  /** A number or a schedule. */
  rate(name: string): Rate
  /** Whether a value is given, or has a start. */
  isGiven(name: string): boolean
  /** Whether a number is given and not 0; such settings decide what is compiled. */
  has(name: string): boolean
  /** The number itself, where it decides what is compiled. */
  number(name: string): number
}

/** What an optimizer of the table is made by, from the settings of its row in camel case. */
const factories: Readonly<Record<AvailableOptimizerName, (settings: never) => GradientTransform>> =
  {
    sgd,
    momentum,
    heavy_ball: heavyBall,
    averaged_momentum: averagedMomentum,
    nesterov,
    quasi_hyperbolic: quasiHyperbolic,
    sign_sgd: signSgd,
    asgd,
    rprop,
    adagrad,
    adadelta,
    rmsprop,
    adam,
    adamw,
    amsgrad,
    adamax,
    nadam,
    radam,
    adabelief,
    yogi,
    adan,
    adopt,
    lion,
    lamb,
    lars,
    adafactor,
    sophia,
    muon,
    shampoo,
    soap,
    prodigy,
    d_adaptation: dAdaptation,
    schedule_free: scheduleFree,
    schedule_free_adamw: scheduleFreeAdamw,
    newton,
    lbfgs,
  }

/** What a schedule of the table is made by, from the arguments of its row in their order. */
const scheduleFactories: Readonly<Record<ScheduleName, (...args: never[]) => Schedule>> = {
  constant,
  linear_decay: linear,
  polynomial_decay: polynomial,
  cosine,
  cosine_restarts: cosineRestarts,
  step_decay: step,
  exponential,
  natural_exponential: naturalExponential,
  inverse_time: inverseTime,
  inverse_square_root: inverseSquareRoot,
  cyclic,
  one_cycle: (peak, steps, rise, division, finalDivision) =>
    oneCycle(peak, steps, { rise, division, finalDivision }),
  warmup,
  warmup_stable_decay: (peak, warmup, stable, decay, end) =>
    warmupStableDecay(peak, { warmup, stable, decay, end }),
  join: (first, second, at) => join([first, second], [at]),
}

/** An optimizer of the table: what is 0 by itself and as it is given is left out. */
function makeOptimizer(name: AvailableOptimizerName, settings: Settings): GradientTransform {
  const given = optimizers[name].arguments.filter(
    ({ name: setting, start }) =>
      settings.has(setting) || (settings.isGiven(setting) && start !== '0'),
  )
  const options = given.map(({ name: setting, kind }) => [
    camelCase(setting),
    settingOf(kind, setting, settings),
  ])
  return factories[name](Object.fromEntries(options) as never)
}

/** Flags and counts decide what is compiled; other numbers are fed. */
function settingOf(kind: ArgumentKind, name: string, settings: Settings): boolean | Rate {
  if (kind === 'flag') return settings.has(name)
  return kind === 'count' ? settings.number(name) : settings.rate(name)
}

function makeSchedule(name: ScheduleName, settings: Settings): Schedule {
  const args = schedules[name].arguments.map(({ name: setting }) =>
    settings.isGiven(setting) ? settings.rate(setting) : undefined,
  )
  return scheduleFactories[name](...(args as never[]))
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** The name of the buffer that a number of the block is fed through. */
export function settingBuffer(path: string): string {
  return `setting/${path}`
}

/** The optimizer of a run, over numbers that are fed. */
export function makeStepper(model: LoweredModel, { optimizer, clip }: RunSettings): Stepper {
  const { builder } = model.lowering
  const stepper =
    optimizer.kind === 'builtin'
      ? fromTransform(
          optimizer.name as AvailableOptimizerName,
          settingsOf(builder, optimizer.args, ''),
        )
      : fromBlock(model, optimizer)
  if (clip === undefined) return stepper
  const limit = builder.input(settingBuffer('clip'), [], 'f64')
  const clipping = chain(clipByGlobalNorm(limit))
  return {
    ...stepper,
    step: (b, gradients, state, parameters, objective) => {
      const rule = clipping.over(b)
      const { updates } = rule.update(gradients, rule.init(parameters), parameters)
      return stepper.step(b, updates, state, parameters, objective)
    },
  }
}

function settingsOf(
  builder: Builder,
  args: ReadonlyMap<string, Hyperparameter>,
  prefix: string,
): Settings {
  const scalar = (name: string): Scalar => builder.input(settingBuffer(prefix + name), [], 'f64')
  return {
    scalar,
    rate: (name) => {
      const value = args.get(name)
      if (value?.kind !== 'schedule') return scalar(name)
      return makeSchedule(value.name, settingsOf(builder, value.args, `${prefix}${name}.`))
    },
    isGiven: (name) => args.has(name),
    has: (name) => {
      const value = args.get(name)
      return value !== undefined && !(value.kind === 'number' && value.value === 0)
    },
    number: (name) => {
      const value = args.get(name)
      if (value?.kind !== 'number') throw internalError(`\`${name}\` is not a number`)
      return value.value
    },
  }
}

function fromTransform(name: AvailableOptimizerName, settings: Settings): Stepper {
  const transform = makeOptimizer(name, settings)
  return {
    takesBack: name === 'lbfgs',
    init: (builder, parameters) => transform.over(builder).init(parameters),
    step: (builder, gradients, state, parameters, objective) => {
      const hessian = name === 'newton' && objective && hessianOf(builder, objective, parameters)
      const extras = { ...(objective && { value: objective }), ...(hessian && { hessian }) }
      const result = transform.over(builder).update(gradients, state, parameters, extras)
      const moved = parameters.map((node, i) => builder.add(node, result.updates[i]!))
      return { parameters: moved, state: result.state }
    },
  }
}

/** An `optimizer` block: its rules for each parameter, with a step that they share. */
function fromBlock(
  model: LoweredModel,
  { definition, args }: Extract<OptimizerChoice, { kind: 'custom' }>,
): Stepper {
  const { statement, module } = definition
  const given = settingsOf(model.lowering.builder, args, '')
  const settings = (builder: Builder, count: Node, dtype: Node['dtype']): Map<string, Node> =>
    new Map(
      Array.from(args.keys(), (name): [string, Node] => {
        const rate = given.rate(name)
        const node = typeof rate === 'function' ? rate.over<Node>(builder, count) : (rate as Node)
        return [name, builder.cast(node, dtype)]
      }),
    )
  const begin = (builder: Builder, parameter: Node, gradient: Node, count: Node) => ({
    parameter,
    gradient,
    step: builder.add(count, builder.constant(1, 'f64')),
    settings: settings(builder, count, parameter.dtype),
  })
  return {
    init: (builder, parameters) => {
      const count = builder.constant(0, 'f64')
      const starts = parameters.map((node) =>
        lowerStates(model, statement, module, begin(builder, node, node, count)),
      )
      const states = statesOf(statement).map((name) => [name, starts.map((s) => s.get(name)!)])
      return { count, states: Object.fromEntries(states) }
    },
    step: (builder, gradients, state, parameters) => {
      const count = state.count as Node
      const old = state.states as Readonly<Record<string, readonly Node[]>>
      const results = parameters.map((node, i) =>
        lowerUpdate(model, statement, module, {
          ...begin(builder, node, gradients[i]!, count),
          states: new Map(statesOf(statement).map((name) => [name, old[name]![i]!])),
        }),
      )
      const states = statesOf(statement).map((name) => [
        name,
        results.map((result) => result.states.get(name)!),
      ])
      return {
        parameters: results.map((result) => result.parameter),
        state: {
          count: builder.add(count, builder.constant(1, 'f64')),
          states: Object.fromEntries(states),
        },
      }
    },
  }
}
