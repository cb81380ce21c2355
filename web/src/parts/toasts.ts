/** What is to be told to somebody for a moment? */
import { NotConnected, RestError } from '@tokenim/client'
import i18next from 'i18next'
import { Holder } from '../state/holder.ts'

export interface Toast {
  id: number
  text: string
  kind: 'good' | 'bad'
}

const SHOWN_MS = 6_000
let last = 0

export const toasts = new Holder<Toast[]>([])

export const dismiss = (id: number): void => toasts.change((all) => all.filter((toast) => toast.id !== id))

export function tell(text: string, kind: Toast['kind'] = 'good'): void {
  const id = ++last
  toasts.change((all) => [...all.slice(-2), { id, text, kind }])
  setTimeout(() => dismiss(id), SHOWN_MS)
}

/** The words for what went wrong. */
export function wordsFor(error: unknown): string {
  if (error instanceof RestError) return error.user_message || i18next.t('say.failed')
  if (error instanceof NotConnected) return i18next.t('say.offline')
  return i18next.t('say.failed')
}

/** Do something; when it fails, say so. The answer says whether it went well. */
export async function attempt(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    tell(wordsFor(error), 'bad')
    return false
  }
}
