/** What is a message in one line? */
import i18next from 'i18next'
import type { Message } from './model.ts'

type Shown = Pick<Message, 'type' | 'content'> & { recalled?: boolean }

const NAMED = ['image', 'voice', 'video', 'file', 'location', 'card'] as const

const said = (value: unknown): string => (typeof value === 'string' ? value.replace(/\s+/gu, ' ').trim() : '')

export function preview(message: Shown): string {
  const { type, content } = message
  if (type === 'text') return said(content['text'])
  const word = i18next.t(`message.${NAMED.find((it) => it === type) ?? 'custom'}`)
  const more = said(content['caption']) || said(content['name']) || said(content['title'])
  return more ? `${word}: ${more}` : word
}
