/** How does a device keep things between two starts? In the browser's database, one for each user. */
import type { Queued } from './drafts.ts'
import type { Message, StreamEvent } from './events.ts'
import { asked, below, done, open } from './indexed_db.ts'
import { KeptInTransaction, type MessageRow, type StreamRow } from './indexed_db_kept.ts'
import { project } from './projection.ts'
import type { Composition, History, HistoryPage, Saved, Store } from './store.ts'

const VERSION = 1
const STORES = ['streams', 'messages', 'outbox', 'drafts', 'notes']
/** The name of the note that holds the epoch; the application's notes are called otherwise. */
const EPOCH = '\0epoch'
const OWNER = '\0owner'

function make(db: IDBDatabase): void {
  db.createObjectStore('streams', { keyPath: 'stream' }).createIndex('moved', 'moved')
  db.createObjectStore('messages', { keyPath: ['conversation_id', 'seq'] })
  db.createObjectStore('outbox', { autoIncrement: true }).createIndex('client_id', 'body.client_id')
  db.createObjectStore('drafts')
  db.createObjectStore('notes')
}

/** A store in IndexedDB, one for each user. */
export class IndexedDbStore implements Store {
  private isOver = false

  private constructor(private readonly db: IDBDatabase) {}

  /** Open the store of this name, which should name the server and the user. */
  static async open(name: string): Promise<IndexedDbStore> {
    return new IndexedDbStore(await open(name, VERSION, make))
  }

  async claim(userId: string): Promise<void> {
    const transaction = this.db.transaction(STORES, 'readwrite')
    const end = done(transaction)
    const notes = transaction.objectStore('notes')
    const owner = await asked<unknown>(notes.get(OWNER))
    if (owner !== undefined && owner !== userId) empty(transaction)
    if (!this.isOver) notes.put(userId, OWNER)
    await end
  }

  async load(): Promise<Saved> {
    const transaction = this.db.transaction(['streams', 'notes', 'outbox'])
    const [rows, epoch, outbox] = await Promise.all([
      asked<StreamRow[]>(transaction.objectStore('streams').getAll()),
      asked<unknown>(transaction.objectStore('notes').get(EPOCH)),
      asked<Queued[]>(transaction.objectStore('outbox').getAll()),
    ])
    rows.sort((one, other) => (one.moved ?? 0) - (other.moved ?? 0))
    const positions = rows.flatMap(({ stream, seq }) => (seq === undefined ? [] : [[stream, seq] as const]))
    const hidden = rows.flatMap(({ stream, hidden }) => (hidden?.length ? [[stream, hidden] as const] : []))
    const known = { positions: new Map(positions), hidden: new Map(hidden) }
    return { epoch: typeof epoch === 'string' ? epoch : '', ...known, outbox }
  }

  async take(events: StreamEvent[], epoch: string, userId: string): Promise<void> {
    if (this.isOver) return
    const transaction = this.db.transaction(['streams', 'messages', 'notes'], 'readwrite')
    const end = done(transaction)
    const kept = new KeptInTransaction(transaction, await lastMoved(transaction))
    const streams = new Set(events.map(({ stream }) => stream))
    await Promise.all([...streams].map((stream) => kept.row(stream)))
    for (const event of events) await project(kept, event, userId)
    kept.finish()
    transaction.objectStore('notes').put(epoch, EPOCH)
    await end
  }

  async history(conversationId: string, { before_seq, limit }: HistoryPage): Promise<History> {
    const transaction = this.db.transaction(['streams', 'messages'])
    const row = asked<StreamRow | undefined>(transaction.objectStore('streams').get(conversationId))
    const range =
      before_seq === undefined
        ? below(conversationId)
        : IDBKeyRange.bound([conversationId], [conversationId, before_seq], false, true)
    const messages = await newest(transaction.objectStore('messages'), range, limit)
    return { messages, complete_after: (await row)?.complete_after ?? null }
  }

