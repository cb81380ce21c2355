/** Who may put me into groups without asking? */
import { SegmentedControl } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { attempt } from '../parts/toasts.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Account.module.css'

const CHOICES = ['everybody', 'acquainted', 'nobody'] as const
type Choice = (typeof CHOICES)[number]

export function WhoMayAdd() {
  const { t } = useTranslation()
  const { api, people } = useChat()
  const [me, kept] = useView((view) => [view.me.id, view.people[view.me.id]?.who_may_add] as const)
  const [chosen, setChosen] = useState<Choice | null>(null)
  const value = chosen ?? kept
  // Another device may have changed it while this one was away.
  useEffect(() => void people.again(me), [people, me])
  const choose = async (who_may_add: Choice) => {
    setChosen(who_may_add)
    await attempt(api.updateMe({ who_may_add }).then((saved) => people.know([saved])))
    setChosen(null)
  }
  return (
    <div className={css.choice}>
      <span>{t('me.who_may_add')}</span>
      <SegmentedControl
        size="xs"
        aria-label={t('me.who_may_add')}
        value={value ?? 'everybody'}
        disabled={value === undefined}
        onChange={(choice) => void choose(choice)}
        data={CHOICES.map((choice) => ({ value: choice, label: t(`me.added_by.${choice}`) }))}
      />
      <p className={css.hint}>{t(`me.added_hint.${value ?? 'everybody'}`)}</p>
    </div>
  )
}
