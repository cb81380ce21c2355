/** Who is this client, and how does it stay it? The tokens of one user, renewed once for everybody who needs them. */
import { RestError, type Problem } from './errors.ts'
import type { Account } from './events.ts'
import type { components } from './schema.ts'

/** What a login gives. Keep it where the application keeps secrets, and begin with it next time. */
export type Session = Pick<components['schemas']['Tokens'], 'access_token' | 'refresh_token' | 'user'>

/** Where sessions are kept, each for its user: several users may share one browser. */
export interface Keeping {
  /** Told of every new session of a user, and of null when that user has none any more. */
  onSession?: ((session: Session | null, userId: string) => void) | undefined
  /** The session of this user as it is kept now: another tab may have renewed it. One of somebody else is not used. */
  kept?: ((userId: string) => Session | null) | undefined
  /** Say `moved` when another tab may have kept or forgotten a session of this user; what is returned ends that. */
  watch?: ((userId: string, moved: () => void) => () => void) | undefined
}

interface TokensHandlers {
  refresh: (refreshToken: string) => Promise<Session>
  /** There is no session any more, and will be none; with the server's refusal if it refused one. */
  ended: (why: Problem | null) => void
}

/** The tokens of one user for as long as there are any. A refresh token is good once: two tabs never use the same one. */
export class Tokens {
  session: Session | null = null
  /** Whose they are; stays when they are gone. */
  user: Account | null = null
  private renewing: Promise<boolean> | null = null
  private unwatch: () => void = () => undefined

  constructor(
    session: Session | null,
    private readonly keeping: Keeping,
    private readonly handlers: TokensHandlers,
  ) {
    if (session) this.hold(session)
  }

  /** Use this session from now on, and tell the application, which may keep it. */
  use(session: Session): void {
    this.hold(session)
    this.keeping.onSession?.(session, this.userId)
  }

  /** Have no session from now on, whatever the reason. */
  end(why: Problem | null): void {
    if (!this.session) return
    this.session = null
    this.unwatch()
    this.keeping.onSession?.(null, this.userId)
    this.handlers.ended(why)
  }

  /** Renew the access token unless somebody did meanwhile; say whether there is another one now. */
  async renew(expired: string): Promise<boolean> {
    this.renewing ??= alone(this.userId, () => this.renewNow(expired)).finally(() => (this.renewing = null))
    return this.renewing
  }

  private get userId(): string {
    return this.user?.id ?? ''
  }

  private hold(session: Session): void {
    const { id } = session.user
    if (this.user && this.userId !== id) throw new Error('A client stays with the user it began with')
    const isFirst = this.user === null
    this.user = session.user
    if (isFirst) {
      this.unwatch = this.keeping.watch?.(id, () => this.moved()) ?? this.unwatch
    }
    this.session = session
  }

  /** The session of this user as it is kept; null where nothing, or only somebody else's, is kept. */
  private kept(): Session | null {
    const kept = this.keeping.kept?.(this.userId) ?? null
    return kept?.user.id === this.userId ? kept : null
  }

  /** Another tab renewed the session, or ended it. */
  private moved(): void {
    const kept = this.kept()
    if (kept && this.session) this.hold(kept)
    else this.end(null)
  }

  private async renewNow(expired: string): Promise<boolean> {
    if (!this.session) return false
    this.session = this.kept() ?? this.session
    if (this.session.access_token !== expired) return true
    try {
      this.use(await this.handlers.refresh(this.session.refresh_token))
      return true
    } catch (error) {
      // A proxy in front of the server may say 401 as well; that ends nothing.
      if (!(error instanceof RestError) || !error.code.startsWith('auth.') || error.retryable) throw error
      this.end(error.problem)
      return false
    }
  }
}

/** Do this for a user in one tab at a time, where the browser can tell tabs apart. */
async function alone<T>(userId: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return work()
  return navigator.locks.request(`tokenim refresh ${userId}`, work)
}