  async keepHistory(id: string, messages: Message[], from_seq: number, to_seq: number): Promise<void> {
    if (this.isOver) return
    const transaction = this.db.transaction(['streams', 'messages'], 'readwrite')
    const end = done(transaction)
    const kept = new KeptInTransaction(transaction, await lastMoved(transaction))
    const row = await kept.row(id)
    const complete = row?.complete_after ?? row?.seq
    if (complete !== undefined && to_seq >= complete && from_seq <= complete + 1) {
      for (const message of messages) {
        if ((await kept.message(id, message.seq)) === undefined) kept.put(id, message)
      }
      kept.setCompleteAfter(id, Math.min(complete, from_seq - 1))
      kept.finish()
    }
    await end
  }

  async replace(conversation_id: string, message: Message): Promise<void> {
    await this.write('messages', async (messages) => {
      const key = await asked(messages.getKey([conversation_id, message.seq]))
      if (key !== undefined) messages.put({ conversation_id, ...message })
    })
  }

  async queue(queued: Queued): Promise<void> {
    await this.write('outbox', async (outbox) => {
      const key = await asked(outbox.index('client_id').getKey(queued.body.client_id))
      if (key === undefined) outbox.add(queued)
      else outbox.put(queued, key)
    })
  }

  async unqueue(clientId: string): Promise<void> {
    await this.write('outbox', async (outbox) => {
      const key = await asked(outbox.index('client_id').getKey(clientId))
      if (key !== undefined) outbox.delete(key)
    })
  }

  async drafts(): Promise<Map<string, Composition>> {
    const drafts = this.db.transaction('drafts').objectStore('drafts')
    const [keys, all] = await Promise.all([
      asked(drafts.getAllKeys()),
      asked<(Composition | string)[]>(drafts.getAll()),
    ])
    return new Map(keys.map((key, index) => [String(key), composition(all[index]!)]))
  }

  async setDraft(conversationId: string, draft: Composition | null): Promise<void> {
    await this.write('drafts', (drafts) => {
      if (draft) drafts.put(draft, conversationId)
      else drafts.delete(conversationId)
      // The page may be closed in this moment: a transaction that is not committed by then is undone.
      drafts.transaction.commit()
    })
  }

  async note(name: string): Promise<unknown> {
    return asked<unknown>(this.db.transaction('notes').objectStore('notes').get(name))
  }

  async setNote(name: string, value: unknown): Promise<void> {
    await this.write('notes', (notes) => void notes.put(value, name))
  }

  async clear(): Promise<void> {
    this.isOver = true
    const transaction = this.db.transaction(STORES, 'readwrite')
    empty(transaction)
    await done(transaction)
  }

  close(): void {
    this.db.close()
  }

  private async write(name: string, work: (store: IDBObjectStore) => void | Promise<void>): Promise<void> {
    if (this.isOver) return
    const transaction = this.db.transaction(name, 'readwrite')
    const end = done(transaction)
    await work(transaction.objectStore(name))
    await end
  }
}

function empty(transaction: IDBTransaction): void {
  for (const name of STORES) transaction.objectStore(name).clear()
}

/** A draft as it is kept; earlier versions kept the text alone. */
const composition = (kept: Composition | string): Composition =>
  typeof kept === 'string' ? { text: kept, mentions: [], reply_to: null } : kept

/** The number of the stream that moved last, in whatever tab. */
async function lastMoved(transaction: IDBTransaction): Promise<number> {
  const cursor = await asked(transaction.objectStore('streams').index('moved').openKeyCursor(null, 'prev'))
  return Number(cursor?.key ?? 0)
}

/** The last rows of a range, in order. */
function newest(messages: IDBObjectStore, range: IDBKeyRange, limit: number): Promise<Message[]> {
  return new Promise((resolve, reject) => {
    const found: Message[] = []
    const request = messages.openCursor(range, 'prev')
    request.onerror = () => reject(request.error ?? new Error('The messages could not be read'))
    request.onsuccess = () => {
      const cursor = request.result
      if (!cursor || found.length === limit) return resolve(found.reverse())
      const row: MessageRow = cursor.value
      const { conversation_id: _, ...message } = row
      found.push(message)
      cursor.continue()
    }
  })
}
