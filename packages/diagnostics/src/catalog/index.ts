import { build } from './build.ts'
import { data } from './data.ts'
import { file } from './file.ts'
import { imports } from './imports.ts'
import { internal } from './internal.ts'
import { lints } from './lints.ts'
import { names } from './names.ts'
import { running } from './running.ts'
import { shapes } from './shapes.ts'
import { syntax } from './syntax.ts'
import { tests } from './tests.ts'
import { training } from './training.ts'

/** Every code that Gradus can report, in the order of the codes. */
export const catalog = {
  ...file,
  ...syntax,
  ...names,
  ...shapes,
  ...data,
  ...imports,
  ...training,
  ...lints,
  ...running,
  ...build,
  ...tests,
  ...internal,
} as const

/** A code of the catalogue, such as `E0302`. */
export type Code = keyof typeof catalog

type Placeholder<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never

/** The values that the message of a code needs. */
export type MessageValues<C extends Code> = Readonly<
  Record<Placeholder<(typeof catalog)[C]['message']>, string | number>
>
