/** Where does an application begin? With a `Client`: by a session, or by logging in. */
import { Ended, type Problem } from './errors.ts'
import type { Account, Profile } from './events.ts'
import { REVOKED } from './link.ts'
import { Live } from './live.ts'
import type { components } from './schema.ts'
import { answer, rest, type Rest } from './rest.ts'
import { Tokens, type Keeping, type Session } from './session.ts'
import { MemoryStore } from './memory_store.ts'
import type { WebSocketClass } from './socket.ts'
import type { Store } from './store.ts'

/** The server takes so many ids in one request. */
const IDS_AT_ONCE = 100
type UserPage = components['schemas']['UserPage']

export interface ClientOptions extends Keeping {
  /** Where the server is; the page's own server when left out. */
  url?: string
  session?: Session | null
  store?: Store
  /**
   * The session ended: by `logout`, here or in another tab, or by the server, whose refusal says why. The client is of
   * no use any more, and nothing is kept: `forgotten` is fulfilled when the store is empty.
   */
  onEnded?: (why: Problem | null, forgotten: Promise<void>) => void
  /** The language of `user_message`, such as `zh`; that of the browser when left out. */
  language?: () => string
}

export interface Registration {
  username: string
  password: string
  display_name?: string
  device_name?: string
}

/** A user of a TokenIM server, the same one for as long as the client lives. Every refusal is a `RestError`, a server that cannot be reached a `NotConnected`. */
export class Client {
  readonly url: string
  /** The whole HTTP API, typed: `client.rest.GET('/v1/users/{user_id}', { params: { path: { user_id } } })`. */
  readonly rest: Rest
  readonly store: Store
  private readonly tokens: Tokens
  private readonly onEnded: NonNullable<ClientOptions['onEnded']>
  private readonly lives = new Set<Live>()
  private forgotten: Promise<void> = Promise.resolve()

  constructor(options: ClientOptions = {}) {
    this.url = (options.url ?? globalThis.location?.origin ?? '').replace(/\/+$/, '')
    this.store = options.store ?? new MemoryStore()
    this.onEnded = options.onEnded ?? (() => undefined)
    this.tokens = new Tokens(options.session ?? null, options, {
      refresh: (refresh_token) => answer(this.rest.POST('/v1/auth/refresh', { body: { refresh_token } })),
      ended: (why) => this.end(why),
    })
    const language = options.language ?? (() => '')
    this.rest = rest(this.url, this.tokens, language)
  }

  static async login(
    url: string,
    username: string,
    password: string,
    options: ClientOptions & { device_name?: string } = {},
  ): Promise<Client> {
    const { device_name, ...more } = options
    const client = new Client({ ...more, url })
    const body = { username, password, ...(device_name ? { device_name } : {}) }
    client.tokens.use(await answer(client.rest.POST('/v1/auth/login', { body })))
    return client
  }

  static async register(url: string, who: Registration, options: ClientOptions = {}): Promise<Client> {
    const client = new Client({ ...options, url })
    client.tokens.use(await answer(client.rest.POST('/v1/auth/register', { body: who })))
    return client
  }

  get session(): Session | null {
    return this.tokens.session
  }

  /** Whose client this is: who logged in. */
  get me(): Account {
    if (!this.tokens.user) throw new Error('Nobody is logged in')
    return this.tokens.user
  }

  /** Read the own account anew: after `profile.changed`, for example. */
  async refreshMe(): Promise<Account> {
    const user = await answer(this.rest.GET('/v1/users/me'))
    if (this.tokens.session) this.tokens.use({ ...this.tokens.session, user })
    return user
  }

  /** Read users, up to 100 in each request; ids of nobody are left out, deleted users have `deleted`. */
  async users(ids: string[]): Promise<Profile[]> {
    const found: Profile[] = []
    for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
      const some = ids.slice(start, start + IDS_AT_ONCE)
      let cursor: string | null = null
      do {
        const query = { ids: some, ...(cursor ? { cursor } : {}) }
        const page: UserPage = await answer(this.rest.GET('/v1/users', { params: { query } }))
        found.push(...page.items)
        cursor = page.next_cursor
      } while (cursor)
    }
    return found
  }

  /** Connect in real time; begins at once and goes on until `close`. Node below 22 needs a `WebSocket`, else `TypeError`. */
  connect(options: { WebSocket?: WebSocketClass } = {}): Live {
    const { url, rest, store } = this
    const renew = () => this.tokens.renew(this.tokens.session?.access_token ?? '')
    const live = new Live({ url, rest, store, renew, userId: this.me.id }, options.WebSocket)
    this.lives.add(live)
    return live
  }

  /** End the session on the server, as far as it can be reached, and forget it here with all that is kept. */
  async logout(): Promise<void> {
    try {
      await this.rest.POST('/v1/auth/logout')
    } finally {
      this.tokens.end(null)
      await this.forgotten
    }
  }

  private end(why: Problem | null): void {
    this.forgotten = this.forget(new Ended(REVOKED, why?.code ?? 'logged_out'))
    this.onEnded(why, this.forgotten)
  }

  private async forget(ended: Ended): Promise<void> {
    // What is being written must not come after what clears.
    await Promise.all([...this.lives].map((live) => live.end(ended)))
    await this.store.clear()
  }
}
