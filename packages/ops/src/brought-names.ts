import { linearAlgebraNames } from './names.ts'

/** Ops whose rows stand by themselves, each in one object; see Note [Brought ops]. */
export const broughtNames = [
  ...linearAlgebraNames,
  'argsort',
  'cumsum',
  'prod',
  'windows',
  'overlap_add',
  'take_along_axis',
  'add_along_axis',
  'random',
] as const
export type BroughtName = (typeof broughtNames)[number]
