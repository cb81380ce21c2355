/** How is the connection? Silent while all is well. */
import { Button, Loader } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import { logOut } from '../session/session.ts'
import type { Link } from '../state/model.ts'
import { useView } from '../state/store.ts'
import css from './LinkState.module.css'

/** A short break is nothing to speak of. */
const SPOKEN_OF_MS = 700

type Said = 'connecting' | 'reconnecting' | 'catching-up' | 'offline' | 'stopped'

/** What there is to say, or null. Between two attempts it stays “offline”, so that the words do not flicker. */
function useSaid(link: Link): Said | null {
  const loaded = useView((view) => view.loaded)
  const { online } = useNetwork()
  const [late, setLate] = useState(false)
  const [missed, setMissed] = useState(false)
  useEffect(() => {
    setLate(false)
    if (link === 'online') return setMissed(false)
    if (link === 'offline') setMissed(true)
    const timer = setTimeout(() => setLate(true), SPOKEN_OF_MS)
    return () => clearTimeout(timer)
  }, [link])
  if (link === 'online') return null
  if (link === 'stopped') return link
  if (!online) return 'offline'
  if (!late && !missed) return null
  if (link === 'connecting') return loaded ? 'reconnecting' : 'connecting'
  return link
}

export function LinkState() {
  const { t } = useTranslation()
  const link = useView((view) => view.link)
  const said = useSaid(link)
  const isBroken = said === 'offline' || said === 'stopped'
  return (
    <div role="status" aria-live="polite" data-link={said ?? link}>
      {said && (
        <div className={css.state} data-broken={isBroken}>
          {isBroken ? <Icon of="alert" size={17} /> : <Loader size={14} />}
          <span className={css.words}>{t(`link.${said}`)}</span>
          {said === 'stopped' && (
            <Button size="compact-xs" variant="light" onClick={() => void logOut()}>
              {t('link.again')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
