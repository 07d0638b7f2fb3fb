import { tensor } from '@gradus/tensor'
import { describe, expect, it } from 'vitest'
import * as optim from '../src/index.ts'

// Mistakes that types forbid, as JavaScript and casts make them.
const lib = optim as unknown as Readonly<Record<string, (...args: unknown[]) => never>>
const w = tensor([1, 2])
const g = tensor([3, 4])
const adam = optim.adam()
const saved = () => JSON.parse(JSON.stringify(optim.saveState(adam.init(w))))
const damaged = (change: (values: Record<string, { data?: unknown[] }>) => void) => {
  const state = saved()
  change(state.values)
  return () => optim.loadState(state, adam.init(w))
}

type Case = readonly [what: string, call: () => unknown, message: RegExp]

function refuses(cases: readonly Case[]): void {
  it.each(cases)('%s', (_, call, message) => {
    expect(call).toThrow(message)
  })
}

describe('a hyperparameter is refused', () => {
  refuses([
    ['that is negative', () => lib.adam!({ lr: -1 }), /adam: `lr` is -1: .* from 0 on/],
    ['that is not a number', () => lib.adam!({ lr: Number.NaN }), /`lr` is NaN/],
    ['that is text', () => lib.sgd!({ lr: '0.1' }), /`lr` is "0.1"/],
    ['that is null', () => lib.adamw!({ decay: null }), /`decay` is null/],
    ['of 1 for a moment', () => lib.adam!({ beta1: 1 }), /`beta1` is 1: .* up to, but not, 1/],
    ['above 1 for a moment', () => lib.lion!({ beta2: 1.5 }), /`beta2` is 1.5/],
    [
      'by a name of Keras',
      () => lib.adam!({ learningRate: 1 }),
      /`learningRate`: did you mean `lr`/,
    ],
    ['by a name of optax', () => lib.rmsprop!({ lr: 1, rho: 0.9 }), /`rho`: did you mean `beta`/],
    ['by a name of PyTorch', () => lib.adamw!({ weight_decay: 1 }), /did you mean `decay`/],
    ['with a slip', () => lib.adam!({ nestrov: true }), /did you mean `nesterov`/],
    ['of another optimizer', () => lib.adam!({ trust: 1 }), /there are lr, beta1, beta2, eps/],
    ['that stands alone', () => lib.adam!(0.1), /options are an object, as in `adam\({ lr: … }\)`/],
    ['that is missing', () => lib.sgd!(), /sgd needs `lr`, as in `sgd\({ lr: 0.01 }\)`/],
    ['that is a plain function', () => lib.adam!({ lr: () => 1 }), /a schedule, such as/],
    ['that is no optimizer', () => lib.muon!({ others: optim.adam }), /an optimizer, such as/],
    ['that is half a step', () => lib.muon!({ steps: 1.5 }), /`steps` is 1.5: .* whole number/],
  ])
})

describe('a part of an optimizer is refused', () => {
  refuses([
    [
      'that is not called',
      () => lib.chain!(optim.adam),
      /not a function: call it, as in `adam\(\)`/,
    ],
    ['that is missing', () => lib.lookahead!(), /lookahead takes optimizers .* not undefined/],
    ['of no steps', () => lib.accumulate!(adam, 0), /`every` is 0: .* above 0/],
    ['with a number for a schedule', () => lib.scheduled!({ lr: 1 }, optim.sgd), /by `constant`/],
  ])
})

describe('a schedule is refused', () => {
  const { lr_scheduler } = optim.torch
  refuses([
    ['without its numbers', () => lib.cosine!(), /cosine needs its `start`/],
    ['of a length below 0', () => lib.warmup!(0.1, -1), /`steps` is -1: .* from 0 on/],
    ['of no period', () => lib.step!(0.1, 0), /`every` is 0: .* above 0/],
    ['of text', () => lib.exponential!('0.1', 1), /`start` is "0.1"/],
    ['of too few boundaries', () => lib.join!([1, 2], []), /2 parts have 1 boundaries .* not 0/],
    ['of boundaries that fall', () => lib.join!([1, 2, 3], [5, 2]), /boundaries rise, and 2/],
    ['of no parts', () => lib.piecewiseConstant!([], []), /at least one part/],
    ['at a step that is none', () => optim.cosine(1, 2)(Number.NaN), /from 0 on, not NaN/],
    ['of a factor that grows', () => lib.reduceOnPlateau!(1, { factor: 2 }), /`factor` is 2/],
    [
      'of PyTorch without a rate',
      () => lr_scheduler.StepLR({ step_size: 1 } as never),
      /`base_lr`/,
    ],
    [
      'of PyTorch with a slip',
      () => lr_scheduler.CyclicLR({ base_lr: 0.1, max_lr: 1, mode: 'triangulr' as never }),
      /`mode` is "triangulr": did you mean "triangular"/,
    ],
  ])

  it.each([
    ['cosine', optim.cosine(1, 0, 0.25), 0.25],
    ['linear', optim.linear(1, 0.25, 0), 0.25],
    ['polynomial', optim.polynomial(1, 0, 2, 0.25), 0.25],
    ['warmup', optim.warmup(1, 0), 1],
    ['cyclic without a rise', optim.cyclic(0, 1, 0, 4), 1],
    ['oneCycle whose rise is its first step', optim.oneCycle(1, 10, { rise: 0.1 }), 1],
  ])('unless it has no length: %s is at its end at once', (_, schedule, end) => {
    expect(schedule(0)).toBe(end)
  })
})

