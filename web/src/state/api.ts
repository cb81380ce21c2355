/** What does the chat ask of the server? One short function for each thing. */
import type { Client } from '@tokenim/client'
import type { Conversation, Member, Message, Person, Presence } from './model.ts'

export interface Login {
  id: string
  device_name: string
  address: string
  created_at: string
  used_at: string
  current: boolean
}

export interface Listed<T> {
  items: T[]
  next_cursor?: string | null
}

export interface From {
  before_seq?: number
  after_seq?: number
  around_seq?: number
  limit: number
}

export interface GroupChanges {
  name?: string
  description?: string
  avatar_url?: string
  history?: 'all' | 'from_join'
}

export interface Writing {
  content: { text: string }
  mentions?: string[]
  mentions_all?: boolean
}

/** Return what was answered. A refusal was thrown by the client already. */
async function answer<T>(asked: Promise<{ data?: unknown }>): Promise<T> {
  return (await asked).data as T
}

const ONE = '/v1/conversations/{conversation_id}'
const MESSAGE = '/v1/conversations/{conversation_id}/messages/{seq}'
const MEMBER = '/v1/conversations/{conversation_id}/members/{user_id}'
const REACTION = '/v1/conversations/{conversation_id}/messages/{seq}/reactions/{emoji}'

export class Api {
  constructor(private readonly client: Client) {}

