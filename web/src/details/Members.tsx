/** Who is in a group, in which role, and what may be done about it. Thousands are no trouble. */
import { ActionIcon, Button, Menu } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { VList } from 'virtua'
import { PickPeople } from '../lists/PickPeople.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import type { Question } from '../parts/Confirm.tsx'
import form from '../parts/Form.module.css'
import { Icon } from '../parts/Icon.tsx'
import { goTo } from '../parts/route.ts'
import { attempt } from '../parts/toasts.ts'
import { useOpened } from '../parts/useOpened.ts'
import { Window } from '../parts/Window.tsx'
import type { Conversation, Member, Person } from '../state/model.ts'
import { nameOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Members.module.css'

const RANK: Record<string, number> = { owner: 0, admin: 1, member: 2 }
const ROW_PX = 48
const SHOWN = 8

interface Props {
  conversation: Conversation
  mayManage: boolean
  onAsk: (question: Question) => void
}

export function Members({ conversation: it, mayManage, onAsk }: Props) {
  const { t } = useTranslation()
  const chat = useChat()
  const members = useView((view) => view.members[it.id])
  const [adding, setAdding] = useState(false)
  useEffect(() => void chat.reading.members(it.id), [chat, it.id])
  const rows = useMemo(
    () => Object.values(members ?? {}).sort((one, other) => (RANK[one.role] ?? 3) - (RANK[other.role] ?? 3)),
    [members],
  )
  return (
    <section className={css.members} aria-label={t('group.members')}>
      <header className={css.head}>
        <h3>
          {rows.length < it.member_count
            ? t('group.loading', { known: rows.length, all: it.member_count })
            : t('chat.members', { count: it.member_count })}
        </h3>
        {mayManage && (
          <Button size="compact-sm" variant="light" onClick={() => setAdding(true)}>
            {t('group.add')}
          </Button>
        )}
      </header>
      <VList data={rows} className={css.list} style={{ height: Math.min(rows.length, SHOWN) * ROW_PX }}>
        {(row) => <MemberRow key={row.user_id} member={row} conversation={it} onAsk={onAsk} />}
      </VList>
      {adding && (
        <AddMembers id={it.id} known={new Set(Object.keys(members ?? {}))} onClose={() => setAdding(false)} />
      )}
    </section>
  )
}

interface RowProps {
  member: Member
  conversation: Conversation
  onAsk: (question: Question) => void
}

function MemberRow({ member, conversation, onAsk }: RowProps) {
  const { t } = useTranslation()
  const { people } = useChat()
  const [person, online] = useView(
    (view) => [view.people[member.user_id], view.presence[member.user_id]?.online] as const,
  )
  useEffect(() => people.want(member.user_id), [people, member.user_id])
  const name = nameOf(person)
  return (
    <div className={css.row}>
      <Avatar id={member.user_id} name={name} url={person?.avatar_url} size={34} online={online} />
      <span className={css.name} dir="auto">
        {name}
      </span>
      {member.role !== 'member' && (
        <span className={css.role}>{t(`group.roles.${member.role as 'owner'}`)}</span>
      )}
      <MemberMenu member={member} conversation={conversation} name={name} onAsk={onAsk} />
    </div>
  )
}

function MemberMenu({ member, conversation: it, name, onAsk }: RowProps & { name: string }) {
  const { t } = useTranslation()
  const chat = useChat()
  const me = useView((view) => view.me.id)
  const user = member.user_id
  const menu = useOpened()
  if (user === me) return null
  const isOpen = !it.dissolved_at
  const mayRemove = isOpen && (it.role === 'owner' || (it.role === 'admin' && member.role === 'member'))
  const asOwner = isOpen && it.role === 'owner'
  const other = member.role === 'admin' ? 'member' : 'admin'
  return (
    <Menu {...menu}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('group.member_actions', { name })}>
          <Icon of="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void attempt(chat.begin(chat.api.direct(user)).then(goTo))}>
          {t('details.message', { name })}
        </Menu.Item>
        {asOwner && (
          <>
            <Menu.Item onClick={() => void attempt(chat.api.setRole(it.id, user, other))}>
              {t(`group.make_${other}`)}
            </Menu.Item>
            <Menu.Item
              onClick={() =>
                onAsk({
                  text: t('group.sure_transfer', { name }),
                  yes: t('group.transfer'),
                  then: () => attempt(chat.api.transfer(it.id, user)),
                })
              }
            >
              {t('group.transfer')}
            </Menu.Item>
          </>
        )}
        {mayRemove && (
          <Menu.Item
            color="red"
            onClick={() =>
              onAsk({
                text: t('group.sure_remove', { name }),
                yes: t('group.remove'),
                then: () => attempt(chat.api.removeMember(it.id, user)),
              })
            }
          >
            {t('group.remove')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function AddMembers({ id, known, onClose }: { id: string; known: ReadonlySet<string>; onClose: () => void }) {
  const { t } = useTranslation()
  const chat = useChat()
  const [chosen, setChosen] = useState<Person[]>([])
  const [busy, setBusy] = useState(false)
  const add = async () => {
    setBusy(true)
    const ids = chosen.map((person) => person.id)
    if (await attempt(chat.api.addMembers(id, ids))) onClose()
    else setBusy(false)
  }
  return (
    <Window onClose={onClose} title={t('group.add')}>
      <div className={form.form}>
        <PickPeople chosen={chosen} onChange={setChosen} without={known} />
        <div className={form.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('say.cancel')}
          </Button>
          <Button loading={busy} disabled={chosen.length === 0} onClick={() => void add()}>
            {t('group.add_button')}
          </Button>
        </div>
      </div>
    </Window>
  )
}
