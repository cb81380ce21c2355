/** What is a message in one line? */
import i18next from 'i18next'
import type { Message } from './model.ts'

type Shown = Pick<Message, 'type' | 'content'> & { recalled?: boolean }

const said = (value: unknown): string => (typeof value === 'string' ? value.replace(/\s+/gu, ' ').trim() : '')

export function preview(message: Shown): string {
  const { type, content } = message
  if (type === 'text') return said(content['text'])
  const key = ['image', 'voice', 'video', 'file', 'location', 'card'].includes(type) ? type : 'custom'
  const word = i18next.t(`message.${key}` as 'message.image')
  const more = said(content['caption']) || said(content['name']) || said(content['title'])
  return more ? `${word}: ${more}` : word
}
