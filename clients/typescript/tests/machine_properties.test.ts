/** Whatever the network does, is everything delivered once and in order, and every message stored once and in order? */
import { expect, test } from 'vitest'
import type { Draft } from '../src/drafts.ts'
import type { Effect, Repair } from '../src/effects.ts'
import type { Entry } from '../src/events.ts'
import { Machine } from '../src/machine.ts'

const STREAMS = ['c_a', 'c_b', 'u_me']
const WELCOME = { user_id: 'u_me', session_id: 's', epoch: 'e_1', heartbeat_seconds: 25 }

/** Numbers from 0 to below 1 that are the same for a seed (mulberry32). */
function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A server that keeps everything, behind a network that loses, doubles, disorders and breaks. */
class World {
  readonly machine = new Machine(
    'e_1',
    STREAMS.map((stream) => [stream, 0] as const),
  )
  readonly delivered = new Map<string, number[]>(STREAMS.map((stream) => [stream, []]))
  readonly accepted: string[] = []
  readonly sent = new Map<string, string[]>()
  private readonly log = new Map<string, Entry[]>(STREAMS.map((stream) => [stream, []]))
  private readonly stored = new Map<string, number>()
  private readonly way: (() => Effect[])[] = []
  private readonly repairs: Repair[] = []
  private open = false
  private clients = 0

  constructor(private readonly roll: () => number) {}

  step(): void {
    const roll = this.roll()
    if (roll < 0.35) this.happen(this.pick(STREAMS))
    else if (roll < 0.5) this.send(this.pick(['c_a', 'c_b']))
    else if (roll < 0.75) this.arrive()
    else if (roll < 0.9) this.repair()
    else if (roll < 0.93) this.machine.pause()
    else if (roll < 0.96) this.perform(this.machine.resume())
    else if (this.open) this.disconnect()
    else this.connect()
  }

  /** Let everything come that is on its way, over a network that does not break any more. */
  settle(): void {
    this.perform(this.machine.resume())
    this.disconnect()
    this.connect()
    while (this.way.length || this.repairs.length) {
      while (this.way.length) this.perform(this.way.shift()!())
      this.repair()
    }
  }

  heads(): Map<string, number> {
    return new Map([...this.log].map(([stream, entries]) => [stream, entries.length]))
  }

  texts(stream: string): string[] {
    return this.log
      .get(stream)!
      .flatMap(({ data }) => (data?.['client_id'] ? [String(data['client_id'])] : []))
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.roll() * from.length)]!
  }

  private happen(stream: string, data: Record<string, unknown> = {}): number {
    const entries = this.log.get(stream)!
    const entry = { event: 'message.sent', stream, seq: entries.length + 1, data }
    entries.push(entry)
    if (this.open && this.roll() < 0.8) this.onItsWay(entry)
    if (this.open && this.roll() < 0.1) this.onItsWay(entry)
    return entry.seq
  }

  private onItsWay(entry: Entry): void {
    const place = this.roll() < 0.2 ? Math.floor(this.roll() * (this.way.length + 1)) : this.way.length
    this.way.splice(place, 0, () => this.machine.received(entry))
  }

  private send(conversation_id: string): void {
    const client_id = `m ${++this.clients}`
    this.sent.set(conversation_id, [...(this.sent.get(conversation_id) ?? []), client_id])
    const body: Draft = { conversation_id, client_id, type: 'text', content: { text: client_id } }
    this.perform(this.machine.send(body))
  }

  private arrive(): void {
    const next = this.way.shift()
    if (next) this.perform(next())
  }

  private repair(): void {
    const repair = this.repairs.shift()
    if (repair?.do !== 'fetch') return
    const { stream, after_seq } = repair
    const entries = this.log.get(stream)!
    this.perform(this.machine.fetched(stream, entries.slice(after_seq, after_seq + 3), entries.length))
  }

  private connect(): void {
    this.open = true
    this.perform(this.machine.connected('t'))
  }

  private disconnect(): void {
    this.open = false
    this.way.length = 0
    this.repairs.length = 0
    this.machine.disconnected(1006)
  }

  private perform(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'deliver') this.delivered.get(effect.event.stream)!.push(effect.event.seq!)
      else if (effect.do === 'accepted') this.accepted.push(effect.client_id)
      else if (effect.do === 'fetch') this.repairs.push(effect)
      else if (effect.do === 'write') this.take(effect.frame.id, effect.frame.body)
    }
  }

  private take(id: number, body: object): void {
    if (!this.open) return
    if ('resume' in body) return this.welcome(id, body.resume as { positions: Record<string, number> })
    if (!('client_id' in body) || this.roll() < 0.1) return
    const { client_id, conversation_id } = body as Draft
    const seq = this.stored.get(client_id) ?? this.happen(conversation_id, { client_id })
    this.stored.set(client_id, seq)
    this.way.push(() => this.machine.received({ id, ok: { conversation_id, seq, sent_at: '' } }))
  }

  private welcome(id: number, { positions }: { positions: Record<string, number> }): void {
    this.way.push(() => this.machine.received({ id, ok: WELCOME }))
    for (const [stream, seq] of Object.entries(positions)) {
      for (const entry of this.log.get(stream)!.slice(seq)) this.way.push(() => this.machine.received(entry))
    }
  }
}

test.each(Array.from({ length: 300 }, (_, seed) => seed))('in world %i', (seed) => {
  const world = new World(dice(seed))

  for (let step = 0; step < 300; step++) world.step()
  for (let round = 0; round < 60; round++) world.settle()

  for (const [stream, head] of world.heads()) {
    expect(world.delivered.get(stream)).toEqual(Array.from({ length: head }, (_, index) => index + 1))
  }
  for (const [conversation, ids] of world.sent) expect(world.texts(conversation)).toEqual(ids)
  expect([...world.accepted].sort()).toEqual([...world.sent.values()].flat().sort())
})
