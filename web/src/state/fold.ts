/** How does an event change what the screen shows? The client reduces what is kept; typing and presence are added here. */
import { reduce, type StreamEvent } from '@tokenim/client'
import type { History, View } from './model.ts'

/** Typing is forgotten after so long without another word of it. */
export const TYPING_MS = 6_000

export function fold(view: View, event: StreamEvent): View {
  const next = reduce(view, event)
  switch (event.event) {
    case 'message.sent': {
      const { sender_id, client_id } = event.data
      const read = stoppedTyping(next, event.stream, sender_id)
      return sender_id === view.me.id ? settled(read, event.stream, client_id) : read
    }
    case 'typing.started':
      return typing(next, event.stream, event.data.user_id)
    case 'typing.stopped':
      return stoppedTyping(next, event.stream, event.data.user_id)
    case 'presence.changed': {
      const { user_id, ...known } = event.data
      return { ...next, presence: { ...next.presence, [user_id]: known } }
    }
    case 'conversation.left': {
      // Also told to a device that was away, unlike the last event of the conversation itself.
      const { conversation_id, by } = event.data
      const isRemoval = by && by !== view.me.id
      return isRemoval ? { ...next, removed_by: { ...next.removed_by, [conversation_id]: by } } : next
    }
    default:
      return next
  }
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
