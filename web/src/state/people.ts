/** Who is behind an id? Profiles are read when somebody looks at them, a few at a time, and kept. */
import type { Api } from '../session/api.ts'
import type { Person, View } from './model.ts'
import type { Holder } from './holder.ts'

const AT_ONCE = 8

export class People {
  #asked = new Set<string>()
  #queue: string[] = []
  #running = 0

  constructor(
    private readonly api: Api,
    private readonly view: Holder<View>,
  ) {}

  /** Ask for a profile, once. */
  want(id: string | null | undefined): void {
    if (!id || this.#asked.has(id) || this.view.get().people[id]) return
    this.#asked.add(id)
    this.#queue.push(id)
    this.#run()
  }

  /** Wait until a profile is known, but not for long. */
  async met(id: string): Promise<void> {
    this.want(id)
    for (let tries = 0; tries < 40 && !this.view.get().people[id]; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50))
  }

  /** Keep profiles that came with another answer. */
  know(people: Person[]): void {
    if (people.length === 0) return
    this.view.change((view) => ({
      ...view,
      people: { ...view.people, ...Object.fromEntries(people.map((person) => [person.id, person])) },
    }))
  }

  /** Read a profile anew, for it changed. */
  again(id: string): void {
    this.#asked.add(id)
    this.#queue.push(id)
    this.#run()
  }

  #run(): void {
    while (this.#running < AT_ONCE && this.#queue.length > 0) {
      this.#running += 1
      void this.#read(this.#queue.shift()!).finally(() => {
        this.#running -= 1
        this.#run()
      })
    }
  }

  async #read(id: string): Promise<void> {
    try {
      this.know([await this.api.user(id)])
    } catch {
      // Without a profile the id is shown; whoever looks next asks again.
      this.#asked.delete(id)
    }
  }
}
