/** Where one writes: a new message, an answer, or a change of an old one. What was begun is kept. */
import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import { isComposing } from '../parts/keys.ts'
import { attempt } from '../parts/toasts.ts'
import type { Conversation, Message } from '../state/model.ts'
import { closedFor } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import { About } from './About.tsx'
import css from './Composer.module.css'
import { characters, mentioning, mentionsOf, retyped } from './composition.ts'
import { EmojiButton } from './EmojiButton.tsx'
import { type } from './field.ts'
import { MentionList } from './MentionList.tsx'
import { ALL, type Candidate } from './mentions.ts'
import { useComposition } from './useComposition.ts'
import { useMentionList } from './useMentionList.ts'
import { usePast } from './usePast.ts'
import { lastOwn, useTyping } from './useTyping.ts'

const LONGEST = 20_000

interface Props {
  conversation: Conversation
  /** The message that is being changed. */
  editing: Message | null
  onEdit: (message: Message | null) => void
  /** A new message is on its way. */
  onSent: () => void
}

export function Composer(props: Props) {
  const { t } = useTranslation()
  const closed = useView((view) => closedFor(props.conversation, view.people))
  if (closed)
    return (
      <p className={css.closed} role="note">
        <Icon of="info" size={18} /> {t(`chat.${closed}`)}
      </p>
    )
  return <Writing {...props} />
}

function Writing({ conversation: { id }, editing, onEdit, onSent }: Props) {
  const { t } = useTranslation()
  const chat = useChat()
  const me = useView((view) => view.me.id)
  const field = useRef<HTMLTextAreaElement>(null)
  const { composition, latest, compose } = useComposition(id, editing)
  const past = usePast(composition)
  const { text, reply_to } = composition
  const [cursor, setCursor] = useState(0)
  const list = useMentionList(id, text, cursor)
  const typing = useTyping(id)
  // On a touch screen there is a button for sending, and no Shift to begin a line with.
  const isTouch = useMediaQuery('(hover: none) and (pointer: coarse)', false, {
    getInitialValueInEffect: false,
  })
  const tooLong = text.length > LONGEST ? characters(text.trim()) - LONGEST : 0

  useEffect(() => {
    if (editing || reply_to !== null || window.matchMedia('(hover: hover)').matches) field.current?.focus()
  }, [editing, reply_to, id])
  useLayoutEffect(() => {
    const it = field.current!
    it.style.height = 'auto'
    it.style.height = `${Math.min(it.scrollHeight, 220)}px`
  }, [text])

  const change = (it: HTMLTextAreaElement, inputType: string | undefined) => {
    const undone = inputType?.startsWith('history') ? past(it.value) : undefined
    compose(undone ?? retyped(latest.current, it.value, it.selectionStart))
    setCursor(it.selectionStart)
    if (!editing) typing.wrote(it.value)
  }
  const choose = ({ id: user, name }: Candidate) => {
    const from = list.from!
    const rest = text.slice(cursor)
    // The cursor must stand right before the next key is heard.
    flushSync(() => {
      type(field.current!, `@${name} `, from, cursor + rest.length - rest.trimStart().length)
      compose(mentioning(latest.current, user === ALL ? null : user, from, name))
    })
  }
  const cancel = () => {
    if (editing) onEdit(null)
    else compose({ ...latest.current, reply_to: null })
  }
  const submit = async () => {
    const said = latest.current
    const content = { text: said.text.trim() }
    if (!content.text || tooLong > 0) return
    const { mentions, mentions_all } = mentionsOf(said)
    if (editing) {
      if (!(await attempt(chat.api.edit(id, editing.seq, { content, mentions, mentions_all })))) return
      onEdit(null)
      return
    }
    chat.drafts.set(id, null)
    latest.current = { text: '', mentions: [], reply_to: null }
    chat.send(id, {
      content,
      ...(mentions.length ? { mentions } : {}),
      ...(mentions_all ? { mentions_all } : {}),
      ...(said.reply_to === null ? {} : { reply_to: said.reply_to }),
    })
    typing.sent()
    onSent()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event) || list.onKey(event, choose)) return
    const asksToSend = event.ctrlKey || event.metaKey || !(event.shiftKey || event.altKey || isTouch)
    if (event.key === 'Enter' && asksToSend) void submit()
    else if (event.key === 'Escape' && (editing || reply_to !== null)) cancel()
    else if (event.key === 'ArrowUp' && text === '' && !editing && reply_to === null) {
      const message = lastOwn(chat.view.get().histories[id]?.items ?? [], me)
      if (message) onEdit(message)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={css.composer}>
      {list.candidates.length > 0 && (
        <MentionList candidates={list.candidates} at={list.at} onChosen={choose} />
      )}
      <About id={id} editing={editing} reply_to={reply_to} onCancel={cancel} />
      <form
        className={css.line}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <EmojiButton
          onChosen={(sign) => {
            const it = field.current!
            type(it, sign, it.selectionStart, it.selectionEnd)
          }}
        />
        <textarea
          ref={field}
          className={css.field}
          rows={1}
          dir="auto"
          data-composer
          value={text}
          placeholder={t('write.placeholder')}
          aria-label={t('write.placeholder')}
          aria-invalid={tooLong > 0}
          {...list.aria}
          enterKeyHint={isTouch ? 'enter' : 'send'}
          onChange={(event) => change(event.currentTarget, (event.nativeEvent as InputEvent).inputType)}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        <ActionIcon
          type="submit"
          size={40}
          radius="xl"
          disabled={!text.trim() || tooLong > 0}
          aria-label={editing ? t('write.save') : t('write.send')}
        >
          <Icon of={editing ? 'check' : 'send'} size={20} />
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
