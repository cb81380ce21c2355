/** How does somebody learn of a message while looking elsewhere? By the title of the page, and a notification. */
import { useEffect } from 'react'
import type { Conversation, Message, View } from '../state/model.ts'
import { nameOf, titleOf } from '../state/names.ts'
import { preview } from '../state/preview.ts'
import { useChat, useView } from '../state/store.ts'
import { goTo } from './route.ts'

const WANTED = 'tokenim.notify'

export const wanted = (): boolean =>
  localStorage.getItem(WANTED) === 'yes' && 'Notification' in window && Notification.permission === 'granted'

/** Turn notifications on or off; the answer says whether they are on now. */
export async function want(on: boolean): Promise<boolean> {
  localStorage.setItem(WANTED, on ? 'yes' : 'no')
  if (on && 'Notification' in window && Notification.permission === 'default')
    await Notification.requestPermission()
  return wanted()
}

export function useAttention(open: string | null): void {
  const chat = useChat()
  const unread = useView((view) =>
    Object.values(view.conversations).reduce((sum, it) => sum + (it.muted ? it.mentions : it.unread), 0),
  )
  useEffect(() => {
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) TokenIM` : 'TokenIM'
  }, [unread])
  useEffect(() => {
    chat.onArrival = (conversation, message) => {
      const mentioned = message.mentions_all || message.mentions?.includes(chat.view.get().me.id)
      const looking = !document.hidden && document.hasFocus() && open === conversation.id
      if (looking || !document.hidden || !wanted() || (conversation.muted && !mentioned)) return
      void chat.people
        .met(message.sender_id)
        .then(() => notify(conversation, message, chat.view.get().people))
    }
  }, [chat, open])
}

function notify(conversation: Conversation, message: Message, people: View['people']): void {
  const from = nameOf(people[message.sender_id])
  const body = conversation.kind === 'direct' ? preview(message) : `${from}: ${preview(message)}`
  const shown = new Notification(titleOf(conversation, people), {
    body,
    tag: conversation.id,
    icon: '/icon.svg',
  })
  shown.onclick = () => {
    window.focus()
    goTo(conversation.id)
    shown.close()
  }
}
