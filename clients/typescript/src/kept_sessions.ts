/** Who is logged in in this browser, and who in this tab? Sessions are kept for each user, a tab stays with one. */
import type { Keeping, Session } from './session.ts'

/**
 * Sessions in the storage of a browser, under names that begin with `name`. Pass it to a `Client` as it is, and begin
 * with `begin()`. A tab that is reloaded, restored or woken goes on as the user it showed, or asks for a login.
 */
export class KeptSessions implements Keeping {
  constructor(
    private readonly name: string,
    private readonly browser: Storage = localStorage,
    private readonly tab: Storage = sessionStorage,
  ) {}

  /** The session of the user whom this tab showed last; in a new tab, of the one who logged in last. */
  begin(): Session | null {
    const latest = this.read(this.name)
    const known = latest && this.kept(latest.user.id)
    if (latest && latest.access_token !== known?.access_token) {
      // Kept by something that knows one session for all, such as an earlier version: its login is the newest.
      this.onSession(latest, latest.user.id)
      return latest
    }
    const mine = this.tab.getItem(this.name)
    if (mine !== null) return this.kept(mine)
    if (latest) this.tab.setItem(this.name, latest.user.id)
    return latest
  }

  readonly kept = (userId: string): Session | null => this.read(this.key(userId))

  readonly onSession = (session: Session | null, userId: string): void => {
    const latest = this.read(this.name)?.user.id
    if (!session) {
      this.browser.removeItem(this.key(userId))
      if (latest === userId) this.write(this.name, this.another())
      return
    }
    const isLogin = this.tab.getItem(this.name) !== userId || !this.kept(userId)
    this.write(this.key(userId), session)
    this.tab.setItem(this.name, userId)
    if (isLogin || latest === userId) this.write(this.name, session)
  }

  readonly watch = (userId: string, moved: () => void): (() => void) => {
    const heard = ({ key, storageArea }: StorageEvent) => {
      if (storageArea === this.browser && (key === null || key === this.key(userId))) moved()
    }
    globalThis.addEventListener('storage', heard)
    return () => globalThis.removeEventListener('storage', heard)
  }

  private key(userId: string): string {
    return `${this.name}:${userId}`
  }

  private another(): Session | null {
    const names = Array.from({ length: this.browser.length }, (_, index) => this.browser.key(index) ?? '')
    const other = names.find((name) => name.startsWith(this.key('')))
    return other ? this.read(other) : null
  }

  private read(name: string): Session | null {
    const text = this.browser.getItem(name)
    const session: Session | null = text ? JSON.parse(text) : null
    return session
  }

  private write(name: string, session: Session | null): void {
    if (session) this.browser.setItem(name, JSON.stringify(session))
    else this.browser.removeItem(name)
  }
}
