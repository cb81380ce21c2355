/** Which of the two screens: logging in, or the chat? */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Boundary } from '../parts/Boundary.tsx'
import { Toasts } from '../parts/Toasts.tsx'
import { SignIn } from '../session/SignIn.tsx'
import { here, type Here } from '../session/session.ts'
import { Chat } from '../state/chat.ts'
import { ChatContext } from '../state/store.ts'
import { Desk } from './Desk.tsx'

export function App() {
  const now = useSyncExternalStore(here.listen, here.get)
  return (
    <>
      <Boundary>{now ? <LoggedIn key={now.client.me.id} here={now} /> : <SignIn />}</Boundary>
      <Toasts />
    </>
  )
}

function LoggedIn({ here: { client, store } }: { here: Here }) {
  const [chat, setChat] = useState<Chat | null>(null)
  useEffect(() => {
    const made = new Chat(client, store, client.me)
    setChat(made)
    return () => made.close()
  }, [client, store])
  return (
    chat && (
      <ChatContext value={chat}>
        <Desk />
      </ChatContext>
    )
  )
}
