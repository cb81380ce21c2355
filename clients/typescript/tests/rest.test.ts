/** Does a request reach the server with a good token, and does a refusal say what it is? */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, Client, newId, NotConnected, type Session } from '../src/index.ts'
import { Device, PASSWORD, register, talk } from './people.ts'
import { Network, Server } from './server.ts'

const server = new Server()

beforeAll(async () => void (await server.start()))
afterAll(() => server.end())

const EXPIRED = 'tka_00000000000000000000000000000000000000000000'

function me(client: Client) {
  return answer(client.rest.GET('/v1/users/me'))
}

test('who logs in is known', async () => {
  const alice = await register(server.url, 'alice')

  const again = await Client.login(server.url, alice.me.username!, PASSWORD)

  expect(again.me.id).toBe(alice.me.id)
  expect((await me(again)).display_name).toBe('alice')
})

test('many users are read at once, those of no id left out', async () => {
  const alice = await register(server.url, 'alice')
  const people = [alice, await register(server.url, 'bob'), await register(server.url, 'carol')]
  const ids = people.map(({ me }) => me.id)
  const unknown = Array.from({ length: 150 }, (_, number) => `u_${number}`)

  const found = await alice.users([...ids, ...unknown])

  expect(new Set(found.map(({ id }) => id))).toEqual(new Set(ids))
  expect(await alice.users([])).toEqual([])
})

test('many requests with an expired token renew it once, and all succeed', async () => {
  const { session } = await register(server.url, 'alice')
  const sessions: (Session | null)[] = []
  const client = new Client({
    url: server.url,
    session: { ...session!, access_token: EXPIRED },
    onSession: (renewed) => sessions.push(renewed),
  })

  const answers = await Promise.all(Array.from({ length: 10 }, () => me(client)))

  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  expect(sessions).toHaveLength(1)
  expect(sessions[0]!.refresh_token).not.toBe(session!.refresh_token)
})

test('a session that another tab renewed is taken over, not renewed again', async () => {
  const { session } = await register(server.url, 'alice')
  const renewed: (Session | null)[] = []
  const client = new Client({
    url: server.url,
    session: { ...session!, access_token: EXPIRED, refresh_token: 'tkr_of_before' },
    onSession: (one) => renewed.push(one),
    kept: () => session,
  })

  expect((await me(client)).id).toBe(session!.user.id)
  expect(renewed).toEqual([])
})

test('a session that has ended is told once', async () => {
  const { session } = await register(server.url, 'alice')
  const sessions: (Session | null)[] = []
  const client = new Client({
    url: server.url,
    session: { ...session!, access_token: EXPIRED, refresh_token: 'tkr_unknown' },
    onSession: (one) => sessions.push(one),
  })

  await expect(me(client)).rejects.toMatchObject({ code: 'auth.token_invalid', status: 401 })
  expect(sessions).toEqual([null])
})

test('a refusal says in the language of the user what is wrong', async () => {
  const client = new Client({ url: server.url, language: () => 'zh' })
  const body = { username: 'nobody', password: 'not the password' }

  const refusal = await answer(client.rest.POST('/v1/auth/login', { body })).catch((error: unknown) => error)

  expect(refusal).toMatchObject({ code: 'auth.wrong_credentials', status: 401, retryable: false })
  expect(refusal).toHaveProperty('user_message', expect.stringMatching(/[\u4e00-\u9fff]/))
})

test('a request that is lost on the way is made again, and carried out once', async () => {
  const network = await new Network(server.url).start()
  const alice = await register(network.url, 'alice')
  const body = { kind: 'group' as const, name: 'once', member_ids: [] }

  network.cut()
  const asked = answer(alice.rest.POST('/v1/conversations', { body }))
  await network.refused()
  network.mend()
  const made = await asked
  const { items } = await answer(alice.rest.GET('/v1/conversations'))

  expect(items.map(({ id }) => id)).toEqual([made.id])
  network.end()
})

test('a reaction of any signs reaches the server; what no path can hold goes by the socket', async () => {
  const [alice, bob] = [await register(server.url, 'alice'), await register(server.url, 'bob')]
  const conversation_id = await talk(alice, bob)
  const message = { client_id: newId(), type: 'text' as const, content: { text: 'hello' } }
  const { rest } = alice
  const path = { conversation_id }
  const sent = await answer(
    rest.POST('/v1/conversations/{conversation_id}/messages', { params: { path }, body: message }),
  )
  const { seq } = sent
  const react = (emoji: string) =>
    rest.PUT('/v1/conversations/{conversation_id}/messages/{seq}/reactions/{emoji}', {
      params: { path: { conversation_id, seq, emoji } },
    })
  const signs = ['a/b', '/', '%2F', '$&', '?#', '...', '1️⃣', '👩🏽‍💻']
  for (const emoji of signs) await react(emoji)
  const device = new Device(alice)
  await device.reaches('online')
  for (const emoji of ['.', '..']) {
    await expect(react(emoji)).rejects.toThrow('ask on the socket')
    await device.live.ask('reactions.add', { conversation_id, seq, emoji })
  }
  await device.live.close()

  const one = '/v1/conversations/{conversation_id}/messages/{seq}' as const
  const read = await answer(rest.GET(one, { params: { path: { conversation_id, seq } } }))
  expect(Object.keys(read.reactions ?? {}).sort()).toEqual([...signs, '.', '..'].sort())
})

test('a server that is not there is no refusal', async () => {
  const alice = await register(server.url, 'alice')
  const nowhere = new Client({ url: 'http://127.0.0.1:9', session: alice.session })

  await expect(me(nowhere)).rejects.toBeInstanceOf(NotConnected)
})

test('who logs out is unknown from then on', async () => {
  const alice = await register(server.url, 'alice')
  const session = alice.session!
  await alice.store.setNote('list', 1)

  await alice.logout()

  expect([alice.session, await alice.store.note('list')]).toEqual([null, undefined])
  await expect(me(new Client({ url: server.url, session }))).rejects.toMatchObject({ status: 401 })
})

test('ids are UUIDs of version 7 and sort in the order in which they were made', () => {
  const ids = Array.from({ length: 10_000 }, newId)

  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
})
