/** What is a message called before the server has seen it? A UUIDv7: unique, and later ones sort later. */

let lastMs = 0
let lastTick = 0

/** Make a UUIDv7 (RFC 9562). Ids of one page sort in the order in which they were made. */
export function newId(): string {
  const now = Date.now()
  if (now > lastMs) [lastMs, lastTick] = [now, 0]
  else if (++lastTick > 0xfff) [lastMs, lastTick] = [lastMs + 1, 0]
  const random = crypto.getRandomValues(new Uint8Array(8))
  random[0] = 0x80 | (random[0]! & 0x3f)
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const ms = lastMs.toString(16).padStart(12, '0')
  const tick = lastTick.toString(16).padStart(3, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${tick}-${tail.slice(0, 4)}-${tail.slice(4)}`
}
