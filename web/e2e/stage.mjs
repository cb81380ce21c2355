/** What a file of tests plays on: a server, a browser, and people who enter. All of it goes when the file ends. */
import { after } from 'node:test'
import { accept, ask, device, logIn, register, startBrowser, startServer } from './world.mjs'

const NAMES = { alba: 'Alba', ann: 'Ann Archer', bob: 'Bob Baker', cleo: 'Cleo Carter' }

export async function staged(...usernames) {
  const server = await startServer()
  const browser = await startBrowser()
  after(async () => {
    await browser.close()
    await server.stop()
  })
  const people = {}
  for (const username of usernames) people[username] = await register(server.url, username, NAMES[username])
  const devices = []

  async function visit({ url = server.url, ...way } = {}) {
    const it = await device(browser, url, way)
    devices.push(it)
    return it
  }

  /** A device of its own on which somebody logs in, and looks at the page of this path. */
  async function enter(username, { path = '/', url = server.url, ...way } = {}) {
    const it = await visit({ url, ...way })
    await logIn(it.page, username)
    if (path !== '/') await it.page.goto(url + path)
    return it
  }

  /** The id of a group in which all have agreed to be. */
  async function group(owner, name, members, more = {}) {
    const body = { kind: 'group', name, member_ids: members.map(({ id }) => id), ...more }
    const { id } = await ask(server.url, owner, 'POST', '/conversations', body)
    await accept(server.url, id, members)
    return id
  }

  const direct = async (one, other) =>
    (await ask(server.url, one, 'POST', '/conversations', { kind: 'direct', user_id: other.id })).id

  /** What the pages complained about, on all devices. */
  const complaints = () => [...new Set(devices.flatMap((it) => it.complaints))]

  return { server, browser, ...people, visit, enter, group, direct, complaints }
}
