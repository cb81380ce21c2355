/** Who is logged in in this tab? The sessions of all users of the browser are kept; a tab stays with one of them. */
import { Client, IndexedDbStore, KeptSessions, MemoryStore, type Session, type Store } from '@tokenim/client'
import i18next from 'i18next'
import { Holder } from '../state/holder.ts'
import { language } from '../words/index.ts'

export interface Here {
  client: Client
  store: Store
}

/** Null while nobody is logged in. */
export const here = new Holder<Here | null>(null)

/** Why the login form is there, when the session ended without the user's doing. */
export const farewell = new Holder<string | null>(null)

const sessions = new KeptSessions('tokenim.session')
const url = window.location.origin

const device = (): string => {
  const { userAgent } = navigator
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(userAgent)?.[1] ?? 'Browser'
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1] ?? ''
  return system ? `${browser} · ${system}` : browser
}

/** One store for each user, so that nobody finds what another one left. Where the browser keeps nothing, memory must do. */
async function storeOf({ id, username }: Session['user']): Promise<Store> {
  try {
    const store = await IndexedDbStore.open(`tokenim:${(username || id).toLowerCase()}`)
    await store.claim(id)
    return store
  } catch {
    return new MemoryStore()
  }
}

async function enter(session: Session): Promise<void> {
  const store = await storeOf(session.user)
  const client = new Client({
    url,
    session,
    store,
    language,
    kept: sessions.kept,
    onSession: sessions.onSession,
    watch: sessions.watch,
    onEnded: (why) => {
      // That the session is over may have been somebody's wish on another device: say so, not just that it is over.
      const said = why?.code === 'auth.token_invalid' ? '' : why?.user_message
      farewell.change(() => (why ? said || i18next.t('link.ended') : null))
      here.change((now) => (now?.client === client ? null : now))
    },
  })
  farewell.change(() => null)
  here.change(() => ({ store, client }))
}

/** Go on with the session of the last visit, if there is one. */
export async function resume(): Promise<void> {
  const session = sessions.begin()
  if (session) await enter(session)
}

async function begin({ session }: Client): Promise<void> {
  if (!session) throw new Error('A login gives a session')
  sessions.onSession(session, session.user.id)
  await enter(session)
}

export async function logIn(username: string, password: string): Promise<void> {
  await begin(await Client.login(url, username, password, { language, device_name: device() }))
}

export async function signUp(username: string, password: string, display_name: string): Promise<void> {
  const who = { username, password, device_name: device(), ...(display_name ? { display_name } : {}) }
  await begin(await Client.register(url, who, { language }))
}

/** End the session; without a connection it is forgotten here all the same. */
export async function logOut(): Promise<void> {
  try {
    await here.get()?.client.logout()
  } catch {
    // The server does not know yet; here everything is forgotten already.
    return
  }
}
