import { suggest } from '@gradus/diagnostics'
import {
  findMistake,
  type OptionRule,
  oneOf,
  shown,
  truthValue,
  wholeFromZero,
} from './check-options.ts'
import type { Rate } from './protocol.ts'

/** A rule for a number, or for a value that is fed, whose number is not known yet. */
function scalar(what: string, isMet: (value: number) => boolean): OptionRule {
  return { what, isMet: (value) => (typeof value === 'number' ? isMet(value) : isCarried(value)) }
}

const fromZero = scalar('a number from 0 on', (x) => x >= 0 && Number.isFinite(x))
const positive = scalar('a number above 0', (x) => x > 0)
const share = scalar('a number from 0 up to, but not, 1', (x) => x >= 0 && x < 1)
const part = scalar('a number from 0 to 1', (x) => x >= 0 && x <= 1)
const finite = scalar('a finite number', Number.isFinite)
const length = scalar('a number of steps from 0 on', (x) => x >= 0)
const period = scalar('a number of steps above 0', (x) => x > 0)
const rate: OptionRule = {
  what: 'a number from 0 on, or a schedule such as `cosine(0.1, 100)`',
  isMet: (value) => isSchedule(value) || fromZero.isMet(value),
  cure: (value) =>
    typeof value === 'function'
      ? 'a schedule, such as `defineCurve((math, step) => math.div(0.1, step))`'
      : undefined,
}
const transformation: OptionRule = { what: 'an optimizer, such as `adam()`', isMet: isTransform }

/**
 * What hyperparameters have to be, by names that mean the same in every optimizer; where one
 * does not, the optimizer brings its own rule.
 */
const hyperparameterRules = {
  lr: rate,
  beta: share,
  beta1: share,
  beta2: share,
  beta3: share,
  momentum: share,
  keep: share,
  share: part,
  dampening: scalar('a number up to 1', (x) => x <= 1),
  eps: fromZero,
  epsInside: fromZero,
  decay: fromZero,
  lrDecay: fromZero,
  momentumDecay: fromZero,
  start: fromZero,
  damping: fromZero,
  trust: fromZero,
  least: fromZero,
  rho: positive,
  clip: positive,
  most: positive,
  batch: positive,
  every: period,
  warmup: length,
  averageFrom: length,
  power: finite,
  threshold: finite,
  steps: wholeFromZero,
  nesterov: truthValue,
  torch: truthValue,
  centered: truthValue,
  biasCorrection: truthValue,
  epsAt: oneOf(['maximum', 'denominator']),
  others: transformation,
  // Rprop's factors of a size.
  shrink: scalar('a number above 0 and up to 1', (x) => x > 0 && x <= 1),
  grow: scalar('a number from 1 on', (x) => x >= 1),
} as const satisfies Readonly<Record<string, OptionRule>>

type KnownName = keyof typeof hyperparameterRules

/** Rules that several functions ask for by what they are about. */
export const ruleOf = { fromZero, positive, share, part, finite, length, period, rate } as const

/**
 * Refuses hyperparameters that are missing, misspelt, or out of their range, and gives them back.
 *
 * Throws a TypeError for what is missing or has an unknown name, and a RangeError for a value
 * that a hyperparameter cannot have; both say what was probably meant.
 *
 * @param names  The names of shared rules that the optimizer has.
 * @param own  Rules of its own, which come first.
 */
export function checkHyperparameters<O extends object>(
  what: string,
  options: O,
  names: readonly KnownName[],
  own: Readonly<Record<string, OptionRule>> = {},
): O {
  const rules: Readonly<Record<string, OptionRule>> = {
    ...Object.fromEntries(names.map((name) => [name, hyperparameterRules[name]])),
    ...own,
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const first = Object.keys(rules)[0]!
    throw new TypeError(
      `${what}: options are an object, as in \`${what}({ ${first}: … })\`, not ${shown(options)}`,
    )
  }
  const mistake = findMistake(options, rules, nameMeant)
  if (!mistake) return options
  const { name, value, isUnknown, help } = mistake
  if (isUnknown) throw new TypeError(`${what} has no hyperparameter \`${name}\`: ${help}`)
  throw new RangeError(`${what}: \`${name}\` is ${shown(value)}: ${help}`)
}

/** The same for a hyperparameter that has no default. */
export function needHyperparameter<O extends object>(what: string, options: O, name: keyof O): O {
  if (options?.[name] !== undefined) return options
  throw new TypeError(`${what} needs \`${String(name)}\`, as in \`${what}({ lr: 0.01 })\``)
}

/** The same for arguments that have places, under their names. */
export function checkArguments(
  what: string,
  given: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = given[name]
    if (rule.isMet(value)) continue
    if (value === undefined) throw new TypeError(`${what} needs its \`${name}\`: ${rule.what}`)
    throw new RangeError(`${what}: \`${name}\` is ${shown(value)}: it has to be ${rule.what}`)
  }
}

/** Refuses boundaries that are not one fewer than what they stand between, or not in order. */
export function checkBoundaries(what: string, parts: unknown, boundaries: unknown): void {
  if (!Array.isArray(parts) || parts.length === 0 || !Array.isArray(boundaries)) {
    throw new TypeError(`${what} takes a list of at least one part, and a list of boundaries`)
  }
  if (boundaries.length !== parts.length - 1) {
    throw new RangeError(
      `${what}: ${parts.length} parts have ${parts.length - 1} boundaries between them, not ${boundaries.length}`,
    )
  }
  for (const [i, at] of boundaries.entries()) {
    checkArguments(what, { boundary: at }, { boundary: length })
    if (i === 0 || !(boundaries[i - 1] > at)) continue
    throw new RangeError(
      `${what}: boundaries rise, and ${shown(at)} comes after ${boundaries[i - 1]}`,
    )
  }
}

/** What other libraries call a hyperparameter, without capitals and underscores. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  lr: ['learningrate', 'rate', 'alpha', 'eta', 'stepsize', 'gamma'],
  decay: ['weightdecay', 'l2', 'wd', 'lambda'],
  weight_decay: ['decay', 'l2', 'wd', 'lambda'],
  eps: ['epsilon'],
  beta: ['momentum', 'rho', 'alpha', 'b1', 'beta1', 'decay'],
  momentum: ['beta', 'mu', 'b1', 'beta1'],
  beta1: ['b1', 'momentum', 'mu'],
  beta2: ['b2', 'rho'],
  betas: ['beta1', 'beta2', 'b1', 'b2'],
  alpha: ['rho', 'decay', 'beta'],
  rho: ['alpha', 'decay', 'beta'],
}

function nameMeant(name: string, known: readonly string[]): string | undefined {
  const plain = name.toLowerCase().replaceAll('_', '')
  const alias = known.find((each) => aliases[each]?.includes(plain))
  const near = known.find((each) => each.toLowerCase().replaceAll('_', '') === plain)
  return near ?? alias ?? suggest(name, known)
}

function isCarried(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value
}

/** Whether a value is a schedule, which can also become part of a graph. */
export function isSchedule(value: unknown): value is Exclude<Rate, number> {
  return typeof value === 'function' && 'over' in value
}

/** Whether a value is a transformation. */
export function isTransform(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'init' in value && 'over' in value
}

/** Refuses what is no transformation: a function of one is called first. */
export function checkTransform(what: string, value: unknown): void {
  if (isTransform(value)) return
  const cure = typeof value === 'function' ? ': call it, as in `adam()`' : ''
  throw new TypeError(
    `${what} takes optimizers and their parts, such as \`adam()\`, not ${shown(value)}${cure}`,
  )
}
