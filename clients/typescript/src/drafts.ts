/** What does an application say to have a message sent, and what is kept until the server has answered? */
import type { Problem } from './errors.ts'
import { newId } from './ids.ts'
import type { paths } from './schema.ts'

type SendBody =
  paths['/v1/conversations/{conversation_id}/messages']['post']['requestBody']['content']['application/json']

type WithoutId<T> = T extends unknown ? Omit<T, 'client_id'> : never

/** What to send: `type` and `content`, and whom it answers or mentions. */
export type NewMessage = WithoutId<SendBody>

/** A message under the name that it keeps over all connections and restarts. */
export type Draft = NewMessage & { conversation_id: string; client_id: string }

/** A message that the server has not stored yet; with a problem when it will not. */
export interface Queued {
  body: Draft
  queued_at: string
  problem?: Problem
}

/** Give a message its client id. */
export function draft(conversation_id: string, message: NewMessage): Draft {
  return { conversation_id, client_id: newId(), ...message }
}
