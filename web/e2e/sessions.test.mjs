/** Does every tab stay with whom it shows, and does an ended session leave nothing in the browser? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { message, until } from './screen.mjs'
import { staged } from './stage.mjs'
import { PASSWORD, ask, device, logIn, say } from './world.mjs'

const { server, browser, ann, bob, direct } = await staged('ann', 'bob')
const room = await direct(ann, bob)
await say(server.url, bob, room, 'hello')

async function tab(context, path = '/') {
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(server.url + path)
  return page
}

const shows = (page, name) => page.locator(`[data-me][aria-label*="${name}"]`).waitFor()

/** What the browser keeps of somebody's messages and drafts. */
const kept = (page, username) =>
  page.evaluate(async (name) => {
    const db = await new Promise((resolve) => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => resolve(opening.result)
    })
    const all = (store) =>
      new Promise((resolve) => {
        const asked = db.transaction(store).objectStore(store).getAll()
        asked.onsuccess = () => resolve(asked.result)
      })
    const found = [...(await all('messages')), ...(await all('drafts')), ...(await all('outbox'))]
    db.close()
    return found.length
  }, `tokenim:${username}`)

async function endAll(person) {
  const { access_token } = await ask(server.url, null, 'POST', '/auth/login', {
    username: person.username,
    password: PASSWORD,
  })
  await ask(server.url, { token: access_token }, 'DELETE', '/auth/sessions')
  person.token = access_token
}

test('two users share a browser, and each tab stays with one of them', async () => {
  const { context, page: hers } = await device(browser, server.url)
  const his = await tab(context)
  await logIn(hers, 'ann')
  await logIn(his, 'bob')
  await hers.reload()
  await shows(hers, 'Ann')
  await his.reload()
  await shows(his, 'Bob')

  await hers.goto(`${server.url}/c/${room}`)
  await his.goto(`${server.url}/c/${room}`)
  await hers.locator('textarea').fill('I am Ann')
  await hers.keyboard.press('Enter')
  await message(his, 'I am Ann').waitFor()
  const { items } = await ask(server.url, bob, 'GET', `/conversations/${room}/messages`)
  assert.equal(items.find(({ content }) => content.text === 'I am Ann').sender_id, ann.id)

  await endAll(ann)
  await hers.locator('input[name=password]').waitFor()
  await hers.locator('[data-farewell]', { hasText: 'signed out on another device' }).waitFor()
  await hers.reload()
  await hers.locator('input[name=password]').waitFor()
  await his.locator('textarea').fill('Bob goes on')
  await his.keyboard.press('Enter')
  await until(async () => {
    const read = await ask(server.url, ann, 'GET', `/conversations/${room}/messages`)
    return read.items.at(-1).content.text
  }, 'Bob goes on')
  await context.close()
})

test('every tab of a user is logged out with one of them, and nothing is left', async () => {
  const { context, page } = await device(browser, server.url)
  await logIn(page, 'ann')
  const [second, third] = [await tab(context, `/c/${room}`), await tab(context)]
  await shows(second, 'Ann')
  await shows(third, 'Ann')
  await second.locator('textarea').fill('a private draft')
  await until(async () => (await kept(page, 'ann')) > 0, true)

  await page.locator('[data-me]').click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  for (const one of [page, second, third]) await one.locator('input[name=password]').waitFor()

  await until(() => kept(page, 'ann'), 0)
  assert.deepEqual(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => /session/.test(key))),
    [],
  )
  await context.close()
})

test('a session that ended while the browser was closed leaves nothing when it is opened again', async () => {
  const { context, page } = await device(browser, server.url)
  await logIn(page, 'ann')
  await page.goto(`${server.url}/c/${room}`)
  await page.locator('textarea').fill('a private draft')
  await until(async () => (await kept(page, 'ann')) > 0, true)
  const next = await context.newPage()
  await page.close()
  await endAll(ann)

  await next.goto(server.url)
  await next.locator('input[name=password]').waitFor()
  await next.locator('[data-farewell]').waitFor()
  await until(() => kept(next, 'ann'), 0)
  await context.close()
})
