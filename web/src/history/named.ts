/** What may those who are mentioned be called in a text? */
import type { TFunction } from 'i18next'
import type { Named } from '../state/mentioned.ts'
import type { View } from '../state/model.ts'

/** In every language of the screen: the one who wrote may have another one than the one who reads. */
const EVERYONE = ['all', 'everyone', 'everybody', 'here', 'channel', '所有人', '全体成员', '大家']

export function named(ids: string[], all: boolean, people: View['people'], t: TFunction): Named[] {
  const everyone = all ? [{ user_id: null, names: [...new Set([t('write.all'), ...EVERYONE])] }] : []
  return [
    ...ids.map((user_id) => {
      const { display_name = '', username = '' } = people[user_id] ?? {}
      return { user_id, names: [display_name, username] }
    }),
    ...everyone,
  ]
}