  get #rest() {
    return this.client.rest
  }

  async conversations(): Promise<Conversation[]> {
    const all: Conversation[] = []
    let cursor: string | null | undefined
    do {
      const query = cursor ? { cursor, limit: 200 } : { limit: 200 }
      const page = await answer<Listed<Conversation>>(
        this.#rest.GET('/v1/conversations', { params: { query } }),
      )
      all.push(...page.items)
      cursor = page.next_cursor
    } while (cursor)
    return all
  }

  conversation(conversation_id: string): Promise<Conversation> {
    return answer(this.#rest.GET(ONE, { params: { path: { conversation_id } } }))
  }

  accept(conversation_id: string): Promise<void> {
    return answer(
      this.#rest.POST('/v1/conversations/{conversation_id}/accept', {
        params: { path: { conversation_id } },
      }),
    )
  }

  decline(conversation_id: string): Promise<void> {
    return answer(
      this.#rest.POST('/v1/conversations/{conversation_id}/decline', {
        params: { path: { conversation_id } },
      }),
    )
  }

  direct(user_id: string): Promise<Conversation> {
    return answer(this.#rest.POST('/v1/conversations', { body: { kind: 'direct', user_id } }))
  }

  group(name: string, member_ids: string[], description: string): Promise<Conversation> {
    return answer(
      this.#rest.POST('/v1/conversations', { body: { kind: 'group', name, member_ids, description } }),
    )
  }

  messages(conversation_id: string, query: From): Promise<Listed<Message>> {
    return answer(
      this.#rest.GET('/v1/conversations/{conversation_id}/messages', {
        params: { path: { conversation_id }, query },
      }),
    )
  }

  message(conversation_id: string, seq: number): Promise<Message> {
    return answer(this.#rest.GET(MESSAGE, { params: { path: { conversation_id, seq } } }))
  }

  edit(conversation_id: string, seq: number, body: Writing): Promise<void> {
    return answer(this.#rest.PATCH(MESSAGE, { params: { path: { conversation_id, seq } }, body }))
  }

  recall(conversation_id: string, seq: number): Promise<void> {
    return answer(this.#rest.DELETE(MESSAGE, { params: { path: { conversation_id, seq } } }))
  }

  hide(conversation_id: string, seq: number): Promise<void> {
    return answer(
      this.#rest.POST('/v1/conversations/{conversation_id}/messages/{seq}/hide', {
        params: { path: { conversation_id, seq } },
      }),
    )
  }

  react(conversation_id: string, seq: number, emoji: string, on: boolean): Promise<void> {
    const options = { params: { path: { conversation_id, seq, emoji } } }
    return answer(on ? this.#rest.PUT(REACTION, options) : this.#rest.DELETE(REACTION, options))
  }

  read(conversation_id: string, seq: number): Promise<void> {
    return answer(
      this.#rest.PUT('/v1/conversations/{conversation_id}/read', {
        params: { path: { conversation_id } },
        body: { seq },
      }),
    )
  }

  delivered(conversation_id: string, seq: number): Promise<void> {
    return answer(
      this.#rest.PUT('/v1/conversations/{conversation_id}/delivered', {
        params: { path: { conversation_id } },
        body: { seq },
      }),
    )
  }

  prefer(conversation_id: string, body: { pinned: boolean; muted: boolean }): Promise<void> {
    return answer(
      this.#rest.PUT('/v1/conversations/{conversation_id}/preferences', {
        params: { path: { conversation_id } },
        body,
      }),
    )
  }

  updateGroup(conversation_id: string, body: GroupChanges): Promise<void> {
    return answer(this.#rest.PATCH(ONE, { params: { path: { conversation_id } }, body }))
  }

  dissolve(conversation_id: string): Promise<void> {
    return answer(this.#rest.DELETE(ONE, { params: { path: { conversation_id } } }))
  }

  transfer(conversation_id: string, user_id: string): Promise<void> {
    return answer(
      this.#rest.POST('/v1/conversations/{conversation_id}/transfer', {
        params: { path: { conversation_id } },
        body: { user_id },
      }),
    )
  }

  async members(conversation_id: string, cursor?: string | null): Promise<Listed<Member>> {
    const query = cursor ? { cursor, limit: 200 } : { limit: 200 }
    return answer(
      this.#rest.GET('/v1/conversations/{conversation_id}/members', {
        params: { path: { conversation_id }, query },
      }),
    )
  }

  addMembers(conversation_id: string, user_ids: string[]): Promise<void> {
    return answer(
      this.#rest.POST('/v1/conversations/{conversation_id}/members', {
        params: { path: { conversation_id } },
        body: { user_ids },
      }),
    )
  }

  setRole(conversation_id: string, user_id: string, role: 'admin' | 'member'): Promise<void> {
    return answer(
      this.#rest.PATCH(MEMBER, { params: { path: { conversation_id, user_id } }, body: { role } }),
    )
  }

  removeMember(conversation_id: string, user_id: string): Promise<void> {
    return answer(this.#rest.DELETE(MEMBER, { params: { path: { conversation_id, user_id } } }))
  }

  /** The profiles of those who exist. */
  users(ids: string[]): Promise<Person[]> {
    return this.client.users(ids)
  }

  me(): Promise<Person> {
    return answer(this.#rest.GET('/v1/users/me'))
  }

  async search(q: string): Promise<Person[]> {
    const found = await answer<Listed<Person>>(
      this.#rest.GET('/v1/users', { params: { query: { q, limit: 20 } } }),
    )
    return found.items
  }

  updateMe(
    body: Pick<Person, 'display_name' | 'avatar_url' | 'bio' | 'language' | 'who_may_add'>,
  ): Promise<Person> {
    return answer(this.#rest.PATCH('/v1/users/me', { body }))
  }

  changePassword(current_password: string, new_password: string): Promise<void> {
    return answer(this.#rest.POST('/v1/auth/password', { body: { current_password, new_password } }))
  }

  async logins(): Promise<Login[]> {
    return (await answer<Listed<Login>>(this.#rest.GET('/v1/auth/sessions'))).items
  }

  endLogin(session_id: string): Promise<void> {
    return answer(this.#rest.DELETE('/v1/auth/sessions/{session_id}', { params: { path: { session_id } } }))
  }

  endOtherLogins(): Promise<void> {
    return answer(this.#rest.DELETE('/v1/auth/sessions'))
  }

  async watch(user_ids: string[]): Promise<({ user_id: string } & Presence)[]> {
    const found = await answer<Listed<{ user_id: string } & Presence>>(
      this.#rest.POST('/v1/presence/watch', { body: { user_ids } }),
    )
    return found.items
  }
}
