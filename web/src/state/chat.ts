/** What can somebody do here, and what happens then? Joins the client, the server and the state of the screen. */
import type { Client, Live, Queued, Store } from '@tokenim/client'
import { Api, type Writing } from '../session/api.ts'
import { Cursors } from './cursors.ts'
import { Drafts } from './drafts.ts'
import { fold, onConversation, removed, settled, stoppedTyping } from './fold.ts'
import {
  start,
  type Conversation,
  type Happening,
  type Link,
  type Message,
  type Person,
  type View,
  type Waiting,
} from './model.ts'
import { People } from './people.ts'
import { PAGE, Reading } from './reading.ts'
import { Holder } from './holder.ts'

const WATCHED = 500

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
  #early: Happening[] = []
  #open: string | null = null
  #sweeper: ReturnType<typeof setInterval>

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
    this.#live.on('state', (state) => void this.#linked(state as Link))
    this.#live.on('event', (event) => this.#happened(event as unknown as Happening))
    this.#live.on('resync', (event) => void this.#resync(event as unknown as Happening))
    this.#live.on('sent', ({ conversation_id, client_id }) =>
      this.view.change((view) => settled(view, conversation_id, client_id)),
    )
    this.#live.on('refused', ({ conversation_id, client_id, problem }) =>
      this.#refused(conversation_id, client_id, problem.user_message || problem.code),
    )
    this.#sweeper = setInterval(() => this.#sweep(), 1_000)
    this.#live.on('restored', (queued) => this.#restore(queued))
    void this.#load()
  }

  close(): void {
    clearInterval(this.#sweeper)
    this.drafts.close()
    this.#live.close()
  }

  // --- what comes in ---------------------------------------------------------------------------
  async #load(): Promise<void> {
    try {
      this.#take(await this.api.conversations())
    } catch {
      // Offline from the start: the next time the socket is there it is tried again.
      return
    }
  }

  #take(all: Conversation[]): void {
    const conversations = Object.fromEntries(all.map((it) => [it.id, this.#newest(it)]))
    const early = this.#early
    this.#early = []
    this.view.change((view) => early.reduce(fold, { ...view, conversations, loaded: true }))
    for (const it of all) if (it.last_seq > it.delivered_seq) this.cursors.delivered(it.id, it.last_seq)
    void this.#watch()
  }

  #newest(read: Conversation): Conversation {
    const known = this.view.get().conversations[read.id]
    return known && known.last_seq > read.last_seq ? known : read
  }

  async #linked(link: Link): Promise<void> {
    this.view.change((view) => ({ ...view, link }))
    if (link !== 'online') return
    this.cursors.again()
    if (this.view.get().loaded) void this.#watch()
    else await this.#load()
    await this.#reopen()
  }

  #happened(happening: Happening): void {
    const before = this.view.get()
    if (!before.loaded) {
      this.#early.push(happening)
      return
    }
    this.view.change((view) => fold(view, happening))
    if (happening.event === 'message.sent') this.#arrived(before, happening)
    else this.#follow(happening)
  }

  #arrived(before: View, { stream, data }: Happening): void {
    const conversation = before.conversations[stream]
    const message = data as unknown as Message
    if (!conversation) void this.#learn(stream)
    if (!conversation || message.seq <= conversation.last_seq || message.sender_id === before.me.id) return
    this.people.want(message.sender_id)
    this.cursors.delivered(stream, message.seq)
    this.onArrival(this.view.get().conversations[stream]!, message)
  }

  #follow({ event, data }: Happening): void {
    const id = String(data['conversation_id'] ?? '')
    if (event === 'conversation.joined') void this.#learn(id)
    if (event === 'read.moved') {
      const it = this.view.get().conversations[id]
      if (it && it.unread > 0 && it.read_seq < it.last_seq) void this.#learn(id)
    }
    if (event === 'profile.changed') this.people.again(this.view.get().me.id)
    if (event === 'typing.started') this.people.want(String(data['user_id']))
  }

  /** Read one conversation anew. */
  async #learn(id: string): Promise<void> {
    try {
      this.#keep(await this.api.conversation(id))
    } catch {
      // Not ours any more, or no connection: the next list shows what holds.
      return
    }
  }

  #keep(conversation: Conversation): void {
    this.view.change((view) => ({
      ...view,
      conversations: { ...view.conversations, [conversation.id]: conversation },
    }))
    if (conversation.peer_id) void this.#watch()
  }

  /** The client lost track: of everything, or of one conversation. What is shown is read anew. */
  async #resync({ stream, data }: Happening): Promise<void> {
    const all = (data['conversations'] as Conversation[] | undefined) ?? []
    if (stream.startsWith('u_') || stream === '') {
      const hadHistories = this.view.get().loaded
      if (hadHistories) this.view.change((view) => ({ ...view, histories: {}, quotes: {}, members: {} }))
      this.reading.forget()
      this.#take(all)
    } else {
      this.view.change((view) => (all.length ? view : removed(view, stream)))
      for (const conversation of all) this.#keep(conversation)
      this.view.change((view) => {
        const { [stream]: _, ...histories } = view.histories
        const { [stream]: __, ...quotes } = view.quotes
        return { ...view, histories, quotes }
      })
    }
    await this.#reopen()
  }

  /** Read what is open anew, if it was thrown away or could not be read before. */
  async #reopen(): Promise<void> {
    if (!this.#open || this.view.get().histories[this.#open]) return
    try {
      await this.reading.again(this.#open)
    } catch {
      // The next connection tries again; until then the screen says that it is loading.
      return
    }
  }

  #sweep(): void {
    const now = Date.now()
    for (const [id, users] of Object.entries(this.view.get().typing))
      for (const [user, until] of Object.entries(users))
        if (until < now) this.view.change((view) => stoppedTyping(view, id, user))
  }

  async #watch(): Promise<void> {
    const peers = Object.values(this.view.get().conversations).flatMap((it) =>
      it.peer_id ? [it.peer_id] : [],
    )
    await this.watch(peers.slice(0, WATCHED))
  }

  async watch(users: string[]): Promise<void> {
    if (users.length === 0) return
    try {
      const known = await this.api.watch(users)
      const presence = Object.fromEntries(known.map(({ user_id, ...it }) => [user_id, it]))
      this.view.change((view) => ({ ...view, presence: { ...view.presence, ...presence } }))
    } catch {
      // Presence is told again after the next reconnect.
      return
    }
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

  leave(): void {
    this.#open = null
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
      const said = problem ? { problem: problem.user_message || problem.code } : {}
      this.#wait({ ...body, content: { ...body.content }, written_at: queued_at, ...said } as Waiting)
    }
  }

  #wait(waiting: Waiting): void {
    const id = waiting.conversation_id
    this.view.change((view) => ({
      ...view,
      waiting: { ...view.waiting, [id]: [...(view.waiting[id] ?? []), waiting] },
    }))
  }

  typing(conversation_id: string, on: boolean): void {
    if (this.view.get().link !== 'online') return
    // Nobody needs to know when this is lost.
    void this.#live.ask(on ? 'typing.start' : 'typing.stop', { conversation_id }).catch(() => undefined)
  }

  /** The messages up to here were on the screen. */
  read(id: string): void {
    const it = this.view.get().conversations[id]
    const seq = it?.last_message?.seq ?? 0
    if (!it || seq <= it.read_seq) return
    this.view.change((view) =>
      onConversation(view, id, (one) => ({ ...one, read_seq: seq, unread: 0, mentions: 0 })),
    )
    this.cursors.read(id, seq)
  }

  /** Open the direct conversation with somebody, or a group that was just made. */
  async begin(made: Promise<Conversation>): Promise<string> {
    const conversation = await made
    if (!this.view.get().conversations[conversation.id]) this.#keep(conversation)
    return conversation.id
  }

  async prefer(id: string, change: { pinned?: boolean; muted?: boolean }): Promise<void> {
    const { pinned, muted } = this.view.get().conversations[id]!
    await this.api.prefer(id, { pinned, muted, ...change })
  }
}
