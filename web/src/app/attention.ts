/** How does somebody learn of a message while looking elsewhere? By the title of the page, and a notification. */
import { known } from '@tokenim/client'
import { useEffect, useMemo } from 'react'
import { goTo } from '../parts/route.ts'
import { isInvitation, type Conversation, type Message, type View } from '../state/model.ts'
import { nameOf, titleOf } from '../state/names.ts'
import { wanted } from '../state/notifying.ts'
import { preview } from '../state/preview.ts'
import { useChat, useView } from '../state/store.ts'

const loud = (it: Conversation): number => {
  if (isInvitation(it)) return 0
  return it.muted ? it.mentions : it.unread
}

export function useAttention(open: string | null): void {
  const chat = useChat()
  const unread = useView((view) => Object.values(view.conversations).reduce((sum, it) => sum + loud(it), 0))
  const notices = useMemo(() => new Notices(), [chat])
  useEffect(() => {
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) TokenIM` : 'TokenIM'
  }, [unread])
  useEffect(() => {
    const stop = chat.view.listen(() => notices.takeAway(chat.view.get()))
    return () => {
      stop()
      notices.close()
      document.title = 'TokenIM'
    }
  }, [chat, notices])
  useEffect(() => {
    chat.onArrival = (conversation, message) => {
      if (isInvitation(conversation)) return
      const mentioned = message.mentions_all || message.mentions?.includes(chat.view.get().me.id)
      const looking = !document.hidden && document.hasFocus() && open === conversation.id
      if (looking || !document.hidden || !wanted() || (conversation.muted && !mentioned)) return
      void chat.people.met(message.sender_id).then(() => notices.show(conversation, message, chat.view.get()))
    }
  }, [chat, open, notices])
}

/** What is on the screen of the device: at most one for each conversation, as long as its message is news. */
class Notices {
  #shown = new Map<string, { seq: number; notification: Notification }>()

  show(conversation: Conversation, message: Message, view: View): void {
    const { id } = conversation
    if (!isNews(view, id, message.seq)) return
    const from = nameOf(view.people[message.sender_id])
    const body = conversation.kind === 'direct' ? preview(message) : `${from}: ${preview(message)}`
    const notification = new Notification(titleOf(conversation, view.people), {
      body,
      tag: id,
      icon: '/icon.svg',
    })
    notification.onclick = () => {
      window.focus()
      goTo(id)
      notification.close()
    }
    this.#shown.set(id, { seq: message.seq, notification })
  }

  /** What was read, recalled or deleted here or elsewhere is no news any more. */
  takeAway(view: View): void {
    for (const [id, { seq, notification }] of this.#shown) {
      if (isNews(view, id, seq)) continue
      notification.close()
      this.#shown.delete(id)
    }
  }

  close(): void {
    for (const { notification } of this.#shown.values()) notification.close()
    this.#shown.clear()
  }
}

function isNews(view: View, id: string, seq: number): boolean {
  const conversation = view.conversations[id]
  if (!conversation || conversation.read_seq >= seq || view.hidden[id]?.includes(seq)) return false
  return !known(view, id, seq)?.recalled
}
