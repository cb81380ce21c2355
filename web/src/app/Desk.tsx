/** The chat: the list on the side, a conversation in the middle, its details beside it. On a phone one at a time. */
import { useHotkeys } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { Room } from '../history/Room.tsx'
import { Finder } from '../lists/Finder.tsx'
import { NewGroup } from '../lists/NewGroup.tsx'
import { Sidebar } from '../lists/Sidebar.tsx'
import { Boundary } from '../parts/Boundary.tsx'
import { goTo, useConversationId } from '../parts/route.ts'
import { useChat } from '../state/store.ts'
import { useAttention } from './attention.ts'
import css from './Desk.module.css'
import { Nothing } from './Nothing.tsx'

export function Desk() {
  const chat = useChat()
  const id = useConversationId()
  const [finding, setFinding] = useState(false)
  const [grouping, setGrouping] = useState(false)
  const begin = { onFind: () => setFinding(true), onGroup: () => setGrouping(true) }
  useAttention(id)
  useHotkeys([['mod+K', begin.onFind]], [])
  useEffect(() => {
    if (id === null) chat.leave()
  }, [chat, id])
  return (
    <div className={css.desk} data-open={id !== null}>
      <Boundary onReload={() => chat.reload()}>
        <Sidebar chosen={id} {...begin} />
      </Boundary>
      <main className={css.main}>
        {id ? (
          <Boundary key={id} onReload={() => chat.reload(id)}>
            <Room id={id} />
          </Boundary>
        ) : (
          <Nothing {...begin} />
        )}
      </main>
      {grouping && <NewGroup onClose={() => setGrouping(false)} />}
      {finding && (
        <Finder
          onClose={() => setFinding(false)}
          onChosen={(chosen) => {
            setFinding(false)
            goTo(chosen)
          }}
        />
      )}
    </div>
  )
}
