/** What does an operation answer? By its name on the socket, which is that of the server's description with dots. */
import type { operations } from './schema.ts'

type Described<Name extends string> = Name extends `${infer Area}.${infer Rest}`
  ? `${Area}_${Described<Rest>}`
  : Name

type Json<Answers> = {
  [Status in keyof Answers]: Status extends number
    ? Answers[Status] extends { content: { 'application/json': infer Body } }
      ? Body
      : void
    : never
}[keyof Answers]

/** The answer to an operation; unknown for one that this client does not know. */
export type AnswerOf<Name extends string> =
  Described<Name> extends keyof operations ? Json<operations[Described<Name>]['responses']> : unknown
