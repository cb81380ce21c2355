/** Is a machine without a WebSocket told what it misses? */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { register } from './people.ts'
import { Server } from './server.ts'

const server = new Server()

beforeAll(() => server.start())
afterAll(() => server.end())

test('without a WebSocket the first connect says what is missing', async () => {
  const alice = await register(server.url, 'alice')
  const own = globalThis.WebSocket
  Reflect.deleteProperty(globalThis, 'WebSocket')
  try {
    expect(() => alice.connect()).toThrow(/npm install ws/u)
  } finally {
    if (own) globalThis.WebSocket = own
  }
})
