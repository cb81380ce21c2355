/** The content of a message, by its type. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import type { Message } from '../state/model.ts'
import { preview } from '../state/preview.ts'
import css from './Content.module.css'
import { Words } from './Words.tsx'

const said = (value: unknown): string => (typeof value === 'string' ? value : '')
const size = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** Only what a browser may safely open. */
const safe = (value: unknown): string => (/^(https?:\/\/|\/(?!\/))/iu.test(said(value)) ? said(value) : '')

export function Content({ message }: { message: Message }) {
  const { type, content } = message
  if (type === 'text')
    return <Words text={said(content['text'])} mentions={message.mentions} all={message.mentions_all} />
  if (type === 'image') return <Picture content={content} />
  if (type === 'video')
    return (
      <video
        className={css.media}
        src={safe(content['url'])}
        poster={safe(content['thumbnail_url']) || undefined}
        controls
        preload="none"
      />
    )
  if (type === 'voice')
    return <audio className={css.voice} src={safe(content['url'])} controls preload="none" />
  if (type === 'file') return <FileLink content={content} />
  if (type === 'location') return <Place content={content} />
  if (type === 'card') return <Card content={content} />
  return <em>{preview(message)}</em>
}

type Fields = Message['content']

function Picture({ content }: { content: Fields }) {
  const { t } = useTranslation()
  const caption = said(content['caption'])
  return (
    <>
      <a href={safe(content['url'])} target="_blank" rel="noopener noreferrer">
        <img
          className={css.media}
          src={safe(content['thumbnail_url']) || safe(content['url'])}
          alt={caption || t('message.image')}
          width={size(content['width'])}
          height={size(content['height'])}
          loading="lazy"
          referrerPolicy="no-referrer"
        />
      </a>
      {caption && <Words text={caption} />}
    </>
  )
}

function FileLink({ content }: { content: Fields }) {
  const bytes = size(content['size_bytes'])
  return (
    <a className={css.file} href={safe(content['url'])} target="_blank" rel="noopener noreferrer">
      <Icon of="file" size={26} />
      <span className={css.title}>{said(content['name'])}</span>
      {bytes !== undefined && <span className={css.more}>{weight(bytes)}</span>}
    </a>
  )
}

function weight(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(0)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`
}

function Place({ content }: { content: Fields }) {
  const { t } = useTranslation()
  const [north, east] = [size(content['latitude']) ?? 0, size(content['longitude']) ?? 0]
  return (
    <a className={css.file} href={`geo:${north},${east}`}>
      <Icon of="place" size={26} />
      <span className={css.title}>{said(content['title']) || t('message.location')}</span>
      <span className={css.more}>
        {said(content['address']) || `${north.toFixed(4)}, ${east.toFixed(4)}`}
      </span>
    </a>
  )
}

function Card({ content }: { content: Fields }) {
  const url = safe(content['url'])
  const Around = url ? 'a' : Fragment
  return (
    <Around
      {...(url ? { href: url, target: '_blank', rel: 'noopener noreferrer', className: css.file } : {})}
    >
      <Icon of="chat" size={26} />
      <span className={css.title}>{said(content['title'])}</span>
      <span className={css.more}>{said(content['description'])}</span>
    </Around>
  )
}
