/** What do the entries of a stream say about where this user begins? */
import type { Entry } from './events.ts'

/** The place of an entry in its stream. */
export function seqOf(entry: Entry): number {
  return entry.seq ?? 0
}

/** The seq by which the user joined last; 1 when the entries begin there; null when it is before them. */
export function joinedAt(entries: Entry[], userId: string): number | null {
  const joined = entries.findLast((entry) => {
    const ids = entry.data?.['user_ids']
    return Array.isArray(ids) && ids.includes(userId)
  })
  if (joined) return seqOf(joined)
  return !entries[0] || seqOf(entries[0]) === 1 ? 1 : null
}
