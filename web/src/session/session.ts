/** Who is logged in on this device? The session is kept in the browser until it ends. */
import { Client, IndexedDbStore, MemoryStore, type Session, type Store } from '@tokenim/client'
import { Holder } from '../state/store.ts'
import { language } from '../words/index.ts'

const KEPT = 'tokenim.session'

export interface Here {
  client: Client
  store: Store
}

/** Null while nobody is logged in. */
export const here = new Holder<Here | null>(null)

function kept(): Session | null {
  const text = localStorage.getItem(KEPT)
  return text ? (JSON.parse(text) as Session) : null
}

function keep(session: Session | null): void {
  if (session) localStorage.setItem(KEPT, JSON.stringify(session))
  else {
    localStorage.removeItem(KEPT)
    here.change(() => null)
  }
}

const options = (store: Store) => ({ store, kept, onSession: keep, language, url: window.location.origin })

const device = (): string => {
  const { userAgent } = navigator
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(userAgent)?.[1] ?? 'Browser'
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1] ?? ''
  return system ? `${browser} · ${system}` : browser
}

/** One store for each user, so that nobody finds what another one left. Where the browser keeps nothing, memory must do. */
async function storeOf(username: string): Promise<Store> {
  try {
    return await IndexedDbStore.open(`tokenim:${username.toLowerCase()}`)
  } catch {
    return new MemoryStore()
  }
}

/** Go on with the session of the last visit, if there is one. */
export async function resume(): Promise<void> {
  const session = kept()
  if (!session) return
  const store = await storeOf(session.user.username ?? session.user.id)
  here.change(() => ({ store, client: new Client({ ...options(store), session }) }))
}

export async function logIn(username: string, password: string): Promise<void> {
  const store = await storeOf(username)
  const client = await Client.login(window.location.origin, username, password, {
    ...options(store),
    device_name: device(),
  })
  here.change(() => ({ store, client }))
}

export async function signUp(username: string, password: string, display_name: string): Promise<void> {
  const store = await storeOf(username)
  const who = { username, password, device_name: device(), ...(display_name ? { display_name } : {}) }
  const client = await Client.register(window.location.origin, who, options(store))
  here.change(() => ({ store, client }))
}
