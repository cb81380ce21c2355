/** How does the state follow the server? By events; where they do not say enough, what is unsure is read anew. */
import {
  begun,
  nothing,
  removed,
  reread,
  told,
  type EventOf,
  type Live,
  type Message,
  type StreamEvent,
} from '@tokenim/client'
import type { Api } from './api.ts'
import type { Cursors } from './cursors.ts'
import { fold, stoppedTyping } from './fold.ts'
import type { Holder } from './holder.ts'
import type { Conversation, Link, View } from './model.ts'
import type { People } from './people.ts'

const WATCHED = 500
/** An answer may be from before an event that is known already: ask again, but not for ever. */
const ASKED_AT_MOST = 3

export interface FollowingParts {
  api: Api
  view: Holder<View>
  people: People
  cursors: Cursors
  /** The stretches were thrown away, or could not be read before: read anew what is open. */
  reopen: () => Promise<void>
  /** A message of somebody else came in live. */
  arrived: (conversation: Conversation, message: Message) => void
}

export class Following {
  #early: StreamEvent[] = []
  #learning = new Set<string>()
  #wasOnline = false
  #sweeper: ReturnType<typeof setInterval>

  constructor(
    live: Live,
    private readonly parts: FollowingParts,
  ) {
    const { view } = parts
    live.on('state', (state) => void this.#linked(state))
    live.on('event', (event) => this.#happened(event))
    live.on('resync', (event) => void this.#resync(event))
    live.on('reread', ({ conversation_id, message }) =>
      view.change((now) => reread(now, conversation_id, message)),
    )
    this.#sweeper = setInterval(() => this.#sweep(), 1_000)
    void this.#load()
  }

  close(): void {
    clearInterval(this.#sweeper)
  }

  /** Read one conversation anew; what is known later already stays. */
  async learn(id: string): Promise<void> {
    if (this.#learning.has(id)) return
    this.#learning.add(id)
    const { api, view } = this.parts
    const wasHere = Boolean(view.get().conversations[id])
    try {
      for (let asked = 0; asked < ASKED_AT_MOST; asked++) {
        const read = await api.conversation(id)
        // Left while the answer was on its way.
        if (wasHere && !view.get().conversations[id]) return
        this.keep(read)
        if (!view.get().unsure[id]) return
      }
    } catch {
      // Not ours any more, or no connection: the next connection tells, or asks again.
      return
    } finally {
      this.#learning.delete(id)
    }
  }

  /** Take a conversation that was just read or made. */
  keep(conversation: Conversation): void {
    this.parts.view.change((view) => told(view, conversation))
    if (conversation.peer_id) void this.#watch()
  }

  /** Read the list anew. */
  reload(): void {
    this.parts.view.change((view) => ({ ...view, conversations: {}, loaded: false }))
    void this.#load()
  }

  async #load(): Promise<void> {
    try {
      const all = await this.parts.api.conversations()
      this.#take(all, (view) => begun(view, all))
    } catch {
      // Offline from the start: the next time the socket is there it is tried again.
      return
    }
  }

  #take(all: Conversation[], begin: (view: View) => View): void {
    const early = this.#early
    this.#early = []
    this.parts.view.change((view) => early.reduce(fold, { ...begin(view), loaded: true }))
    for (const it of all) if (it.last_seq > it.delivered_seq) this.parts.cursors.delivered(it.id, it.last_seq)
    this.#makeSure()
    void this.#watch()
  }

  async #linked(link: Link): Promise<void> {
    const { view, cursors, people, reopen } = this.parts
    // Without a connection nobody knows who is there.
    const isGone = link === 'offline' || link === 'stopped'
    view.change((now) => ({ ...now, link, ...(isGone ? { presence: {} } : {}) }))
    if (link === 'catching-up') people.refresh()
    if (link !== 'online') return
    this.#wasOnline = true
    cursors.again()
    this.#makeSure()
    if (view.get().loaded) void this.#watch()
    else await this.#load()
    await reopen()
  }

  #happened(event: StreamEvent): void {
    const { view } = this.parts
    const before = view.get()
    if (!before.loaded) {
      this.#early.push(event)
      return
    }
    view.change((now) => fold(now, event))
    this.#makeSure()
    if (event.event === 'message.sent') this.#arrived(before, event)
    else this.#follow(event)
  }

  #arrived(before: View, { stream, seq, data }: EventOf<'message.sent'>): void {
    const message = { ...data, seq: seq ?? data.seq }
    const { people, cursors, view, arrived } = this.parts
    const conversation = before.conversations[stream]
    if (!conversation) void this.learn(stream)
    if (!conversation || message.seq <= conversation.last_seq || data.sender_id === before.me.id) return
    people.heard(data.sender_id)
    cursors.delivered(stream, message.seq)
    const after = view.get().conversations[stream]
    if (after?.last_message?.seq === message.seq && message.seq > after.read_seq) arrived(after, message)
  }

  #follow(event: StreamEvent): void {
    const { people, view } = this.parts
    if (event.event === 'conversation.joined') void this.learn(event.data.conversation_id)
    if (event.event === 'profile.changed') people.changed(view.get().me.id)
    if (event.event === 'typing.started') people.want(event.data.user_id)
    if (event.event === 'user.changed') people.changed(event.data.user_id)
  }

  /** Ask about what events left unsure. */
  #makeSure(): void {
    for (const id of Object.keys(this.parts.view.get().unsure)) void this.learn(id)
  }

  /** The client lost track: of everything, or of one conversation. What is shown is read anew. */
  async #resync({ stream, data }: EventOf<'resync_required'>): Promise<void> {
    const { view, reopen } = this.parts
    const all = data.conversations
    if (stream === view.get().me.id) {
      // A device that begins is told all that it has just read: what did not move meanwhile stays on the screen.
      const kept = (now: View) => (this.#wasOnline ? {} : unmoved(now, all))
      this.#take(all, (now) => begun({ ...now, ...nothing(now.me), me: now.me, histories: kept(now) }, all))
    } else {
      view.change((now) => removed(now, stream))
      for (const conversation of all) this.keep(conversation)
    }
    await reopen()
  }

  #sweep(): void {
    const now = Date.now()
    for (const [id, users] of Object.entries(this.parts.view.get().typing))
      for (const [user, until] of Object.entries(users))
        if (until < now) this.parts.view.change((view) => stoppedTyping(view, id, user))
  }

  async #watch(): Promise<void> {
    const { api, view } = this.parts
    const peers = Object.values(view.get().conversations).flatMap((it) => (it.peer_id ? [it.peer_id] : []))
    if (peers.length === 0) return
    try {
      const known = await api.watch(peers.slice(0, WATCHED))
      const presence = Object.fromEntries(known.map(({ user_id, ...it }) => [user_id, it]))
      view.change((now) => ({ ...now, presence: { ...now.presence, ...presence } }))
    } catch {
      // Presence is told again after the next reconnect.
      return
    }
  }
}

/** The stretches of conversations in which nothing has happened since they were read. */
const unmoved = ({ histories, conversations }: View, all: Conversation[]): View['histories'] =>
  Object.fromEntries(
    all.flatMap(({ id, last_seq }) => {
      const history = histories[id]
      return history && conversations[id]?.last_seq === last_seq ? [[id, history]] : []
    }),
  )
