/** What Mantine puts around a window so that the page below it stands still. Here no page scrolls, and nothing is locked. */
import type { ReactNode } from 'react'

export function RemoveScroll({ enabled, children }: { enabled: boolean; children: ReactNode }) {
  if (enabled) throw new Error('What locks the page is not part of it: vite.config.ts puts this in its place')
  return <div>{children}</div>
}
