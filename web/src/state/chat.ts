/** What can somebody do here, and what happens then? Joins the client, the server and the state of the screen. */
import {
  seen,
  type Client,
  type Live,
  type Message,
  type Problem,
  type Queued,
  type Store,
} from '@tokenim/client'
import i18next from 'i18next'
import { Api, type Writing } from './api.ts'
import { Cursors } from './cursors.ts'
import { Drafts } from './drafts.ts'
import { settled } from './fold.ts'
import { Following } from './following.ts'
import { Holder } from './holder.ts'
import { start, type Conversation, type Person, type View, type Waiting } from './model.ts'
import { People } from './people.ts'
import { PAGE, Reading } from './reading.ts'

/** The members of so large a group are one page. */
const FEW = 200

/** What is too large for the server to read is refused here: in words of this page. */
const wordsOf = ({ code, user_message }: Problem): string =>
  user_message || (code === 'request.too_large' ? i18next.t('message.too_large') : code)

export class Chat {
  readonly api: Api
  readonly view: Holder<View>
  readonly people: People
  readonly cursors: Cursors
  readonly reading: Reading
  readonly drafts: Drafts
  /** Called with each message of others that came in live. */
  onArrival: (conversation: Conversation, message: Message) => void = () => undefined
  #live: Live
  #following: Following
  #open: string | null = null
  #settled = new Map<string, number>()

  constructor(
    readonly client: Client,
    readonly store: Store,
    me: Person,
  ) {
    this.api = new Api(client)
    this.view = new Holder(start(me))
    this.people = new People(this.api, this.view)
    this.cursors = new Cursors(this.api)
    this.reading = new Reading(this.api, this.view)
    this.drafts = new Drafts(store, me.id)
    this.#live = client.connect()
    this.#following = new Following(this.#live, {
      ...this,
      reopen: () => this.#reopen(),
      arrived: (conversation, message) => this.onArrival(conversation, message),
    })
    this.#live.on('sent', ({ conversation_id, client_id }) =>
      this.view.change((view) => settled(view, conversation_id, client_id)),
    )
    this.#live.on('refused', ({ conversation_id, client_id, problem }) =>
      this.#refused(conversation_id, client_id, wordsOf(problem)),
    )
    this.#live.on('restored', (queued) => this.#restore(queued))
  }

  close(): void {
    this.#following.close()
    this.drafts.close()
    void this.#live.close()
  }

  // --- history ---------------------------------------------------------------------------------
  /** Show a conversation: at its unread messages, or at the end. */
  async open(id: string): Promise<void> {
    this.#open = id
    void this.reading.members(id)
    if (this.view.get().histories[id]) return
    const it = this.view.get().conversations[id]
    const fromUnread = it && it.unread > PAGE / 2
    await this.reading.place(id, fromUnread ? it.read_seq + 1 : null)
  }

  /** Throw away what is shown of one conversation, or of the list, and read it anew. */
  reload(id?: string): void {
    if (id === undefined) return this.#following.reload()
    this.view.change(({ histories: { [id]: _, ...histories }, ...view }) => ({ ...view, histories }))
    void this.#following.learn(id)
  }

  leave(): void {
    this.#open = null
  }

  /** Read what is open anew, if it was thrown away or could not be read before; and who has read it, in any case. */
  async #reopen(): Promise<void> {
    this.reading.forget()
    const id = this.#open
    if (!id) return
    const { conversations, members, histories } = this.view.get()
    // Receipts are not kept: what was told while nobody listened is read.
    if (!members[id] || (conversations[id]?.member_count ?? 0) <= FEW) void this.reading.members(id)
    if (histories[id]) return
    try {
      await this.reading.again(id)
    } catch {
      // The next connection tries again; until then the screen says that it is loading.
      return
    }
  }

  // --- writing ---------------------------------------------------------------------------------
  send(conversation_id: string, writing: Writing & { reply_to?: number }): void {
    const message = { type: 'text' as const, ...writing }
    const { client_id, settled: outcome } = this.#live.send(conversation_id, message)
    // How it went is told by `sent` and `refused`, which also hold for messages of earlier visits.
    outcome.catch(() => undefined)
    this.#wait({
      ...message,
      content: { ...message.content },
      client_id,
      conversation_id,
      written_at: new Date().toISOString(),
    })
  }

  #refused(conversation_id: string, client_id: string, problem: string): void {
    this.view.change((view) => ({
      ...view,
      waiting: {
        ...view.waiting,
        [conversation_id]: (view.waiting[conversation_id] ?? []).map((it) =>
          it.client_id === client_id ? { ...it, problem } : it,
        ),
      },
    }))
  }

  /** Put a refused message away. */
  discard(conversation_id: string, client_id: string): void {
    this.view.change((view) => settled(view, conversation_id, client_id))
    void this.#live.discard(client_id)
  }

  /** Messages of an earlier visit that the server does not have yet. */
  #restore(queued: Queued[]): void {
    for (const { body, queued_at, problem } of queued) {
      const said = problem ? { problem: wordsOf(problem) } : {}
      this.#wait({ ...body, content: { ...body.content }, written_at: queued_at, ...said })
    }
  }

  #wait(waiting: Waiting): void {
    const id = waiting.conversation_id
    this.view.change((view) => ({
      ...view,
      waiting: { ...view.waiting, [id]: [...(view.waiting[id] ?? []), waiting] },
    }))
  }

  async react(conversation_id: string, seq: number, emoji: string, on: boolean): Promise<void> {
    // What programs react with may be what no path can hold.
    if (/^\.{1,2}$/u.test(emoji))
      await this.#live.ask(on ? 'reactions.add' : 'reactions.remove', { conversation_id, seq, emoji })
    else await this.api.react(conversation_id, seq, emoji, on)
  }

  typing(conversation_id: string, on: boolean): void {
    if (this.view.get().link !== 'online') return
    // Nobody needs to know when this is lost.
    void this.#live.ask(on ? 'typing.start' : 'typing.stop', { conversation_id }).catch(() => undefined)
  }

  /** The messages up to here were on the screen. */
  read(id: string): void {
    const before = this.view.get().conversations[id]
    this.view.change((view) => seen(view, id))
    const after = this.view.get().conversations[id]
    if (!after) return
    if (after === before) this.#settle(after)
    else this.cursors.read(id, after.read_seq)
  }

  /** All is read, and yet something counts as unread: ask the server, once for what is there now. */
  #settle({ id, unread, mentions, last_seq }: Conversation): void {
    if (unread + mentions === 0 || this.#settled.get(id) === last_seq) return
    this.#settled.set(id, last_seq)
    void this.#following.learn(id)
  }

  /** Open the direct conversation with somebody, or a group that was just made. */
  async begin(made: Promise<Conversation>): Promise<string> {
    const conversation = await made
    if (!this.view.get().conversations[conversation.id]) this.#following.keep(conversation)
    return conversation.id
  }

  async prefer(id: string, change: { pinned?: boolean; muted?: boolean }): Promise<void> {
    const { pinned, muted } = this.view.get().conversations[id]!
    await this.api.prefer(id, { pinned, muted, ...change })
  }
}