describe("an option of PyTorch's optimizers is refused", () => {
  const torch = optim.torch as unknown as typeof lib
  refuses([
    ['by a name of ours', () => torch.Adam!({ beta1: 0.9 }), /did you mean `betas`/],
    ['that is no pair', () => torch.Adam!({ betas: 0.9 }), /`betas` is 0.9: .* a pair/],
    ['that is negative', () => torch.SGD!({ lr: -1 }), /torch.SGD: `lr` is -1/],
    ['for a line search', () => torch.LBFGS!({ line_search_fn: 'wolfe' }), /strong_wolfe/],
  ])

  it('unless it changes no result', () => {
    expect(() => torch.Adam!({ foreach: false, fused: null, params: [] })).not.toThrow()
  })
})

describe('a search for a learning rate is refused', () => {
  refuses([
    ['without a function', () => lib.findLearningRate!(), /trains for one step/],
    ['from a rate of 0', () => lib.findLearningRate!(() => 1, { from: 0 }), /`from` is 0/],
    ['that goes down', () => lib.findLearningRate!(() => 1, { from: 1, to: 0.1 }), /not below/],
    ['of no steps', () => lib.findLearningRate!(() => 1, { steps: 0 }), /from 3 on/],
  ])
})

describe('a tree is refused', () => {
  const update = (gradients: unknown, parameters: unknown) => () =>
    adam.update(gradients, adam.init(parameters), parameters)
  refuses([
    ['of other keys', update({ a: g, c: g }, { a: w, b: w }), /at `b`, parameters .* at `c`/],
    ['of fewer leaves', update([g], [w, w]), /gradients have nothing at `1`/],
    ['of other shapes', update({ a: tensor(1) }, { a: w }), /shapes at `a`: \[\] and \[2\]/],
    ['of whole numbers', update(g, tensor([1], { dtype: 'i32' })), /not i32: .*cast\('f64'\)/],
    ['that is missing', update(g, undefined), /needs the parameters/],
    [
      'of other updates',
      () => optim.applyUpdates({ a: w }, { b: g }),
      /updates have nothing at `a`/,
    ],
  ])

  it('unless it holds nothing, or typed arrays', () => {
    expect(adam.update({}, adam.init({}), {}).updates).toEqual({})
    const at = { x: Float64Array.of(1, 2) }
    const { updates } = optim.sgd({ lr: 1 }).update({ x: Float64Array.of(3, 4) }, {}, at)
    expect(optim.applyUpdates(at, updates as never).x).toEqual(tensor([-2, -2]))
  })
})

describe('a state is refused', () => {
  const update = (state: unknown) => () => adam.update(g, state as never, w)
  const other = optim.heavyBall({ lr: 1 }).init(w)
  refuses([
    ['of another optimizer', update(other), /has no `0.count`: it is that of another optimizer/],
    [
      'of other parameters',
      update(adam.init(tensor([1, 2, 3]))),
      /`0.mu.0` with shape \[3\], not \[2\]/,
    ],
    ['that is missing', update(undefined), /there is no state: `init\(parameters\)`/],
    ['that was not loaded', update(optim.saveState(adam.init(w))), /read it by `loadState/],
    ['that is still text', () => lib.loadState!(JSON.stringify(saved()), w), /after `JSON.parse`/],
    ['that is empty', () => lib.loadState!({}, adam.init(w)), /no version or no values/],
    [
      'with elements cut off',
      damaged((values) => values['0.mu.0']!.data!.pop()),
      /cut off: 1 of 2/,
    ],
    ['with a list cut off', damaged((values) => delete values['0.mu.0']!.data), /no list of 2/],
    ['with a value cut off', damaged((values) => delete values['0.nu.0']), /2 values are saved/],
    ['with null for a number', damaged((values) => (values['0.mu.0']!.data = [null, 1])), /null/],
    ['with a word for a number', damaged((values) => (values['0.mu.0']!.data = ['x', 1])), /"x"/],
  ])
})

describe('what is beside gradients is refused', () => {
  const newton = optim.newton()
  const sophia = optim.sophia()
  const lbfgs = optim.lbfgs()
  const extras = (optimizer: optim.GradientTransform, given: unknown) => () =>
    optimizer.update(g, optimizer.init(w), w, given as never)
  refuses([
    ['a Hessian of another size', extras(newton, { hessian: [[1]] }), /shape \[2,2\], not \[1,1\]/],
    ['a Hessian that is a line', extras(newton, { hessian: [1, 2] }), /not \[2\]/],
    ['an objective of several numbers', extras(lbfgs, { value: w }), /is one number/],
    ['a curvature of another tree', extras(sophia, { curvature: [w] }), /different trees/],
  ])
})

describe('a gradient that is not a number', () => {
  it.each([
    ['lion', optim.lion()],
    ['signSgd', optim.signSgd({ lr: 1 })],
  ])('shows in the steps of %s', (_, optimizer) => {
    const { updates } = optimizer.update(tensor([Number.NaN, 1]), optimizer.init(w), w)
    expect(updates.data()[0]).toBeNaN()
  })
})
