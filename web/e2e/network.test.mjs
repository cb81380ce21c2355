/** Is anything lost, doubled or out of order when the network goes and comes back? */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startWire } from './proxy.mjs'
import { message, stored, texts, until, waiting, write } from './screen.mjs'
import { staged } from './stage.mjs'
import { ask, say } from './world.mjs'

const { server, ann, bob, enter: login, direct } = await staged('ann', 'bob')
const wire = await startWire(server.url)
after(() => wire.stop())
const id = await direct(ann, bob)

async function enter(url, username) {
  const it = await login(username, { url })
  await it.page.locator('[data-row]').click()
  await it.page.locator('textarea').waitFor()
  return it
}

const inHistory = async () =>
  (await ask(server.url, ann, 'GET', `/conversations/${id}/messages?limit=1000`)).items.map(
    ({ seq, client_id, content }) => ({ seq, client_id, text: content.text }),
  )

test('what is written while the wire is cut waits, and is sent in order, once', async () => {
  const { page: here } = await enter(wire.url, 'ann')
  const { page: there } = await enter(server.url, 'bob')
  await write(here, 'before')
  await message(there, 'before').waitFor()
  wire.cut()
  for (let number = 1; number <= 8; number++) await write(here, `cut ${number}`)
  await here.locator('nav [data-link=offline], nav [data-link=reconnecting]').waitFor()
  assert.equal((await waiting(here)).length, 8)
  for (let number = 1; number <= 3; number++) await write(there, `meanwhile ${number}`)
  await until(async () => (await texts(there)).length, 4)
  wire.mend()
  await until(() => waiting(here), [], 40_000)
  const expected = [
    'before',
    ...[1, 2, 3].map((n) => `meanwhile ${n}`),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `cut ${n}`),
  ]
  await until(() => texts(here), expected)
  await until(() => texts(there), expected)
  const truth = await inHistory()
  assert.deepEqual(
    truth.map(({ text }) => text),
    expected,
  )
  await until(() => stored(here, 'ann', id), truth)
  await until(() => stored(there, 'bob', id), truth)
})

test('what waits survives closing the page', async () => {
  const { page, context } = await enter(wire.url, 'ann')
  wire.cut()
  await write(page, 'kept 1')
  await write(page, 'kept 2')
  await until(() => waiting(page), ['kept 1', 'kept 2'])
  await page.waitForTimeout(200)
  wire.mend()
  await page.reload()
  await until(async () => (await texts(page)).slice(-2), ['kept 1', 'kept 2'], 40_000)
  await until(() => waiting(page), [])
  const all = (await inHistory()).map(({ text }) => text)
  assert.deepEqual(
    all.filter((text) => text.startsWith('kept')),
    ['kept 1', 'kept 2'],
  )
  await context.close()
})

test('the wire is cut again and again in the middle of talking, and both see all of it', async () => {
  const { page: here } = await enter(wire.url, 'ann')
  const { page: there } = await enter(wire.url, 'bob')
  const said = { ann: [], bob: [] }
  for (let round = 1; round <= 4; round++) {
    for (let number = 1; number <= 5; number++) {
      for (const [page, name] of [
        [here, 'ann'],
        [there, 'bob'],
      ]) {
        const text = `${name} ${round}.${number}`
        said[name].push(text)
        await write(page, text)
      }
      if (number === 3) wire.cut()
    }
    await here.waitForTimeout(150)
    wire.mend()
    await here.waitForTimeout(300)
  }
  await until(async () => [await waiting(here), await waiting(there)], [[], []], 60_000)
  const truth = await inHistory()
  for (const name of ['ann', 'bob']) {
    const own = truth.filter(({ text }) => text.startsWith(`${name} `)).map(({ text }) => text)
    assert.deepEqual(own, said[name])
  }
  assert.equal(new Set(truth.map(({ client_id }) => client_id)).size, truth.length)
  for (const [page, name] of [
    [here, 'ann'],
    [there, 'bob'],
  ]) {
    const seen = (await stored(page, name, id)).filter(({ seq }) => seq > truth.length - 40)
    assert.deepEqual(
      seen,
      truth.filter(({ seq }) => seq > truth.length - 40),
    )
    await until(async () => (await texts(page)).at(-1), truth.at(-1).text)
  }
})

test('the browser itself says that the network is gone', async () => {
  const { page, context } = await enter(server.url, 'bob')
  await context.setOffline(true)
  await page.locator('nav').getByText('No connection').waitFor()
  await write(page, 'from the tunnel')
  await page.getByText('Waiting to be sent').waitFor()
  await say(server.url, ann, id, 'while you were away')
  await context.setOffline(false)
  await until(async () => (await texts(page)).slice(-2), ['while you were away', 'from the tunnel'], 40_000)
  await until(() => page.locator('nav [data-link=online]').count(), 1)
})
