/** How do answered messages that are not in the stretch come onto the screen? Those wanted together are read together. */
import { current, quoted, RestError } from '@tokenim/client'
import type { Api } from './api.ts'
import type { Holder } from './holder.ts'
import type { Message, View } from './model.ts'

const SOON_MS = 20
/** Messages that lie no further apart are one page. */
const SPAN = 100
const AT_ONCE = 4

type Asked = Pick<Api, 'message' | 'messages'>

export class Quotes {
  #wanted = new Map<string, Set<number>>()
  #asked = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #queue: { id: string; seqs: number[] }[] = []
  #running = 0

  constructor(
    private readonly api: Asked,
    private readonly view: Holder<View>,
  ) {}

  want(id: string, seq: number): void {
    if (this.view.get().quotes[id]?.[seq] !== undefined || this.#asked.has(`${id}/${seq}`)) return
    this.#asked.add(`${id}/${seq}`)
    this.#wanted.set(id, (this.#wanted.get(id) ?? new Set()).add(seq))
    this.#timer ??= setTimeout(() => this.#collect(), SOON_MS)
  }

  #collect(): void {
    this.#timer = undefined
    for (const [id, seqs] of this.#wanted)
      for (const together of spans([...seqs], SPAN)) this.#queue.push({ id, seqs: together })
    this.#wanted.clear()
    this.#run()
  }

  #run(): void {
    while (this.#running < AT_ONCE && this.#queue.length > 0) {
      // What was wanted last is what somebody looks at now.
      const { id, seqs } = this.#queue.pop()!
      this.#running += 1
      void this.#read(id, seqs).finally(() => {
        this.#running -= 1
        for (const seq of seqs) this.#asked.delete(`${id}/${seq}`)
        this.#run()
      })
    }
  }

  async #read(id: string, seqs: number[]): Promise<void> {
    try {
      const since = this.view.get().conversations[id]?.last_seq ?? 0
      const page = await this.#page(id, seqs)
      this.view.change((view) => {
        const found = new Map(current(view, id, page, since).map((message) => [message.seq, message]))
        return seqs.reduce((next, seq) => quoted(next, id, seq, found.get(seq) ?? null), view)
      })
    } catch {
      // Without a connection nothing is known; whoever looks at it then asks again.
      return
    }
  }

  async #page(id: string, seqs: number[]): Promise<Message[]> {
    const [first, last] = [seqs[0]!, seqs.at(-1)!]
    if (first !== last)
      return (await this.api.messages(id, { after_seq: first - 1, limit: last - first + 1 })).items
    try {
      return [await this.api.message(id, first)]
    } catch (error) {
      if (error instanceof RestError && !error.retryable) return []
      throw error
    }
  }
}

/** Numbers in groups, in order, none of which reaches over more than `span`. */
export function spans(numbers: number[], span: number): number[][] {
  const groups: number[][] = []
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const group = groups.at(-1)
    if (group && number - group[0]! < span) group.push(number)
    else groups.push([number])
  }
  return groups
}
