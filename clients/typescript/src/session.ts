/** Who is this client, and how does it stay it? The tokens, renewed once for everybody who needs them. */
import { RestError } from './errors.ts'
import type { Account } from './events.ts'

/** What a login gives. Keep it where the application keeps secrets, and begin with it next time. */
export interface Session {
  access_token: string
  refresh_token: string
  user: Account
}

export interface Keeping {
  /** Told of every new session, and of null when there is none any more. */
  onSession?: ((session: Session | null) => void) | undefined
  /** The session as it is kept now: another tab may have renewed it. */
  kept?: (() => Session | null) | undefined
}

type Refresh = (refreshToken: string) => Promise<Session>

/** The tokens of one user. A refresh token is good once: two tabs must never use the same one. */
export class Tokens {
  private renewing: Promise<boolean> | null = null

  constructor(
    public session: Session | null,
    private readonly keeping: Keeping,
    private readonly refresh: Refresh,
  ) {}

  /** Use this session from now on, and tell the application, which may keep it. */
  use(session: Session | null): void {
    this.session = session
    this.keeping.onSession?.(session)
  }

  /** Renew the access token unless somebody did meanwhile; say whether there is another one now. */
  async renew(expired: string): Promise<boolean> {
    this.renewing ??= alone(() => this.renewNow(expired)).finally(() => (this.renewing = null))
    return this.renewing
  }

  private async renewNow(expired: string): Promise<boolean> {
    const kept = this.keeping.kept?.()
    if (kept && kept.access_token !== this.session?.access_token) this.session = kept
    if (!this.session) return false
    if (this.session.access_token !== expired) return true
    try {
      this.use(await this.refresh(this.session.refresh_token))
      return true
    } catch (error) {
      if (!(error instanceof RestError) || error.status !== 401) throw error
      this.use(null)
      return false
    }
  }
}

/** Do this in one tab at a time, where the browser can tell tabs apart. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return work()
  return (await navigator.locks.request('tokenim refresh', work)) as T
}
