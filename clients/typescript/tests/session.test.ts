/** Does a client stay with its user, whoever else logs in beside it, and does it leave nothing when it ends? */
import 'fake-indexeddb/auto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answer, Client, IndexedDbStore, KeptSessions, type Session } from '../src/index.ts'
import { RestError } from '../src/errors.ts'
import { Tokens, type Keeping } from '../src/session.ts'
import { Device, PASSWORD, register, talk, until } from './people.ts'
import { Server } from './server.ts'

const session = (user: string, token: string) =>
  ({
    access_token: token,
    refresh_token: `refresh ${token}`,
    user: { id: `u_${user}`, username: user },
  }) as Session
const refused = new RestError({
  code: 'auth.token_invalid',
  status: 401,
  user_message: 'Your session has ended.',
})

/** The storage of a browser or a tab, in memory. */
class Memory implements Storage {
  private readonly all = new Map<string, string>();
  [name: string]: unknown
  get length() {
    return this.all.size
  }
  key = (index: number) => [...this.all.keys()][index] ?? null
  getItem = (name: string) => this.all.get(name) ?? null
  setItem = (name: string, value: string) => void this.all.set(name, value)
  removeItem = (name: string) => void this.all.delete(name)
  clear = () => this.all.clear()
}

describe('The tokens of one user', () => {
  const ended: unknown[] = []
  beforeEach(() => void ended.splice(0))

  function tokens(keeping: Keeping, refresh: (token: string) => Promise<Session>) {
    return new Tokens(session('ann', 'a1'), keeping, {
      refresh,
      ended: (why) => ended.push(why?.code ?? null),
    })
  }

  test('are not those of somebody else that are kept meanwhile', async () => {
    const asked: string[] = []
    const mine = tokens({ kept: () => session('bob', 'b1') }, (token) => {
      asked.push(token)
      return Promise.reject(refused)
    })

    expect(await mine.renew('a1')).toBe(false)

    expect([asked, mine.session, ended]).toEqual([['refresh a1'], null, ['auth.token_invalid']])
    expect(mine.user?.id).toBe('u_ann')
  })

  test('are taken over from another tab of the same user', async () => {
    const mine = tokens({ kept: () => session('ann', 'a2') }, () => Promise.reject(new Error('not asked')))

    expect(await mine.renew('a1')).toBe(true)

    expect(mine.session?.access_token).toBe('a2')
  })

  test('never become those of somebody else', () => {
    const mine = tokens({}, () => Promise.reject(refused))

    expect(() => mine.use(session('bob', 'b1'))).toThrow('stays with the user')
    expect(mine.session?.access_token).toBe('a1')
  })

  test('end when another tab has ended the session, and follow when it has renewed it', () => {
    let kept: Session | null = session('ann', 'a2')
    let moved = () => undefined as void
    const watch = (_: string, heard: () => void) => {
      moved = heard
      return () => undefined
    }
    const mine = tokens({ kept: () => kept, watch }, () => Promise.reject(refused))

    moved()
    expect(mine.session?.access_token).toBe('a2')
    kept = null
    moved()
    moved()

    expect([mine.session, ended]).toEqual([null, [null]])
  })

  test('are forgotten for their user alone', async () => {
    const told: [string | undefined, string][] = []
    const onSession = (it: Session | null, userId: string) => void told.push([it?.access_token, userId])
    const mine = tokens({ onSession }, () => Promise.resolve(session('ann', 'a2')))

    await mine.renew('a1')
    mine.end(null)

    expect(told).toEqual([
      ['a2', 'u_ann'],
      [undefined, 'u_ann'],
    ])
  })
})

