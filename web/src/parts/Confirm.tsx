/** Are you sure? Asked before what cannot be undone. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import css from './Confirm.module.css'
import { Window } from './Window.tsx'

export interface Question {
  text: string
  yes: string
  then: () => Promise<unknown>
}

export function Confirm({ question, onClose }: { question: Question; onClose: () => void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const sure = async () => {
    setBusy(true)
    await question.then()
    onClose()
  }
  return (
    <Window onClose={onClose} title={question.yes} size="sm">
      <p className={css.text}>{question.text}</p>
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('say.cancel')}
        </Button>
        <Button color="red" loading={busy} onClick={() => void sure()} data-autofocus>
          {question.yes}
        </Button>
      </div>
    </Window>
  )
}
