import { defineCurve } from '../schedule/curve.ts'
import type { Scalar } from '../transform.ts'
import { checkTorch } from './rules.ts'
import type { Scheduler } from './scheduler.ts'
import { numberOf } from './scheduler.ts'
import type { BaseOptions } from './schedulers.ts'

/** What `SWALR` takes. */
export interface SWALROptions extends BaseOptions {
  readonly swa_lr: Scalar
  readonly anneal_epochs?: number
  readonly anneal_strategy?: 'cos' | 'linear'
}

/** `torch.optim.swa_utils.SWALR`: goes to `swa_lr` over `anneal_epochs` steps and stays there. */
export function SWALR(options: SWALROptions): Scheduler {
  const {
    base_lr,
    swa_lr,
    anneal_epochs = 10,
    anneal_strategy = 'cos',
  } = checkTorch('SWALR', options, ['anneal_epochs', 'anneal_strategy'], ['base_lr', 'swa_lr'])
  const isCosine = anneal_strategy === 'cos'
  const schedule = defineCurve((math, step) => {
    const done = anneal_epochs === 0 ? math.of(1) : math.min(math.div(step, anneal_epochs), 1)
    const wave = math.mul(0.5, math.sub(1, math.cos(math.mul(Math.PI, done))))
    const share = isCosine ? wave : done
    return math.add(math.mul(swa_lr, share), math.mul(base_lr, math.sub(1, share)))
  })
  const shareAt = (step: number): number => {
    const done = Math.max(0, Math.min(1, step / Math.max(1, anneal_epochs)))
    return isCosine ? (1 - Math.cos(Math.PI * done)) / 2 : done
  }
  const advance = (at: number, rate: number): number => {
    const step = anneal_epochs === 0 ? Math.max(1, at) : at
    const [before, share, end] = [shareAt(step - 1), shareAt(step), numberOf(swa_lr)]
    const start = before === 1 ? end : (rate - before * end) / (1 - before)
    return end * share + start * (1 - share)
  }
  const resume = (rate: number): number => advance(0, rate)
  return Object.assign(schedule, { advance, resume, isFactor: false })
}
