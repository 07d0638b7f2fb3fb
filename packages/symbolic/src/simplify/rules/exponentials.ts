import type { Identity } from '../../identity/identity.ts'
import { arePositive } from './conditions.ts'

/** Exponentials, logarithms, and the functions made of them. */
export const exponentials: readonly Identity[] = [
  { from: 'log(exp(a))', to: 'a' },
  { from: 'exp(log(a))', to: 'a' },
  { from: 'exp(b*log(a))', to: 'a^b' },
  { from: 'log(a^b)', to: 'b*log(a)', when: arePositive },
  { from: 'log(a) + log(b)', to: 'log(a*b)' },
  { from: 'log(a) - log(b)', to: 'log(a/b)' },
  { from: 'exp(a)*exp(b)', to: 'exp(a + b)' },
  { from: 'expm1(a) + 1', to: 'exp(a)' },
  { from: 'exp(log1p(a))', to: '1 + a' },
  { from: '1/(1 + exp(-a))', to: 'sigmoid(a)' },
  { from: 'exp(a)/(1 + exp(a))', to: 'sigmoid(a)' },
  { from: 'exp(a)/(exp(a) + exp(b))', to: 'sigmoid(a - b)' },
  { from: 'sigmoid(a)*exp(-a)', to: 'sigmoid(-a)' },
  { from: '1 - sigmoid(a)', to: 'sigmoid(-a)' },
  { from: 'sigmoid(a) + sigmoid(-a)', to: '1' },
  { from: 'log(1 + exp(a))', to: 'softplus(a)' },
  { from: 'exp(softplus(a))', to: '1 + exp(a)' },
  { from: 'softplus(a) - softplus(-a)', to: 'a' },
]
