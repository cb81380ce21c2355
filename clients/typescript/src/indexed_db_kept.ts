/** How does one transaction of the browser's database change what is kept? */
import type { Message } from './events.ts'
import { asked, below } from './indexed_db.ts'
import type { Kept } from './projection.ts'

/** What is known of a stream. `moved` orders them: the one that moved last has the highest. */
export interface StreamRow {
  stream: string
  seq?: number
  moved?: number
  complete_after?: number
  hidden?: readonly number[]
}

export type MessageRow = Message & { conversation_id: string }

/** The places of one transaction. Rows of streams are read once and written at the end. */
export class KeptInTransaction implements Kept {
  private readonly streams: IDBObjectStore
  private readonly messages: IDBObjectStore
  private rows = new Map<string, StreamRow | undefined>()
  private forgotten = false

  constructor(
    transaction: IDBTransaction,
    private moved: number,
  ) {
    this.streams = transaction.objectStore('streams')
    this.messages = transaction.objectStore('messages')
  }

  async message(conversationId: string, seq: number): Promise<Message | undefined> {
    const row = await asked<MessageRow | undefined>(this.messages.get([conversationId, seq]))
    if (!row) return undefined
    const { conversation_id: _, ...message } = row
    return message
  }

  put(conversation_id: string, message: Message): void {
    this.messages.put({ conversation_id, ...message })
  }

  remove(conversationId: string, seq: number): void {
    this.messages.delete([conversationId, seq])
  }

  forget(conversationId: string): void {
    this.messages.delete(below(conversationId))
    this.rows.set(conversationId, undefined)
  }

  forgetAll(): void {
    this.messages.clear()
    this.rows.clear()
    this.forgotten = true
  }

  async position(stream: string): Promise<number | undefined> {
    return (await this.row(stream))?.seq
  }

  move(stream: string, seq: number): void {
    this.change(stream, { seq, moved: ++this.moved })
  }

  async completeAfter(conversationId: string): Promise<number | undefined> {
    return (await this.row(conversationId))?.complete_after
  }

  setCompleteAfter(conversationId: string, seq: number): void {
    this.change(conversationId, { complete_after: seq })
  }

  async hidden(conversationId: string): Promise<readonly number[]> {
    return (await this.row(conversationId))?.hidden ?? []
  }

  setHidden(conversationId: string, hidden: readonly number[]): void {
    this.change(conversationId, { hidden })
  }

  /** Read what is known of a stream, once; `change` keeps what was read. */
  async row(stream: string): Promise<StreamRow | undefined> {
    if (!this.rows.has(stream) && !this.forgotten) {
      this.rows.set(stream, await asked<StreamRow | undefined>(this.streams.get(stream)))
    }
    return this.rows.get(stream)
  }

  /** Write the rows of streams. */
  finish(): void {
    if (this.forgotten) this.streams.clear()
    for (const [stream, row] of this.rows) {
      if (row) this.streams.put(row)
      else this.streams.delete(stream)
    }
  }

  private change(stream: string, change: Partial<StreamRow>): void {
    this.rows.set(stream, { ...this.rows.get(stream), ...change, stream })
  }
}
