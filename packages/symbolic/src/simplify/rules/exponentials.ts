import type { Identity } from '../../identity/identity.ts'
import { arePositive } from './conditions.ts'

/** Exponentials, logarithms, and the functions made of them. */
export const exponentials: readonly Identity[] = [
  { name: 'log-of-exp', from: 'log(exp(a))', to: 'a' },
  { name: 'exp-of-log', from: 'exp(log(a))', to: 'a' },
  { name: 'exp-of-scaled-log', from: 'exp(b*log(a))', to: 'a^b' },
  { name: 'log-of-power', from: 'log(a^b)', to: 'b*log(a)', when: arePositive },
  { name: 'sum-of-logs', from: 'log(a) + log(b)', to: 'log(a*b)' },
  { name: 'difference-of-logs', from: 'log(a) - log(b)', to: 'log(a/b)' },
  { name: 'product-of-exps', from: 'exp(a)*exp(b)', to: 'exp(a + b)' },
  { name: 'expm1-plus-one', from: 'expm1(a) + 1', to: 'exp(a)' },
  { name: 'exp-of-log1p', from: 'exp(log1p(a))', to: '1 + a' },
  { name: 'logistic-function', from: '1/(1 + exp(-a))', to: 'sigmoid(a)' },
  { name: 'logistic-quotient', from: 'exp(a)/(1 + exp(a))', to: 'sigmoid(a)' },
  { name: 'logistic-share', from: 'exp(a)/(exp(a) + exp(b))', to: 'sigmoid(a - b)' },
  { name: 'sigmoid-times-exp', from: 'sigmoid(a)*exp(-a)', to: 'sigmoid(-a)' },
  { name: 'opposite-sigmoid', from: '1 - sigmoid(a)', to: 'sigmoid(-a)' },
  { name: 'sum-of-opposite-sigmoids', from: 'sigmoid(a) + sigmoid(-a)', to: '1' },
  { name: 'softplus-of-log', from: 'log(1 + exp(a))', to: 'softplus(a)' },
  { name: 'exp-of-softplus', from: 'exp(softplus(a))', to: '1 + exp(a)' },
  { name: 'difference-of-softplus', from: 'softplus(a) - softplus(-a)', to: 'a' },
]