describe('The sessions of a browser', () => {
  let browser: Memory
  beforeEach(() => void (browser = new Memory()))
  const tab = (storage = new Memory()) => new KeptSessions('s', browser, storage)
  const token = (kept: Session | null) => kept?.access_token

  test('are those of every user, and a tab that is restored shows whom it showed', () => {
    const [left, right] = [new Memory(), new Memory()]
    tab(left).onSession(session('ann', 'a1'), 'u_ann')
    tab(right).onSession(session('bob', 'b1'), 'u_bob')
    tab(left).onSession(session('ann', 'a2'), 'u_ann')

    expect([token(tab(left).begin()), token(tab(right).begin())]).toEqual(['a2', 'b1'])
    expect(token(tab().begin())).toBe('b1')
  })

  test('a tab whose user has no session asks for a login, whoever else has one', () => {
    const [left, right] = [new Memory(), new Memory()]
    tab(left).onSession(session('ann', 'a1'), 'u_ann')
    tab(right).onSession(session('bob', 'b1'), 'u_bob')
    tab(left).onSession(null, 'u_ann')

    expect(tab(left).begin()).toBe(null)
    expect(token(tab().begin())).toBe('b1')
  })

  test('when the last one to log in leaves, a new tab shows who is still there', () => {
    tab().onSession(session('ann', 'a1'), 'u_ann')
    tab().onSession(session('bob', 'b1'), 'u_bob')
    tab().onSession(null, 'u_bob')

    expect(token(tab().begin())).toBe('a1')
    tab().onSession(null, 'u_ann')
    expect([tab().begin(), browser.length]).toEqual([null, 0])
  })

  test('a session that an earlier version kept is gone on with', () => {
    browser.setItem('s', JSON.stringify(session('ann', 'a1')))

    expect(token(tab().begin())).toBe('a1')
    expect(token(tab().kept('u_ann'))).toBe('a1')
  })
})

describe('When the session ends', () => {
  const server = new Server()
  beforeAll(() => server.start())
  afterAll(() => server.end())

  interface Seen {
    client: Client
    store: IndexedDbStore
    why: Promise<string | null>
  }

  /** Alice with a conversation, a draft and a message on her device. */
  async function device(name: string): Promise<Seen & { other: Client; live: Device }> {
    const [first, other] = [await register(server.url, name), await register(server.url, 'bob')]
    const store = await IndexedDbStore.open(name)
    let tell: (why: string | null) => void
    const why = new Promise<string | null>((resolve) => (tell = resolve))
    const onEnded = (problem: { code: string } | null, forgotten: Promise<void>) =>
      void forgotten.then(() => tell(problem?.code ?? null))
    const client = new Client({ url: server.url, session: first.session, store, onEnded })
    const id = await talk(client, other)
    const live = new Device(client)
    await live.reaches('online')
    await live.live.send(id, { type: 'text', content: { text: 'confidential' } }).settled
    await store.setDraft(id, { text: 'private', mentions: [], reply_to: null })
    await until(
      async () => (await store.history(id, { limit: 9 })).messages.length > 0,
      () => 'the message is not kept',
    )
    return { client, store, why, other, live }
  }

  async function left(name: string): Promise<unknown[]> {
    const store = await IndexedDbStore.open(name)
    const { outbox, positions } = await store.load()
    return [...(await store.drafts()).values(), ...positions.keys(), ...outbox]
  }

  const login = (client: Client) => Client.login(server.url, client.me.username!, PASSWORD)

  test('from another device, nothing is left, and the device hears why', async () => {
    const { client, store, why, live } = await device('ended')
    await (await login(client)).rest.DELETE('/v1/auth/sessions')

    expect(await why).toBe('auth.token_invalid')
    await store.setDraft('c_late', { text: 'written after the end', mentions: [], reply_to: null })

    expect([client.session, await left('ended'), live.live.state]).toEqual([null, [], 'stopped'])
    await expect(live.live.send('c_1', { type: 'text', content: { text: 'late' } }).settled).rejects.toThrow(
      'ended',
    )
  })

  test('by a new password on another device, nothing is left', async () => {
    const { client, why } = await device('changed')
    const body = { current_password: PASSWORD, new_password: 'another horse battery' }
    await (await login(client)).rest.POST('/v1/auth/password', { body })

    expect([await why, await left('changed')]).toEqual(['auth.token_invalid', []])
  })

  test('with the account, nothing is left', async () => {
    const { client, why } = await device('deleted')
    await (await login(client)).rest.DELETE('/v1/users/me', { body: { password: PASSWORD } })

    expect([await why, await left('deleted')]).toEqual(['auth.token_invalid', []])
  })

  test('by a logout, nothing is left and there is no reason', async () => {
    const { client, why } = await device('out')
    await client.logout()

    expect([await why, await left('out')]).toEqual([null, []])
    await expect(answer(client.rest.GET('/v1/users/me'))).rejects.toThrow('auth.required')
  })

  test('without a connection in real time, the next request finds out', async () => {
    const { client, why, live } = await device('asked')
    await live.live.close()
    await (await login(client)).rest.DELETE('/v1/auth/sessions')

    await expect(answer(client.rest.GET('/v1/users/me'))).rejects.toThrow('auth.token_invalid')
    expect([await why, await left('asked')]).toEqual(['auth.token_invalid', []])
  })
})
