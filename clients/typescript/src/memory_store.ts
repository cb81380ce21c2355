/** How does a device keep things that may end with the page? In memory. */
import type { Queued } from './drafts.ts'
import type { Message, StreamEvent } from './events.ts'
import { project, type Kept } from './projection.ts'
import type { Composition, History, HistoryPage, Saved, Store } from './store.ts'

/** A store that ends with the object: a new one starts from the state as it is then. */
export class MemoryStore implements Store, Kept {
  private owner = ''
  private over = false
  private epoch = ''
  private positions = new Map<string, number>()
  private complete = new Map<string, number>()
  private messages = new Map<string, Map<number, Message>>()
  private early = new Map<string, readonly number[]>()
  private outbox = new Map<string, Queued>()
  private compositions = new Map<string, Composition>()
  private notes = new Map<string, unknown>()

  async claim(userId: string): Promise<void> {
    if (this.owner && this.owner !== userId) this.empty()
    this.owner = userId
  }

  async load(): Promise<Saved> {
    const known = { positions: new Map(this.positions), hidden: new Map(this.early) }
    return { epoch: this.epoch, ...known, outbox: [...this.outbox.values()] }
  }

  async take(events: StreamEvent[], epoch: string, userId: string): Promise<void> {
    if (this.over) return
    this.epoch = epoch
    for (const event of events) await project(this, event, userId)
  }

  async history(conversationId: string, { before_seq = Infinity, limit }: HistoryPage): Promise<History> {
    const all = [...(this.messages.get(conversationId)?.values() ?? [])]
    const messages = all.filter(({ seq }) => seq < before_seq).sort((one, other) => one.seq - other.seq)
    return { messages: messages.slice(-limit), complete_after: this.complete.get(conversationId) ?? null }
  }

  async keepHistory(id: string, messages: Message[], from_seq: number, to_seq: number): Promise<void> {
    const complete = this.complete.get(id) ?? this.positions.get(id)
    if (this.over || complete === undefined || to_seq < complete || from_seq > complete + 1) return
    for (const message of messages) if (!this.held(id).has(message.seq)) this.put(id, message)
    this.complete.set(id, Math.min(complete, from_seq - 1))
  }

  async replace(conversationId: string, message: Message): Promise<void> {
    if (this.messages.get(conversationId)?.has(message.seq)) this.put(conversationId, message)
  }

  async queue(queued: Queued): Promise<void> {
    if (!this.over) this.outbox.set(queued.body.client_id, queued)
  }

  async unqueue(clientId: string): Promise<void> {
    this.outbox.delete(clientId)
  }

  async drafts(): Promise<Map<string, Composition>> {
    return new Map(this.compositions)
  }

  async setDraft(conversationId: string, draft: Composition | null): Promise<void> {
    if (draft && !this.over) this.compositions.set(conversationId, draft)
    else this.compositions.delete(conversationId)
  }

  async note(name: string): Promise<unknown> {
    return this.notes.get(name)
  }

  async setNote(name: string, value: unknown): Promise<void> {
    if (!this.over) this.notes.set(name, value)
  }

  async clear(): Promise<void> {
    this.over = true
    this.empty()
  }

  private empty(): void {
    this.epoch = ''
    this.forgetAll()
    for (const map of [this.outbox, this.compositions, this.notes]) map.clear()
  }

  close(): void {
    // Nothing is open.
  }

  // --- for the projection --------------------------------------------------------------------------------------

  async message(conversationId: string, seq: number): Promise<Message | undefined> {
    return this.messages.get(conversationId)?.get(seq)
  }

  put(conversationId: string, message: Message): void {
    this.held(conversationId).set(message.seq, message)
  }

  remove(conversationId: string, seq: number): void {
    this.messages.get(conversationId)?.delete(seq)
  }

  forget(conversationId: string): void {
    for (const map of [this.messages, this.complete, this.positions, this.early]) map.delete(conversationId)
  }

  forgetAll(): void {
    for (const map of [this.messages, this.complete, this.positions, this.early]) map.clear()
  }

  async position(stream: string): Promise<number | undefined> {
    return this.positions.get(stream)
  }

  move(stream: string, seq: number): void {
    this.positions.delete(stream)
    this.positions.set(stream, seq)
  }

  async completeAfter(conversationId: string): Promise<number | undefined> {
    return this.complete.get(conversationId)
  }

  setCompleteAfter(conversationId: string, seq: number): void {
    this.complete.set(conversationId, seq)
  }

  async hidden(conversationId: string): Promise<readonly number[]> {
    return this.early.get(conversationId) ?? []
  }

  setHidden(conversationId: string, seqs: readonly number[]): void {
    if (seqs.length) this.early.set(conversationId, seqs)
    else this.early.delete(conversationId)
  }

  private held(conversationId: string): Map<number, Message> {
    const held = this.messages.get(conversationId) ?? new Map<number, Message>()
    this.messages.set(conversationId, held)
    return held
  }
}
