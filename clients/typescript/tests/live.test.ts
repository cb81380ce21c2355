/** Does a device see everything once and in order, over a real server and a network that breaks? */
import 'fake-indexeddb/auto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { answer, Client, IndexedDbStore } from '../src/index.ts'
import { Device, register, talk, text, until } from './people.ts'
import { Network, Server } from './server.ts'

const server = new Server()
let network: Network
const devices: Device[] = []

beforeAll(async () => {
  await server.start()
  network = await new Network(server.url).start()
})

afterEach(async () => {
  network.mend()
  for (const device of devices.splice(0)) await device.live.close()
})

afterAll(async () => {
  network.end()
  await server.end()
})

function device(client: Client): Device {
  const made = new Device(client)
  devices.push(made)
  return made
}

function write(from: Device, conversation: string, ...texts: string[]) {
  return texts.map((text) => from.live.send(conversation, { type: 'text', content: { text } }))
}

function numbered(count: number, name: string): string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index}`)
}

test('two people talk', async () => {
  const [alice, bob] = [await register(server.url, 'alice'), await register(server.url, 'bob')]
  const conversation = await talk(alice, bob)
  const [hers, his] = [device(alice), device(bob)]
  await hers.reaches('online')
  await his.reaches('online')

  const [pending] = write(hers, conversation, 'Hello Bob')
  const sent = await pending!.settled
  await his.sees('Hello Bob')
  write(his, conversation, 'Hello Alice')
  await hers.sees('Hello Alice')

  expect(sent.seq).toBe(his.seen[0]!.seq)
  expect(hers.texts).toEqual(['Hello Bob', 'Hello Alice'])
  expect(hers.states).toEqual(['catching-up', 'online'])
})

test('messages that are written offline arrive in order and once when the network is back', async () => {
  const [alice, bob] = [await register(network.url, 'alice'), await register(server.url, 'bob')]
  const conversation = await talk(alice, bob)
  const [hers, his] = [device(alice), device(bob)]
  await hers.reaches('online')
  await his.reaches('online')

  const before = write(hers, conversation, ...numbered(20, 'before'))
  network.cut()
  await hers.reaches('offline')
  const after = write(hers, conversation, ...numbered(20, 'after'))
  write(his, conversation, 'while you were away')
  await his.sees('while you were away')
  network.mend()
  hers.live.reconnect()
  await Promise.all([...before, ...after].map(({ settled }) => settled))
  await his.sees('after 19')
  await hers.sees('after 19')

  expect(his.texts.filter((text) => text !== 'while you were away')).toEqual([
    ...numbered(20, 'before'),
    ...numbered(20, 'after'),
  ])
  expect(hers.seen).toEqual(his.seen)
})

test('what was not sent before a reload is sent after it, and nothing is seen twice or lost', async () => {
  const [alice, bob] = [await register(network.url, 'alice'), await register(server.url, 'bob')]
  const conversation = await talk(alice, bob)
  const store = () => IndexedDbStore.open(`reload ${alice.me.id}`)
  const again = async () => new Client({ url: network.url, session: alice.session, store: await store() })
  const first = device(await again())
  await first.reaches('online')
  const his = device(bob)
  await his.reaches('online')
  write(his, conversation, 'one')
  await first.sees('one')
  network.cut()
  await first.reaches('offline')
  write(first, conversation, ...numbered(5, 'offline'))
  await first.live.close()
  write(his, conversation, 'two')
  await his.sees('two')

  network.mend()
  const second = device(await again())
  await his.sees('offline 4')
  await second.sees('offline 4')

  expect(second.texts).toEqual(['two', ...numbered(5, 'offline')])
  expect(his.texts).toEqual(['one', 'two', ...numbered(5, 'offline')])
  const kept = await store()
  await until(
    async () => (await kept.load()).outbox.length === 0,
    () => 'the outbox is not empty',
  )
  const { messages } = await kept.history(conversation, { limit: 100 })
  expect(messages.map(text)).toEqual(['one', 'two', ...numbered(5, 'offline')])
})

test.each([1000, 1001, 1009])('a close with %d that a proxy makes ends nothing', async (code) => {
  const [alice, bob] = [await register(network.url, 'alice'), await register(server.url, 'bob')]
  const conversation = await talk(alice, bob)
  const hers = device(alice)
  await hers.reaches('online')

  network.close(code)
  await until(
    () => hers.live.state !== 'online',
    () => 'the close was not heard',
  )
  await hers.reaches('online')

  expect((await write(hers, conversation, `after ${code}`)[0]!.settled).seq).toBe(1)
  expect(hers.live.ended).toBe(null)
})

test('a message that is too large stops no other, also after a reload', async () => {
  const [alice, bob] = [await register(network.url, 'alice'), await register(server.url, 'bob')]
  const conversation = await talk(alice, bob)
  const store = await IndexedDbStore.open(`large ${alice.me.id}`)
  const again = () => new Client({ url: network.url, session: alice.session, store })
  const first = device(again())
  await first.reaches('online')
  network.cut()
  await first.reaches('offline')
  write(first, conversation, '😀'.repeat(500_000), 'behind it')
  await first.live.close()

  network.mend()
  const second = device(again())
  const refused: string[] = []
  second.live.on('refused', ({ problem }) => refused.push(problem.code))
  await second.sees('behind it')

  expect(refused).toEqual(['request.too_large'])
  const { outbox } = await store.load()
  expect(outbox.map(({ problem }) => problem?.code)).toEqual(['request.too_large'])
  await expect(write(second, conversation, 'x'.repeat(2_000_000))[0]!.settled).rejects.toThrow('too_large')
})

test('a device that joins a conversation sees it from the beginning', async () => {
  const [alice, bob] = [await register(server.url, 'alice'), await register(server.url, 'bob')]
  const his = device(bob)
  await his.reaches('online')

  const conversation = await talk(alice, bob)
  const hers = device(alice)
  await hers.reaches('online')
  write(hers, conversation, 'first', 'second')
  await his.sees('second')

  expect(his.texts).toEqual(['first', 'second'])
})

test('a refused message is told, kept, and can be discarded', async () => {
  const alice = await register(server.url, 'alice')
  const hers = device(alice)
  const refused: string[] = []
  hers.live.on('refused', ({ problem }) => refused.push(problem.code))

  const [pending] = write(hers, 'c_00000000000000000000000000', 'to nobody')

  await expect(pending!.settled).rejects.toMatchObject({ code: 'conversation.not_found' })
  expect(refused).toEqual(['conversation.not_found'])
  expect((await alice.store.load()).outbox.map(({ problem }) => problem?.code)).toEqual(refused)
  await hers.live.discard(pending!.client_id)
  expect((await alice.store.load()).outbox).toEqual([])
})

test('a restarted server is found again', async () => {
  const [alice, bob] = [await register(server.url, 'alice'), await register(server.url, 'bob')]
  const conversation = await talk(alice, bob)
  const [hers, his] = [device(alice), device(bob)]
  await hers.reaches('online')
  await his.reaches('online')

  await server.stop()
  await hers.reaches('offline')
  write(hers, conversation, 'are you there?')
  await server.start()
  await his.sees('are you there?')

  expect(his.texts).toEqual(['are you there?'])
})

test('a session that is ended elsewhere stops the device and says so', async () => {
  const alice = await register(server.url, 'alice')
  const sessions: unknown[] = []
  const other = new Client({
    url: server.url,
    session: (await Client.login(server.url, alice.me.username!, 'correct horse battery')).session,
    onSession: (session) => sessions.push(session),
  })
  const hers = device(other)
  await hers.reaches('online')

  await alice.rest.DELETE('/v1/auth/sessions')
  await hers.reaches('stopped')

  expect(hers.live.ended?.close_code).toBe(4501)
  expect(sessions).toEqual([null])
})

test('an operation is asked on the socket, and fails without one', async () => {
  const alice = await register(network.url, 'alice')
  const hers = device(alice)
  await hers.reaches('online')

  const me = await hers.live.ask('users.me')
  await expect(hers.live.ask('users.get', { user_id: 'u_nobody' })).rejects.toMatchObject({
    code: 'user.not_found',
  })
  network.cut()
  await hers.reaches('offline')

  expect(me.id).toBe(alice.me.id)
  await expect(hers.live.ask('users.me')).rejects.toThrow('users.me')
})

test('edits, recalls and reactions change what is kept', async () => {
  const [alice, bob] = [await register(server.url, 'alice'), await register(server.url, 'bob')]
  const conversation = await talk(alice, bob)
  const hers = device(alice)
  await hers.reaches('online')
  const sent = await Promise.all(write(hers, conversation, 'a', 'b', 'c').map(({ settled }) => settled))
  const path = (index: number) => ({ conversation_id: conversation, seq: sent[index]!.seq })
  const one = '/v1/conversations/{conversation_id}/messages/{seq}'

  await hers.live.ask('messages.edit', { ...path(0), content: { text: 'A' } })
  await alice.rest.DELETE(one, { params: { path: path(1) } })
  await bob.rest.PUT(`${one}/reactions/{emoji}`, { params: { path: { ...path(2), emoji: '👍' } } })
  await until(
    () => hers.kinds.includes('reaction.added'),
    () => hers.kinds.join(),
  )

  const { messages } = await alice.store.history(conversation, { limit: 10 })
  const query = { limit: 10 }
  const params = { path: { conversation_id: conversation }, query }
  const page = await answer(alice.rest.GET('/v1/conversations/{conversation_id}/messages', { params }))
  expect(messages.map(text)).toEqual(['A', '', 'c'])
  expect(messages.map(essence)).toEqual(page.items.map(essence))
})

test('an edit that does not say what changed, for the sake of who came later, is read again', async () => {
  const people = [await register(server.url, 'alice'), await register(server.url, 'bob')] as const
  const [alice, bob] = people
  const body = { kind: 'group' as const, name: 'g', member_ids: [], history: 'from_join' as const }
  const { id } = await answer(alice.rest.POST('/v1/conversations', { body }))
  const hers = device(alice)
  await hers.reaches('online')
  const [pending] = write(hers, id, 'befor')
  const { seq } = await pending!.settled
  const told: string[] = []
  hers.live.on('reread', ({ message }) => told.push(text(message)))

  const ops = { conversation_id: id }
  await hers.live.ask('members.add', { ...ops, user_ids: [bob.me.id] })
  await hers.live.ask('messages.edit', { ...ops, seq, content: { text: 'before' } })
  await until(
    () => told.length > 0,
    () => hers.kinds.join(),
  )

  expect(told).toEqual(['before'])
  expect((await alice.store.history(id, { limit: 9 })).messages.map(text)).toEqual(['before'])
})

/** Empty members are left out by the server. */
function essence(message: object): unknown {
  const members = Object.entries(message).filter(
    ([, value]) => value !== false && JSON.stringify(value) !== '[]',
  )
  return Object.fromEntries(members)
}
