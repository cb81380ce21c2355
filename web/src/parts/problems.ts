/** What is wrong with a form, and at which of its fields is it said? */
import { RestError } from '@tokenim/client'
import i18next from 'i18next'
import { useState } from 'react'
import { wordsFor } from './toasts.ts'

/** The words by field; under '' what belongs to none. */
export type Problems = Record<string, string>

/** Fields that a refusal is about without naming them. */
const MEANT: Record<string, string> = {
  'user.username_taken': 'username',
  'auth.password_weak': 'password',
  'auth.wrong_password': 'current_password',
}
const OWN_WORDS = new Map([
  ['username', 'sign.username_problem'],
  ['password', 'sign.password_problem'],
  ['new_password', 'sign.password_problem'],
  ['avatar_url', 'say.link_problem'],
])

/** What a refusal says about the fields of a form. `also` tells fields that are called otherwise here. */
export function problemsOf(error: unknown, fields: readonly string[], also: Problems = {}): Problems {
  if (!(error instanceof RestError)) return { '': wordsFor(error) }
  const meant = MEANT[error.code]
  const named = meant
    ? [[meant, wordsFor(error)] as const]
    : error.errors.map(({ field = '' }) => [field, ownWords(field) ?? wordsFor(error)] as const)
  const known = named
    .map(([field, words]) => [also[field] ?? field, words] as const)
    .filter(([field]) => fields.includes(field))
  return known.length > 0 ? Object.fromEntries(known) : { '': wordsFor(error) }
}

function ownWords(field: string): string | undefined {
  const words = OWN_WORDS.get(field)
  return words && i18next.t(words)
}

/** The problems of a form while it is on the screen. `problem` gives the words of a field. */
export function useProblems() {
  const [problems, setProblems] = useState<Problems>({})
  return {
    setProblems,
    problem: (field: string): string | null => problems[field] ?? null,
    /** A field that is changed is not wrong any more. */
    forget: (field: string) => setProblems(({ [field]: _, ...others }) => others),
  }
}
