import type { Builder, Node } from '@gradus/graph'
import {
  type AvailableOptimizerName,
  type LoweredModel,
  lowerStates,
  lowerUpdate,
  type ScheduleName,
  statesOf,
} from '@gradus/language'
import {
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  constant,
  cosine,
  exponential,
  type GradientTransform,
  momentum,
  type Rate,
  rmsprop,
  type Scalar,
  type Schedule,
  type State,
  sgd,
  stepDecay,
  warmup,
} from '@gradus/optim'
import type { Hyperparameter, OptimizerChoice, RunSettings } from './settings.ts'

/** An optimizer as training uses it: parameters in, parameters out. */
export interface Stepper {
  init(builder: Builder, parameters: readonly Node[]): State<Node>
  step(
    builder: Builder,
    gradients: readonly Node[],
    state: State<Node>,
    parameters: readonly Node[],
  ): { readonly parameters: readonly Node[]; readonly state: State<Node> }
}

/** The hyperparameters of one optimizer, as numbers that are fed or schedules of them. */
interface Settings {
  /** A number, fed under its path. */
  scalar(name: string): Scalar
  /** A number or a schedule. */
  rate(name: string): Rate
  /** Whether a number is given and not 0; such settings decide what is compiled. */
  has(name: string): boolean
}

const factories: Readonly<Record<AvailableOptimizerName, (s: Settings) => GradientTransform>> = {
  sgd: (s) =>
    sgd({
      lr: s.rate('lr'),
      ...(s.has('momentum') && { momentum: s.scalar('momentum') }),
      ...(s.has('nesterov') && { nesterov: true }),
      ...(s.has('decay') && { decay: s.scalar('decay') }),
    }),
  momentum: (s) =>
    momentum({
      lr: s.rate('lr'),
      beta: s.scalar('beta'),
      ...(s.has('dampening') && { dampening: s.scalar('dampening') }),
    }),
  rmsprop: (s) => rmsprop({ lr: s.rate('lr'), beta: s.scalar('beta'), eps: s.scalar('eps') }),
  adam: (s) => adam({ lr: s.rate('lr'), ...moments(s) }),
  adamw: (s) => adamw({ lr: s.rate('lr'), ...moments(s), decay: s.scalar('decay') }),
}

function moments(s: Settings): { beta1: Scalar; beta2: Scalar; eps: Scalar } {
  return { beta1: s.scalar('beta1'), beta2: s.scalar('beta2'), eps: s.scalar('eps') }
}

const scheduleFactories: Readonly<Record<ScheduleName, (s: Settings) => Schedule>> = {
  constant: (s) => constant(s.scalar('start')),
  cosine: (s) => cosine(s.scalar('start'), s.scalar('steps'), s.scalar('end')),
  step_decay: (s) => stepDecay(s.scalar('start'), s.scalar('every'), s.scalar('factor')),
  exponential: (s) => exponential(s.scalar('start'), s.scalar('factor')),
  warmup: (s) => warmup(s.rate('rate'), s.scalar('steps')),
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
          factories[optimizer.name as AvailableOptimizerName](
            settingsOf(builder, optimizer.args, ''),
          ),
        )
      : fromBlock(model, optimizer)
  if (clip === undefined) return stepper
  const limit = builder.input(settingBuffer('clip'), [], 'f64')
  const clipping = chain(clipByGlobalNorm(limit))
  return {
    init: stepper.init,
    step: (b, gradients, state, parameters) => {
      const rule = clipping.over(b)
      const { updates } = rule.update(gradients, rule.init(parameters), parameters)
      return stepper.step(b, updates, state, parameters)
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
      return scheduleFactories[value.name](settingsOf(builder, value.args, `${prefix}${name}.`))
    },
    has: (name) => {
      const value = args.get(name)
      return value !== undefined && !(value.kind === 'number' && value.value === 0)
    },
  }
}

function fromTransform(transform: GradientTransform): Stepper {
  return {
    init: (builder, parameters) => transform.over(builder).init(parameters),
    step: (builder, gradients, state, parameters) => {
      const result = transform.over(builder).update(gradients, state, parameters)
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
