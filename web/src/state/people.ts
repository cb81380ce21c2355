/** Who is behind an id? Profiles are read when somebody looks at them, a few at a time, and again when they may be old. */
import type { Api } from '../session/api.ts'
import type { Holder } from './holder.ts'
import type { Person, View } from './model.ts'

const AT_ONCE = 8
/** What was read so long ago is read again when its person writes, and for all at every connection. */
const FRESH_MS = 30_000

export class People {
  #asked = new Map<string, Promise<void>>()
  #readAt = new Map<string, number>()
  #stale = new Set<string>()
  #queue: (() => void)[] = []
  #running = 0

  constructor(
    private readonly api: Pick<Api, 'user' | 'me'>,
    private readonly view: Holder<View>,
  ) {}

  /** Ask for a profile, once. */
  want(id: string | null | undefined): void {
    if (id && !this.view.get().people[id]) void this.again(id)
  }

  /** Somebody wrote: who they are is known before long, and what is known is not old. */
  heard(id: string): void {
    if (Date.now() - (this.#readAt.get(id) ?? 0) > FRESH_MS) void this.again(id)
  }

  /** Somebody has another profile: what is shown of it is read anew. What is on its way may be from before. */
  changed(id: string): void {
    if (this.#asked.has(id)) this.#stale.add(id)
    else if (this.view.get().people[id]) void this.again(id)
  }

  /** Wait until a profile is known, or cannot be read. */
  async met(id: string): Promise<void> {
    if (!this.view.get().people[id]) await this.again(id)
  }

  /** Keep profiles that came with another answer. */
  know(people: Person[]): void {
    if (people.length === 0) return
    for (const { id } of people) this.#readAt.set(id, Date.now())
    this.view.change((view) => ({
      ...view,
      people: { ...view.people, ...Object.fromEntries(people.map((person) => [person.id, person])) },
    }))
  }

  /** After a while without a connection: read anew with whom one talks. */
  refresh(): void {
    for (const { peer_id } of Object.values(this.view.get().conversations))
      if (peer_id && this.view.get().people[peer_id]) this.heard(peer_id)
  }

  /** Read a profile anew, for it changed. */
  again(id: string): Promise<void> {
    const asked = this.#asked.get(id) ?? this.#read(id).finally(() => this.#asked.delete(id))
    this.#asked.set(id, asked)
    return asked
  }

  async #read(id: string): Promise<void> {
    await this.#turn()
    try {
      do {
        this.#stale.delete(id)
        // Only of oneself the settings are told, with another request.
        const isMe = id === this.view.get().me.id
        this.know([await (isMe ? this.api.me() : this.api.user(id))])
      } while (this.#stale.has(id))
    } catch {
      // Without a profile the id is shown; whoever looks next asks again.
      this.#stale.delete(id)
      return
    } finally {
      this.#running -= 1
      this.#queue.shift()?.()
    }
  }

  /** Wait until not too many are asked for. */
  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve))
    this.#running += 1
  }
}
