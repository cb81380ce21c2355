/** What does the chat ask of the server? One short function for each thing; a refusal is thrown by the client. */
import { answer, type Client, type components } from '@tokenim/client'
import type { Conversation, Member, Message, Person, Presence } from './model.ts'

type Schemas = components['schemas']
type Page<T> = { items: T[]; next_cursor?: string | null }

export type Login = Schemas['SessionShown']
/** Which page of a history. */
export type From = Pick<Schemas['ListMessages'], 'before_seq' | 'after_seq' | 'around_seq' | 'limit'>
/** What somebody wrote. */
export type Writing = Pick<Schemas['EditMessage'], 'mentions' | 'mentions_all'> & {
  content: { text: string }
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
      const page = await answer(this.#rest.GET('/v1/conversations', { params: { query } }))
      all.push(...page.items)
      cursor = page.next_cursor
    } while (cursor)
    return all
  }

  conversation(conversation_id: string): Promise<Conversation> {
    return answer(this.#rest.GET(ONE, { params: { path: { conversation_id } } }))
  }

  async accept(conversation_id: string): Promise<void> {
    await this.#rest.POST('/v1/conversations/{conversation_id}/accept', {
      params: { path: { conversation_id } },
    })
  }

  async decline(conversation_id: string): Promise<void> {
    await this.#rest.POST('/v1/conversations/{conversation_id}/decline', {
      params: { path: { conversation_id } },
    })
  }

  direct(user_id: string): Promise<Conversation> {
    return answer(this.#rest.POST('/v1/conversations', { body: { kind: 'direct', user_id } }))
  }

  group(name: string, member_ids: string[], description: string): Promise<Conversation> {
    return answer(
      this.#rest.POST('/v1/conversations', { body: { kind: 'group', name, member_ids, description } }),
    )
  }

  messages(conversation_id: string, query: From): Promise<Page<Message>> {
    return answer(
      this.#rest.GET('/v1/conversations/{conversation_id}/messages', {
        params: { path: { conversation_id }, query },
      }),
    )
  }

  message(conversation_id: string, seq: number): Promise<Message> {
    return answer(this.#rest.GET(MESSAGE, { params: { path: { conversation_id, seq } } }))
  }

  async edit(conversation_id: string, seq: number, body: Writing): Promise<void> {
    await this.#rest.PATCH(MESSAGE, { params: { path: { conversation_id, seq } }, body })
  }

  async recall(conversation_id: string, seq: number): Promise<void> {
    await this.#rest.DELETE(MESSAGE, { params: { path: { conversation_id, seq } } })
  }

  async hide(conversation_id: string, seq: number): Promise<void> {
    await this.#rest.POST('/v1/conversations/{conversation_id}/messages/{seq}/hide', {
      params: { path: { conversation_id, seq } },
    })
  }

  async react(conversation_id: string, seq: number, emoji: string, on: boolean): Promise<void> {
    const options = { params: { path: { conversation_id, seq, emoji } } }
    await (on ? this.#rest.PUT(REACTION, options) : this.#rest.DELETE(REACTION, options))
  }

  async read(conversation_id: string, seq: number): Promise<void> {
    await this.#rest.PUT('/v1/conversations/{conversation_id}/read', {
      params: { path: { conversation_id } },
      body: { seq },
    })
  }

  async delivered(conversation_id: string, seq: number): Promise<void> {
    await this.#rest.PUT('/v1/conversations/{conversation_id}/delivered', {
      params: { path: { conversation_id } },
      body: { seq },
    })
  }

  async prefer(conversation_id: string, body: { pinned: boolean; muted: boolean }): Promise<void> {
    await this.#rest.PUT('/v1/conversations/{conversation_id}/preferences', {
      params: { path: { conversation_id } },
      body,
    })
  }

  async updateGroup(conversation_id: string, body: Schemas['UpdateGroup']): Promise<void> {
    await this.#rest.PATCH(ONE, { params: { path: { conversation_id } }, body })
  }

  async dissolve(conversation_id: string): Promise<void> {
    await this.#rest.DELETE(ONE, { params: { path: { conversation_id } } })
  }

  async transfer(conversation_id: string, user_id: string): Promise<void> {
    await this.#rest.POST('/v1/conversations/{conversation_id}/transfer', {
      params: { path: { conversation_id } },
      body: { user_id },
    })
  }

  async members(conversation_id: string, cursor?: string | null): Promise<Page<Member>> {
    const query = cursor ? { cursor, limit: 200 } : { limit: 200 }
    return answer(
      this.#rest.GET('/v1/conversations/{conversation_id}/members', {
        params: { path: { conversation_id }, query },
      }),
    )
  }

  async addMembers(conversation_id: string, user_ids: string[]): Promise<void> {
    await this.#rest.POST('/v1/conversations/{conversation_id}/members', {
      params: { path: { conversation_id } },
      body: { user_ids },
    })
  }

  async setRole(conversation_id: string, user_id: string, role: 'admin' | 'member'): Promise<void> {
    await this.#rest.PATCH(MEMBER, { params: { path: { conversation_id, user_id } }, body: { role } })
  }

  async removeMember(conversation_id: string, user_id: string): Promise<void> {
    await this.#rest.DELETE(MEMBER, { params: { path: { conversation_id, user_id } } })
  }

  /** The profiles of those who exist. */
  users(ids: string[]): Promise<Person[]> {
    return this.client.users(ids)
  }

  me(): Promise<Person> {
    return answer(this.#rest.GET('/v1/users/me'))
  }

  async search(q: string): Promise<Person[]> {
    const found = await answer(this.#rest.GET('/v1/users', { params: { query: { q, limit: 20 } } }))
    return found.items
  }

  updateMe(
    body: Pick<Person, 'display_name' | 'avatar_url' | 'bio' | 'language' | 'who_may_add'>,
  ): Promise<Person> {
    return answer(this.#rest.PATCH('/v1/users/me', { body }))
  }

  async changePassword(current_password: string, new_password: string): Promise<void> {
    await this.#rest.POST('/v1/auth/password', { body: { current_password, new_password } })
  }

  async logins(): Promise<Login[]> {
    return (await answer(this.#rest.GET('/v1/auth/sessions'))).items
  }

  async endLogin(session_id: string): Promise<void> {
    await this.#rest.DELETE('/v1/auth/sessions/{session_id}', { params: { path: { session_id } } })
  }

  async endOtherLogins(): Promise<void> {
    await this.#rest.DELETE('/v1/auth/sessions')
  }

  async watch(user_ids: string[]): Promise<({ user_id: string } & Presence)[]> {
    const found = await answer(this.#rest.POST('/v1/presence/watch', { body: { user_ids } }))
    return found.items
  }
}
