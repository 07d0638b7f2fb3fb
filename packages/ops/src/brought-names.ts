import { routineNames } from './names.ts'

/** Ops whose rows stand by themselves, each in one object; see Note [Brought ops]. */
export const broughtNames = [
  ...routineNames,
  'prod',
  'windows',
  'overlap_add',
  'take_along_axis',
  'add_along_axis',
  'random',
] as const
export type BroughtName = (typeof broughtNames)[number]
