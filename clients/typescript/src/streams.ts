/**
 * Where does each stream stand, and is this event the next one? Pure bookkeeping.
 *
 * A stream is *held* while something about it is being read: its events wait, so that the application sees every
 * stream in order. While the application is behind, events are not kept in memory at all: they are read again once it
 * has caught up.
 */
import type { Effect } from './effects.ts'
import type { Entry } from './events.ts'
import { joinedAt, seqOf } from './entries.ts'

/** The positions of all streams that this device follows; the ones that moved last are last. */
export class Streams {
  positions: Map<string, number>
  userId = ''
  whole = false
  private paused = false
  private beforeState: Entry[] = []
  private held = new Map<string, Entry[]>()
  private adopting = new Set<string>()
  private behind = new Set<string>()
  private resumed = new Map<string, number>()

  constructor(positions: Iterable<readonly [string, number]>) {
    this.positions = new Map(positions)
  }

  // --- events --------------------------------------------------------------------------------------------------

  /** Take an event from the socket: deliver it, drop it, or hold it until what is before it is read. */
  event(event: Entry): Effect[] {
    const { stream } = event
    const seq = seqOf(event)
    if (this.whole) {
      this.beforeState.push(event)
      return []
    }
    const waiting = this.held.get(stream)
    if (waiting) {
      waiting.push(event)
      return []
    }
    const position = this.positions.get(stream) ?? seq - 1
    if (seq <= position) return []
    if (this.paused) {
      if (!this.positions.has(stream)) this.positions.set(stream, position)
      this.behind.add(stream)
      return []
    }
    if (seq > position + 1) {
      this.held.set(stream, [event])
      return [{ do: 'fetch', stream, after_seq: position }]
    }
    return this.take(event)
  }

  private take(event: Entry): Effect[] {
    this.move(event.stream, seqOf(event))
    const effects: Effect[] = [{ do: 'deliver', event }]
    if (event.stream !== this.userId) return effects
    const conversationId = String(event.data?.['conversation_id'] ?? '')
    if (event.event === 'conversation.left') this.drop(conversationId)
    else if (event.event === 'conversation.joined' && this.isNew(conversationId)) {
      effects.push(this.adopt(conversationId))
    }
    return effects
  }

  private isNew(stream: string): boolean {
    return !this.positions.has(stream) && !this.held.has(stream)
  }

  private move(stream: string, seq: number): void {
    this.positions.delete(stream)
    this.positions.set(stream, seq)
  }

  private drop(stream: string): void {
    this.positions.delete(stream)
    this.held.delete(stream)
    this.adopting.delete(stream)
    this.behind.delete(stream)
  }

  private hold(stream: string): void {
    if (!this.held.has(stream)) this.held.set(stream, [])
  }

  // --- gaps ----------------------------------------------------------------------------------------------------

  private fetch(stream: string): Effect {
    this.hold(stream)
    return { do: 'fetch', stream, after_seq: this.positions.get(stream)! }
  }

  /** Take entries that were read; ask for more while there are more. What is left out is not for us. */
  fetched(stream: string, entries: Entry[], lastSeq: number): Effect[] {
    if (!this.held.has(stream)) return []
    const effects = this.takeAll(stream, entries)
    const position = this.positions.get(stream)
    if (position === undefined) return effects
    if (entries.length && position < lastSeq) {
      if (!this.paused) return [...effects, { do: 'fetch', stream, after_seq: position }]
      this.behind.add(stream)
    }
    return [...effects, ...this.release(stream)]
  }

  private takeAll(stream: string, entries: Entry[]): Effect[] {
    return entries.flatMap((entry) =>
      seqOf(entry) > (this.positions.get(stream) ?? 0) ? this.take(entry) : [],
    )
  }

  /** Let the events go that were held, starting with the first new one, whatever is missing before it. */
  release(stream: string): Effect[] {
    const position = this.positions.get(stream) ?? 0
    const held = (this.held.get(stream) ?? []).filter((event) => seqOf(event) > position)
    this.held.delete(stream)
    held.sort((one, other) => seqOf(one) - seqOf(other))
    const first = this.paused ? undefined : held.shift()
    const effects = first ? this.take(first) : []
    return [...effects, ...held.flatMap((event) => this.event(event))]
  }

  // --- joining -------------------------------------------------------------------------------------------------

  private adopt(stream: string): Effect {
    this.hold(stream)
    this.adopting.add(stream)
    return { do: 'adopt', stream }
  }

  /**
   * Begin a conversation at the entry by which the user joined it. A short conversation begins at its first entry. If
   * neither is among the entries, it begins with its state, which was read before them.
   */
  adopted(stream: string, entries: Entry[], state: Entry): Effect[] {
    if (!this.held.has(stream)) return []
    this.adopting.delete(stream)
    const begin = joinedAt(entries, this.userId)
    this.move(stream, begin === null ? seqOf(state) : begin - 1)
    const first: Effect[] = begin === null ? [{ do: 'deliver', event: state }] : []
    return [...first, ...this.takeAll(stream, entries), ...this.release(stream)]
  }

  // --- reading the state ---------------------------------------------------------------------------------------

  /** Hold streams until their state is read. */
  holdAll(streams: Iterable<string>): void {
    for (const stream of streams) this.hold(stream)
  }

  /** Start anew from a state of everything, then take what came meanwhile; gaps are read as ever. */
  begin(positions: Iterable<readonly [string, number]>): Effect[] {
    this.positions = new Map(positions)
    this.whole = false
    this.adopting.clear()
    this.behind.clear()
    const meanwhile = this.beforeState
    this.beforeState = []
    return meanwhile.flatMap((event) => this.event(event))
  }

  /** Start one stream anew from its state, or stop following it. */
  set(stream: string, seq: number | null): void {
    if (seq === null) this.drop(stream)
    else this.move(stream, seq)
  }

  // --- connections ---------------------------------------------------------------------------------------------

  /** Return the positions to resume from: those that moved last, so many. */
  newest(limit: number): Record<string, number> {
    this.resumed = new Map([...this.positions].slice(-limit))
    return Object.fromEntries(this.resumed)
  }

  /** After a welcome: ask for what the lost connection left open, and for what resume did not cover. */
  connected(): Effect[] {
    const beyond = [...this.positions.keys()].filter((stream) => !this.resumed.has(stream))
    return [
      ...[...this.adopting].map((stream) => this.adopt(stream)),
      ...beyond.map((stream) => this.fetch(stream)),
    ]
  }

  /** Forget what is held: resume brings it again. */
  disconnected(): void {
    this.held.clear()
    this.beforeState = []
    this.whole = false
  }

  /** The application is behind: leave events where they are. */
  pause(): void {
    this.paused = true
  }

  /** The application has caught up: read what was left. */
  resume(): Effect[] {
    this.paused = false
    const behind = [...this.behind]
    this.behind.clear()
    return behind
      .filter((stream) => this.positions.has(stream) && !this.held.has(stream))
      .map((stream) => this.fetch(stream))
  }
}
