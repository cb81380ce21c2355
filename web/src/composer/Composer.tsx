/** Where one writes: a new message, an answer, or a change of an old one. What was begun is kept. */
import { ActionIcon, Loader, Popover } from '@mantine/core'
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Task } from '../history/Room.tsx'
import { Icon } from '../parts/Icon.tsx'
import { attempt } from '../parts/toasts.ts'
import type { Conversation } from '../state/model.ts'
import { useChat, useView } from '../state/store.ts'
import { About } from './About.tsx'
import css from './Composer.module.css'
import { MentionList } from './MentionList.tsx'
import { insert, meant, wantedAt, type Candidate } from './mentions.ts'
import { lastOwn, useDraft, useTyping } from './useWriting.ts'
import { useMentions } from './useMentions.ts'

const EmojiGrid = lazy(() => import('./EmojiGrid.tsx'))
const LONGEST = 20_000

interface Props {
  conversation: Conversation
  task: Task
  onTask: (task: Task) => void
}

export function Composer(props: Props) {
  const { t } = useTranslation()
  if (props.conversation.dissolved_at)
    return (
      <p className={css.closed} role="note">
        <Icon of="info" size={18} /> {t('chat.dissolved')}
      </p>
    )
  return <Writing {...props} />
}

function Writing({ conversation: { id }, task, onTask }: Props) {
  const { t } = useTranslation()
  const chat = useChat()
  const me = useView((view) => view.me.id)
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useDraft(id, task)
  const [cursor, setCursor] = useState(0)
  const [chosen, setChosen] = useState<Candidate[]>([])
  const [at, setAt] = useState(0)
  const [emoji, setEmoji] = useState(false)
  const wanted = wantedAt(text, cursor)
  const candidates = useMentions(id, wanted?.word ?? null)
  const typing = useTyping(id)
  const tooLong = text.length - LONGEST

  useEffect(() => setAt(0), [wanted?.word])
  useEffect(() => {
    if (task || window.matchMedia('(hover: hover)').matches) field.current?.focus()
  }, [task, id])
  useLayoutEffect(() => {
    const it = field.current!
    it.style.height = 'auto'
    it.style.height = `${Math.min(it.scrollHeight, 220)}px`
  }, [text])

  const change = (next: string, to: number) => {
    setText(next)
    setCursor(to)
    if (task?.kind !== 'edit') typing.wrote(next)
  }
  const write = (next: string, to: number) => {
    // The cursor must stand right before the next key is heard.
    flushSync(() => change(next, to))
    field.current?.focus()
    field.current?.setSelectionRange(to, to)
  }
  const choose = (candidate: Candidate) => {
    const { text: next, cursor: to } = insert(text, wanted!.from, cursor, candidate.name)
    setChosen((before) => [...before, candidate])
    write(next, to)
  }
  const submit = async () => {
    const said = text.trim()
    if (!said || tooLong > 0) return
    const { mentions, mentions_all } = meant(said, chosen)
    const about = { ...(mentions.length ? { mentions } : {}), ...(mentions_all ? { mentions_all } : {}) }
    if (task?.kind === 'edit') {
      const before = task.message.mentions ?? []
      const edited = {
        content: { text: said },
        mentions: [...new Set([...before, ...mentions])],
        mentions_all,
      }
      if (!(await attempt(chat.api.edit(id, task.message.seq, edited)))) return
    } else
      chat.send(id, { content: { text: said }, ...about, ...(task ? { reply_to: task.message.seq } : {}) })
    typing.sent()
    setText('')
    setChosen([])
    onTask(null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    if (candidates.length > 0 && chooseByKey(event, candidates, at, setAt, choose)) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void submit()
    }
    if (event.key === 'Escape' && task) onTask(null)
    if (event.key === 'ArrowUp' && text === '' && !task) {
      const message = lastOwn(chat.view.get().histories[id]?.items ?? [], me)
      if (message) onTask({ kind: 'edit', message })
      event.preventDefault()
    }
  }
  return (
    <div className={css.composer}>
      {candidates.length > 0 && <MentionList candidates={candidates} at={at} onChosen={choose} />}
      {task && <About task={task} onCancel={() => onTask(null)} />}
      <form
        className={css.line}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Popover opened={emoji} onChange={setEmoji} position="top-start" trapFocus>
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={40}
              radius="xl"
              aria-label={t('write.emoji')}
              title={t('write.emoji')}
              onClick={() => setEmoji(!emoji)}
            >
              <Icon of="smile" size={22} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Suspense fallback={<Loader size="sm" />}>
              <EmojiGrid
                onChosen={(sign) => {
                  setEmoji(false)
                  write(text.slice(0, cursor) + sign + text.slice(cursor), cursor + sign.length)
                }}
              />
            </Suspense>
          </Popover.Dropdown>
        </Popover>
        <textarea
          ref={field}
          className={css.field}
          rows={1}
          value={text}
          placeholder={t('write.placeholder')}
          aria-label={t('write.placeholder')}
          aria-invalid={tooLong > 0}
          role={candidates.length > 0 ? 'combobox' : undefined}
          aria-expanded={candidates.length > 0 ? true : undefined}
          aria-controls={candidates.length > 0 ? 'mentions' : undefined}
          aria-activedescendant={candidates.length > 0 ? `mention-${at}` : undefined}
          enterKeyHint="send"
          onChange={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        <ActionIcon
          type="submit"
          size={40}
          radius="xl"
          disabled={!text.trim() || tooLong > 0}
          aria-label={task?.kind === 'edit' ? t('write.save') : t('write.send')}
        >
          <Icon of={task?.kind === 'edit' ? 'check' : 'send'} size={20} />
        </ActionIcon>
      </form>
      {tooLong > 0 && (
        <p className={css.long} role="alert">
          {t('write.too_long', { count: tooLong })}
        </p>
      )}
    </div>
  )
}

/** Arrows, Enter and Tab belong to the list of people while it is open. */
function chooseByKey(
  event: KeyboardEvent,
  candidates: Candidate[],
  at: number,
  setAt: (at: number) => void,
  choose: (candidate: Candidate) => void,
): boolean {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined) setAt((at + step + candidates.length) % candidates.length)
  else if (event.key === 'Enter' || event.key === 'Tab') choose(candidates[at] ?? candidates[0]!)
  else return false
  event.preventDefault()
  return true
}
