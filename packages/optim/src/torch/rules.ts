import {
  list,
  type OptionRule,
  oneOf,
  truthValue,
  wholeFromZero,
  wholePositive,
} from '../check-options.ts'
import { checkHyperparameters, ruleOf } from '../hyperparameters.ts'

const { fromZero, positive, share, finite, length, period, rate, part } = ruleOf

function pairOf(what: string, each: OptionRule): OptionRule {
  return {
    what,
    isMet: (value) => Array.isArray(value) && value.length === 2 && value.every(each.isMet),
  }
}

function orNull(rule: OptionRule): OptionRule {
  return { ...rule, isMet: (value) => value === null || rule.isMet(value) }
}

const callable: OptionRule = {
  what: 'a function of the step',
  isMet: (value) => typeof value === 'function',
}
/** How PyTorch computes, which changes no result. */
const neutral: OptionRule = { what: 'left out', isMet: () => true }

/** What PyTorch's hyperparameters have to be; its names mean the same everywhere but here. */
const torchRules = {
  lr: rate,
  weight_decay: fromZero,
  maximize: truthValue,
  // PyTorch takes any momentum of 0 or more, and so do its trajectories.
  momentum: fromZero,
  dampening: finite,
  nesterov: truthValue,
  lr_decay: fromZero,
  initial_accumulator_value: fromZero,
  eps: fromZero,
  rho: part,
  alpha: fromZero,
  centered: truthValue,
  betas: pairOf('a pair of numbers from 0 up to, but not, 1', share),
  amsgrad: truthValue,
  decoupled_weight_decay: truthValue,
  momentum_decay: fromZero,
  lambd: finite,
  t0: finite,
  etas: pairOf('a pair of numbers, below and above 1', positive),
  step_sizes: pairOf('a pair of numbers above 0', positive),
  beta2_decay: finite,
  d: positive,
  ns_coefficients: list,
  ns_steps: wholeFromZero,
  adjust_lr_fn: orNull(oneOf(['original', 'match_rms_adamw'])),
  max_iter: wholePositive,
  max_eval: wholePositive,
  tolerance_grad: fromZero,
  tolerance_change: fromZero,
  history_size: wholePositive,
  line_search_fn: orNull(oneOf(['strong_wolfe'])),
  max_ls: {
    what: "a whole number, or 'max_eval'",
    isMet: (value: unknown) => value === 'max_eval' || wholeFromZero.isMet(value),
  },
  base_lr: finite,
  max_lr: finite,
  step_size: period,
  gamma: finite,
  milestones: list,
  factor: finite,
  total_iters: length,
  start_factor: finite,
  end_factor: finite,
  power: finite,
  T_max: period,
  eta_min: finite,
  T_0: period,
  T_mult: positive,
  lr_lambda: callable,
  schedulers: list,
  swa_lr: finite,
  anneal_epochs: wholeFromZero,
  anneal_strategy: oneOf(['cos', 'linear']),
  total_steps: wholePositive,
  epochs: wholePositive,
  steps_per_epoch: wholePositive,
  pct_start: part,
  base_momentum: finite,
  max_momentum: finite,
  div_factor: positive,
  final_div_factor: positive,
  three_phase: truthValue,
  cycle_momentum: truthValue,
  step_size_up: period,
  step_size_down: orNull(period),
  scale_fn: orNull(callable),
  scale_mode: oneOf(['cycle', 'iterations']),
  mode: oneOf(['triangular', 'triangular2', 'exp_range', 'min', 'max']),
  patience: wholeFromZero,
  threshold: fromZero,
  threshold_mode: oneOf(['rel', 'abs']),
  cooldown: wholeFromZero,
  min_lr: fromZero,
} as const satisfies Readonly<Record<string, OptionRule>>

type TorchName = keyof typeof torchRules

const neutralNames = [
  'foreach',
  'fused',
  'capturable',
  'differentiable',
  'last_epoch',
  'verbose',
  // A group of parameters says which they are; here that is said by `multiTransform`.
  'params',
]

/** What optimizers have in common. */
export const commonNames = ['lr', 'weight_decay', 'maximize'] as const

/**
 * Refuses hyperparameters that PyTorch does not have or does not take, and gives them back.
 *
 * @param needed  Those without a default.
 * @param own  Rules that differ from those of the same name.
 */
export function checkTorch<O extends object>(
  what: string,
  options: O,
  names: readonly TorchName[],
  needed: readonly TorchName[] = [],
  own: Readonly<Record<string, OptionRule>> = {},
): O {
  const rules = Object.fromEntries([
    ...[...needed, ...names].map((name) => [name, torchRules[name]]),
    ...neutralNames.map((name) => [name, neutral]),
  ])
  checkHyperparameters(`torch.${what}`, options, [], { ...rules, ...own })
  const missing = needed.find((name) => (options as Record<string, unknown>)[name] === undefined)
  if (missing === undefined) return options
  throw new TypeError(`torch.${what} needs \`${missing}\`: ${torchRules[missing].what}`)
}

/** `eps` of Adafactor: the first may be left to the dtype. */
export const epsPair: OptionRule = pairOf('a pair of numbers from 0 on', orNull(fromZero))
