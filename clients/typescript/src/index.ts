/** What does an application import? Everything that is public. */
export { Client, type ClientOptions, type Registration } from './client.ts'
export type { Draft, NewMessage, Queued } from './drafts.ts'
export { Ended, NotConnected, RestError, type Problem } from './errors.ts'
export type * from './events.ts'
export { newId } from './ids.ts'
export { IndexedDbStore } from './indexed_db_store.ts'
export { KeptSessions } from './kept_sessions.ts'
export { Live, type LiveEvents, type LiveState } from './live.ts'
export { MemoryStore } from './memory_store.ts'
export type { AnswerOf } from './operations.ts'
export { changed, isChange, mustBeRead, reactionCount, type Change } from './projection.ts'
export { answer, type Rest } from './rest.ts'
export type { components, paths } from './schema.ts'
export type { NotSent, Pending, Sent } from './sending.ts'
export type { Keeping, Session } from './session.ts'
export type { WebSocketClass, WebSocketLike } from './socket.ts'
export type { Composition, History, HistoryPage, MentionSpan, Saved, Store } from './store.ts'
export { reduce, stepped } from './reduce.ts'
export {
  begun,
  current,
  known,
  nothing,
  quoted,
  removed,
  reread,
  seen,
  told,
  toldMembers,
  type Shown,
} from './shown.ts'
export {
  around,
  inStretch,
  KEPT,
  newer,
  newest,
  older,
  place,
  shortened,
  type Page,
  type Stretch,
} from './stretch.ts'
