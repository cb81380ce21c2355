/** How does an event change what the screen shows? The client reduces what is kept; typing and presence are added here. */
import { reduce, stepped, type Reducers, type StreamEvent } from '@tokenim/client'
import type { History, View } from './model.ts'

/** Typing is forgotten after so long without another word of it. */
export const TYPING_MS = 6_000

export const fold = (view: View, event: StreamEvent): View => stepped(ON_SCREEN, reduce(view, event), event)

const ON_SCREEN: Reducers<View> = {
  'message.sent': (view, { stream, data: { sender_id, client_id } }) => {
    const read = stoppedTyping(view, stream, sender_id)
    return sender_id === view.me.id ? settled(read, stream, client_id) : read
  },
  'typing.started': (view, { stream, data }) => typing(view, stream, data.user_id),
  'typing.stopped': (view, { stream, data }) => stoppedTyping(view, stream, data.user_id),
  'presence.changed': (view, { data: { user_id, ...known } }) => ({
    ...view,
    presence: { ...view.presence, [user_id]: known },
  }),
  // Also told to a device that was away, unlike the last event of the conversation itself.
  'conversation.left': (view, { data: { conversation_id, by } }) =>
    by && by !== view.me.id ? { ...view, removed_by: { ...view.removed_by, [conversation_id]: by } } : view,
}

export function onHistory(view: View, id: string, change: (it: History) => History): View {
  const before = view.histories[id]
  if (before === undefined) return view
  const after = change(before)
  return after === before ? view : { ...view, histories: { ...view.histories, [id]: after } }
}

/** The server has the message: it is no longer waiting. */
export function settled(view: View, id: string, client_id: string | null | undefined): View {
  const before = view.waiting[id]
  if (!before?.some((it) => it.client_id === client_id)) return view
  return { ...view, waiting: { ...view.waiting, [id]: before.filter((it) => it.client_id !== client_id) } }
}

function typing(view: View, id: string, user: string): View {
  if (user === view.me.id) return view
  const until = Date.now() + TYPING_MS
  return { ...view, typing: { ...view.typing, [id]: { ...view.typing[id], [user]: until } } }
}

export function stoppedTyping(view: View, id: string, user: string): View {
  if (!view.typing[id]?.[user]) return view
  const { [user]: _, ...others } = view.typing[id]
  return { ...view, typing: { ...view.typing, [id]: others } }
}
