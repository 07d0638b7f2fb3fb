import { shapes } from './shapes.ts'

/** Every code that Gradus can report, in the order of the codes. */
export const catalog = { ...shapes } as const

/** A code of the catalogue, such as `E0302`. */
export type Code = keyof typeof catalog

type Placeholder<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never

/** The values that the message of a code needs. */
export type MessageValues<C extends Code> = Readonly<
  Record<Placeholder<(typeof catalog)[C]['message']>, string | number>
>
