/** What does the screen know? The shapes of the server as far as they are shown, and the state made of them. */

export interface Person {
  id: string
  username?: string
  display_name?: string
  avatar_url?: string
  bio?: string
  deleted?: boolean
  language?: '' | 'en' | 'zh'
}

export interface Message {
  seq: number
  sender_id: string
  sent_at: string
  type: string
  content: Record<string, unknown>
  client_id?: string | null
  reply_to?: number | null
  mentions?: string[]
  mentions_all?: boolean
  edited_at?: string | null
  recalled?: boolean
  reactions?: Record<string, string[]>
}

export interface Conversation {
  id: string
  kind: string
  last_seq: number
  unread: number
  mentions: number
  role: string
  read_seq: number
  delivered_seq: number
  pinned: boolean
  muted: boolean
  member_count: number
  created_at: string
  created_by: string
  name?: string
  description?: string
  avatar_url?: string
  history?: string
  peer_id?: string | null
  dissolved_at?: string | null
  last_message?: Message | null
}

export interface Member {
  user_id: string
  role: string
  joined_at: string
  read_seq: number
  delivered_seq: number
}

/** A message that the server has not answered for; `problem` when it was refused. */
export interface Waiting {
  client_id: string
  conversation_id: string
  type: string
  content: Record<string, unknown>
  reply_to?: number | null
  mentions?: string[]
  mentions_all?: boolean
  written_at: string
  problem?: string
}

/** A stretch of messages without holes. `start` and `end` say whether it reaches the first and the newest one. */
export interface History {
  items: Message[]
  start: boolean
  end: boolean
  loading?: 'older' | 'newer'
  /** Another number for another stretch: nothing of how the old one was scrolled holds any more. */
  place?: number
  /** Where to look first; the end when there is none. */
  target?: number
}

export interface Presence {
  online: boolean
  last_seen_at?: string | null
}

export type Link = 'connecting' | 'catching-up' | 'online' | 'offline' | 'stopped'

export interface Happening {
  event: string
  stream: string
  seq?: number | null
  data: Record<string, unknown>
}

export interface View {
  me: Person
  link: Link
  loaded: boolean
  conversations: Record<string, Conversation>
  histories: Record<string, History>
  /** Answered messages beside the histories, by seq; null for those that are gone. */
  quotes: Record<string, Record<number, Message | null>>
  waiting: Record<string, Waiting[]>
  members: Record<string, Record<string, Member>>
  people: Record<string, Person>
  typing: Record<string, Record<string, number>>
  presence: Record<string, Presence>
}

export const start = (me: Person): View => ({
  me,
  link: 'connecting',
  loaded: false,
  conversations: {},
  histories: {},
  quotes: {},
  waiting: {},
  members: {},
  people: { [me.id]: me },
  typing: {},
  presence: {},
})
