/** Does the state machine do what the shared vectors say? */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import type { Draft } from '../src/drafts.ts'
import type { Effect } from '../src/effects.ts'
import type { Entry, Frame, Head } from '../src/events.ts'
import { Machine, RESUME_STREAMS } from '../src/machine.ts'

const VECTORS = new URL('../../vectors/', import.meta.url)

interface Step {
  do: string
  effects: Effect[]
  [given: string]: unknown
}

interface Case {
  title: string
  start: { epoch: string; positions: Record<string, number> }
  steps: Step[]
  end: { epoch: string; positions: Record<string, number> }
}

const INPUTS: Record<string, (machine: Machine, given: never) => Effect[] | void> = {
  connected: (machine, given: { ticket: string }) => machine.connected(given.ticket),
  received: (machine, given: { frame: Frame }) => machine.received(given.frame),
  disconnected: (machine, given: { code: number; reason: string }) =>
    machine.disconnected(given.code, given.reason),
  send: (machine, given: { body: Draft }) => machine.send(given.body),
  wake: (machine, given: { conversation_id: string }) => machine.wake(given.conversation_id),
  fetched: (machine, given: { stream: string; entries: Entry[]; last_seq: number }) =>
    machine.fetched(given.stream, given.entries, given.last_seq),
  adopted: (machine, given: { stream: string; entries: Entry[]; conversation: Head }) =>
    machine.adopted(given.stream, given.entries, given.conversation),
  snapshot: (machine, given: { own_seq: number; conversations: Head[] }) =>
    machine.snapshot(given.own_seq, given.conversations),
  snapshot_of: (machine, given: { stream: string; conversation: Head | null }) =>
    machine.snapshotOf(given.stream, given.conversation),
  refused: (machine, given: { stream: string }) => machine.refused(given.stream),
  pause: (machine) => machine.pause(),
  resume: (machine) => machine.resume(),
}

/** Members that are empty, false or null, and a status that is not known, may be left out of effects, events and problems. */
function essence(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = Object.entries(value).filter(
    ([name, member]) => !isEmpty(member) && !(name === 'status' && member === 0),
  )
  const inner = (name: string) => name === 'event' || name === 'problem'
  return Object.fromEntries(members.map(([name, member]) => [name, inner(name) ? essence(member) : member]))
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

const FILES = readdirSync(VECTORS).filter((name) => name.endsWith('.json'))

describe.each(FILES)('%s', (name) => {
  const cases = JSON.parse(readFileSync(new URL(name, VECTORS), 'utf8')) as Case[]

  it.each(cases.map((one) => [one.title, one] as const))('%s', (_, { start, steps, end }) => {
    const machine = new Machine(start.epoch, Object.entries(start.positions))

    steps.forEach((step, number) => {
      const effects = INPUTS[step.do]!(machine, step as never) ?? []
      expect(effects.map(essence), `step ${number}: ${step.do}`).toEqual(step.effects.map(essence))
    })

    expect(machine.epoch).toBe(end.epoch)
    expect([...machine.positions]).toEqual(Object.entries(end.positions))
  })
})

test('there are vectors', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(6)
})

test('streams beyond a hello are read one by one, and a hello of long ids fits into a frame', () => {
  const streams = Array.from(
    { length: RESUME_STREAMS + 2 },
    (_, n) => [`c_${n}`.padEnd(28, 'x'), 2 ** 40] as const,
  )
  const machine = new Machine('e_1', [...streams, ['u_me', 3]])

  const [hello] = machine.connected('t'.repeat(60))
  const ok = { user_id: 'u_me', session_id: 's', epoch: 'e_1', heartbeat_seconds: 25 }
  const effects = machine.received({ id: 1, ok })

  expect(JSON.stringify(hello).length).toBeLessThan(65_536)
  const fetched = effects.flatMap((effect) => (effect.do === 'fetch' ? [effect.stream] : []))
  expect(fetched).toEqual(streams.slice(0, 3).map(([stream]) => stream))
})
