import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The client as it is written, not as it was built last.
  ssr: { resolve: { conditions: ['source'] } },
  test: { include: ['tests/**/*.test.ts'] },
})
