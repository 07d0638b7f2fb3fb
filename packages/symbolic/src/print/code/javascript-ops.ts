import type { ElementwiseName } from '@gradus/ops'
import { arithmetic, calls, choices, commonFunctions, type Template } from './language.ts'

/** The ops that JavaScript has itself, as people write them. */
export const javascriptOps: Readonly<Partial<Record<ElementwiseName, Template>>> = {
  ...calls('Math.', `${commonFunctions} abs sign asin acos atan asinh acosh atanh`),
  ...calls('Math.', 'pow min max hypot atan2', 2),
  ...arithmetic,
  ...choices,
  exp2: 'Math.pow(2, #0)',
  sigmoid: '(1 / (1 + Math.exp(-(#0))))',
  softplus: '(Math.max(#0, 0) + Math.log1p(Math.exp(-Math.abs(#0))))',
  sec: '(1 / Math.cos(#0))',
  csc: '(1 / Math.sin(#0))',
  cot: '(1 / Math.tan(#0))',
  eq: '#0 === #1',
  ne: '#0 !== #1',
  relu: 'Math.max(#0, 0)',
}
