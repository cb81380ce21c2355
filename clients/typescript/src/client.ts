/** Where does an application begin? With a `Client`: by a session, or by logging in. */
import type { Account } from './events.ts'
import { Live } from './live.ts'
import { answer, rest, type Rest } from './rest.ts'
import { Tokens, type Keeping, type Session } from './session.ts'
import { MemoryStore } from './memory_store.ts'
import type { WebSocketClass } from './socket.ts'
import type { Store } from './store.ts'

export interface ClientOptions extends Keeping {
  /** Where the server is; the page's own server when left out. */
  url?: string
  session?: Session | null
  store?: Store
  /** The language of `user_message`, such as `zh`; that of the browser when left out. */
  language?: () => string
}

export interface Registration {
  username: string
  password: string
  display_name?: string
  device_name?: string
}

/** A user of a TokenIM server. Every refusal is a `RestError`, a server that cannot be reached a `NotConnected`. */
export class Client {
  readonly url: string
  /** The whole HTTP API, typed: `client.rest.GET('/v1/users/{user_id}', { params: { path: { user_id } } })`. */
  readonly rest: Rest
  readonly store: Store
  private readonly tokens: Tokens

  constructor(options: ClientOptions = {}) {
    this.url = (options.url ?? globalThis.location?.origin ?? '').replace(/\/+$/, '')
    this.store = options.store ?? new MemoryStore()
    this.tokens = new Tokens(options.session ?? null, options, (refresh_token) =>
      answer(this.rest.POST('/v1/auth/refresh', { body: { refresh_token } })),
    )
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

  /** Who logged in. */
  get me(): Account {
    if (!this.tokens.session) throw new Error('Nobody is logged in')
    return this.tokens.session.user
  }

  /** Read the own account anew: after `profile.changed`, for example. */
  async refreshMe(): Promise<Account> {
    const user = await answer(this.rest.GET('/v1/users/me'))
    if (this.tokens.session) this.tokens.use({ ...this.tokens.session, user })
    return user
  }

  /** Connect in real time; begins at once and goes on until `close`. Node below 22 needs a `WebSocket`. */
  connect(options: { WebSocket?: WebSocketClass } = {}): Live {
    const renew = () => this.tokens.renew(this.tokens.session?.access_token ?? '')
    return new Live({ url: this.url, rest: this.rest, store: this.store, renew }, options.WebSocket)
  }

  /** End the session on the server, as far as it can be reached, and forget it here with all that is kept. */
  async logout(): Promise<void> {
    try {
      await this.rest.POST('/v1/auth/logout')
    } finally {
      this.tokens.use(null)
      await this.store.clear()
    }
  }
}
