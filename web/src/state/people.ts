/** Who is behind an id? Profiles are read when somebody looks at them, many at a time, and again when they may be old. */
import type { Api } from './api.ts'
import type { Holder } from './holder.ts'
import type { Person, View } from './model.ts'

/** Those who are wanted within this time are asked for together. */
const SOON_MS = 10
const TOGETHER = 100
const AT_ONCE = 2
/** What was read so long ago is read again when its person writes: not everybody is told of every change. */
const FRESH_MS = 30_000

export class People {
  #asked = new Map<string, Promise<void>>()
  /** Not yet on their way, each with what fulfils its promise. */
  #waiting = new Map<string, () => void>()
  #readAt = new Map<string, number>()
  #stale = new Set<string>()
  #running = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly api: Pick<Api, 'users' | 'me'>,
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
    if (this.#waiting.has(id)) return
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

  /** Changes are told from now on: whoever was read before may have another name since. Own ones are told also later. */
  refresh(): void {
    const { people, me } = this.view.get()
    const all = new Set([...Object.keys(people), ...this.#asked.keys()])
    for (const id of all) if (id !== me.id) this.changed(id)
  }

  /** Read a profile anew, for it changed. */
  again(id: string): Promise<void> {
    const asked = this.#asked.get(id) ?? new Promise<void>((resolve) => void this.#waiting.set(id, resolve))
    this.#asked.set(id, asked)
    this.#timer ??= setTimeout(() => this.#run(), SOON_MS)
    return asked
  }

  #run(): void {
    this.#timer = undefined
    while (this.#running < AT_ONCE && this.#waiting.size > 0) {
      const some = [...this.#waiting].slice(0, TOGETHER)
      for (const [id] of some) this.#waiting.delete(id)
      this.#running += 1
      void this.#read(some)
    }
  }

  async #read(some: [string, () => void][]): Promise<void> {
    const isRead = await this.#ask(some.map(([id]) => id))
    for (const [id, done] of some) {
      // Changed meanwhile: who waits for it waits on.
      if (this.#stale.delete(id) && isRead) this.#waiting.set(id, done)
      else {
        this.#asked.delete(id)
        done()
      }
    }
    this.#running -= 1
    this.#run()
  }

  /** The answer says whether it went well. Of oneself the settings are told too, with another request. */
  async #ask(ids: string[]): Promise<boolean> {
    const me = this.view.get().me.id
    const others = ids.filter((id) => id !== me)
    try {
      const read = [
        others.length > 0 ? this.api.users(others) : [],
        ids.length > others.length ? this.api.me() : [],
      ]
      this.know((await Promise.all(read)).flat())
      return true
    } catch {
      // Without a profile the id is shown; whoever looks next asks again.
      return false
    }
  }
}
