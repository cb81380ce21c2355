/** What may those who are mentioned be called in a text, and who else is known? */
import type { TFunction } from 'i18next'
import { plain } from '../words/direction.ts'
import type { Named } from './mentioned.ts'
import type { View } from './model.ts'

/** In every language of the screen: the one who wrote may have another one than the one who reads. */
const EVERYONE = ['all', 'everyone', 'everybody', 'here', 'channel', '所有人', '全体成员', '大家']

export function named(ids: string[], all: boolean, people: View['people'], t: TFunction): Named[] {
  const everyone = all ? [{ user_id: null, names: [...new Set([t('write.all'), ...EVERYONE])] }] : []
  return [
    ...ids.map((user_id) => {
      const { display_name = '', username = '' } = people[user_id] ?? {}
      return { user_id, names: [display_name, plain(display_name), username] }
    }),
    ...everyone,
  ]
}

/** The names of all who are known and not mentioned. */
export const othersThan = (ids: string[], people: View['people']): string[] =>
  Object.values(people)
    .filter(({ id }) => !ids.includes(id))
    .flatMap(({ display_name = '', username = '' }) => [display_name, username])
