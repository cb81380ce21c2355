/** Does the screen agree with the server after sleep, on other devices' doings, and when a part of it fails? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { online, texts, until } from './screen.mjs'
import { staged } from './stage.mjs'
import { ask, device, logIn, PASSWORD, register, say } from './world.mjs'

const { server, browser, ann, bob, enter: login, group, direct } = await staged('ann', 'bob')

const enter = (path = '/') => login('bob', { path })

const row = (page, name) => page.locator('[data-row]', { hasText: name })
const unread = async (page, name) =>
  (await row(page, name).locator('[data-unread]').count())
    ? row(page, name).locator('[data-unread]').getAttribute('data-unread')
    : null

test('an edit that does not say what it changed is read again, in the room and in the list', async () => {
  const room = await group(ann, 'Late', [bob], { history: 'from_join' })
  const { seq } = await say(server.url, ann, room, 'before Cleo')
  const cleo = await register(server.url, 'cleo', 'Cleo Cook')
  await ask(server.url, ann, 'POST', `/conversations/${room}/members`, { user_ids: [cleo.id] })
  const { page, complaints, context } = await enter(`/c/${room}`)
  await until(() => texts(page), ['before Cleo'])

  const message = `/conversations/${room}/messages/${seq}`
  await ask(server.url, ann, 'PATCH', message, { content: { text: 'corrected' } })
  await ask(server.url, ann, 'PUT', `${message}/reactions/${encodeURIComponent('👍')}`)

  await until(() => texts(page), ['corrected'])
  await row(page, 'Late').getByText('corrected').waitFor()
  await page.getByRole('button', { name: /^👍/u }).waitFor()
  assert.deepEqual(complaints, [])
  await context.close()
})

test('what is on the screen stays there when the connection comes late', async () => {
  const room = await group(ann, 'Slow', [bob])
  await say(server.url, ann, room, 'hello')
  const { page, context } = await device(browser, server.url)
  let connect
  const held = new Promise((resolve) => (connect = resolve))
  await page.route('**/v1/ws-tickets', async (route) => {
    await held
    await route.continue()
  })
  await logIn(page, 'bob')
  await row(page, 'Slow').click()
  const article = page.locator('[data-message]')
  await article.click({ button: 'right' })
  const menu = await page.getByRole('menuitem', { name: 'Copy text' }).elementHandle()

  connect()
  await online(page)

  assert.equal(await menu.isVisible(), true)
  await page.keyboard.press('Escape')
  await say(server.url, ann, room, 'are you there?')
  await until(() => texts(page), ['hello', 'are you there?'])
  await context.close()
})

test('what was deleted or read elsewhere while this device slept is neither shown nor counted', async () => {
  const room = await group(ann, 'Asleep', [bob])
  const first = await say(server.url, ann, room, 'first')
  await ask(server.url, bob, 'PUT', `/conversations/${room}/read`, { seq: first.seq })
  const { page, context } = await enter()
  await row(page, 'Asleep').waitFor()
  await context.setOffline(true)
  const read = await say(server.url, ann, room, 'read on the phone')
  await ask(server.url, bob, 'PUT', `/conversations/${room}/read`, { seq: read.seq })
  const gone = await say(server.url, ann, room, 'deleted on the phone')
  await ask(server.url, bob, 'POST', `/conversations/${room}/messages/${gone.seq}/hide`)
  await say(server.url, ann, room, 'still new')
  await context.setOffline(false)

  await row(page, 'Asleep').getByText('still new').waitFor()
  const { unread: there } = await ask(server.url, bob, 'GET', `/conversations/${room}`)
  await until(async () => Number(await unread(page, 'Asleep')), there)
  await row(page, 'Asleep').click()
  await until(() => texts(page), ['first', 'read on the phone', 'still new'])
  await until(() => unread(page, 'Asleep'), null)
  await context.close()
})

test('the last message, deleted for oneself, gives way in the list to the one before', async () => {
  const room = await group(ann, 'Tidy', [bob])
  await say(server.url, ann, room, 'stays')
  const { seq } = await say(server.url, ann, room, 'goes')
  const { page, context } = await enter()
  await row(page, 'Tidy').getByText('goes').waitFor()

  await ask(server.url, bob, 'POST', `/conversations/${room}/messages/${seq}/hide`)

  await row(page, 'Tidy').getByText('stays').waitFor()
  await context.close()
})

test('a mention that is recalled leaves no mark', async () => {
  const room = await group(ann, 'Marks', [bob])
  const { seq } = await say(server.url, ann, room, '@Bob come', { mentions: [bob.id] })
  await say(server.url, ann, room, 'something else')
  const { page, context } = await enter()
  const mark = row(page, 'Marks').getByRole('img', { name: 'You were mentioned' })
  await mark.waitFor()

  await ask(server.url, ann, 'DELETE', `/conversations/${room}/messages/${seq}`)

  await mark.waitFor({ state: 'detached' })
  await context.close()
})

test('a notification is taken away when its message is recalled, or read elsewhere', async () => {
  const room = await group(ann, 'Bell', [bob])
  await ask(server.url, bob, 'POST', `/conversations/${room}/accept`)
  const { page, context } = await enter()
  await row(page, 'Bell').waitFor()
  await online(page)
  // The browser that runs tests shows no notifications: what it is asked to show is written down instead.
  await page.evaluate(() => {
    localStorage.setItem('tokenim.notify', 'yes')
    window.shown = new Map()
    window.Notification = class {
      static permission = 'granted'
      constructor(_, { body, tag }) {
        this.tag = tag
        window.shown.set(tag, body)
      }
      close() {
        window.shown.delete(this.tag)
      }
    }
    Object.defineProperty(document, 'hidden', { value: true })
  })
  const shown = () => page.evaluate(() => [...window.shown.values()])
  const recalled = await say(server.url, ann, room, 'a slip')
  await until(shown, ['Ann Archer: a slip'])
  await ask(server.url, ann, 'DELETE', `/conversations/${room}/messages/${recalled.seq}`)
  await until(shown, [])

  const read = await say(server.url, ann, room, 'a word')
  await until(shown, ['Ann Archer: a word'])
  await ask(server.url, bob, 'PUT', `/conversations/${room}/read`, { seq: read.seq })
  await until(shown, [])
  await context.close()
})

test('a part that cannot be drawn leaves the others alone, and can be loaded again', async () => {
  const room = await group(ann, 'Broken', [bob])
  const other = await group(ann, 'Whole', [bob])
  await say(server.url, ann, room, 'hello')
  await say(server.url, ann, other, 'all is well')
  const { page, context } = await enter()
  await row(page, 'Broken').waitFor()
  let spoilt = true
  // An answer that no server gives: a message without content.
  await page.route(/\/messages\?/u, async (route) => {
    const response = await route.fetch()
    const body = await response.json()
    if (spoilt && route.request().url().includes(room))
      for (const message of body.items) delete message.content
    await route.fulfill({ response, json: body })
  })

  await row(page, 'Broken').click()
  await page.locator('[data-broken-part]').waitFor()
  await row(page, 'Whole').click()
  await until(() => texts(page), ['all is well'])
  await row(page, 'Broken').click()
  spoilt = false
  await page.getByRole('button', { name: 'Load it again' }).click()
  await until(() => texts(page), ['hello'])
  await context.close()
})

test('the senders on a page of history are asked for together', async () => {
  const names = Array.from({ length: 12 }, (_, number) => `Guest ${String.fromCharCode(65 + number)}`)
  const guests = await Promise.all(names.map((name, number) => register(server.url, `guest${number}`, name)))
  const room = await group(ann, 'Party', [bob, ...guests])
  for (const guest of guests) await say(server.url, guest, room, 'hello')
  const { page, context } = await enter()
  const asked = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    assert.doesNotMatch(pathname, /^\/v1\/users\/u_/u)
    if (pathname === '/v1/users') asked.push(searchParams.getAll('ids'))
  })

  await row(page, 'Party').click()
  for (const name of names) await page.locator('article').getByText(name, { exact: true }).waitFor()

  // The last of them stood in the list.
  const [first, ...others] = guests.slice(0, -1).map(({ id }) => id)
  const together = asked.filter((ids) => ids.includes(first))
  assert.equal(together.length, 1)
  assert.ok(others.every((id) => together[0].includes(id)))
  await context.close()
})

test('who was renamed while this device slept has the new name everywhere: list, head, quotes, members', async () => {
  const [eve, finn] = [
    await register(server.url, 'eve', 'Eve Early'),
    await register(server.url, 'finn', 'Finn First'),
  ]
  const room = await group(ann, 'Renamed', [bob, eve, finn])
  const { seq } = await say(server.url, eve, room, 'a question')
  await say(server.url, finn, room, 'an answer', { reply_to: seq })
  const { page, complaints, context } = await enter(`/c/${room}`)
  await page.getByRole('button', { name: 'Details', exact: true }).click()
  const shown = async () => {
    const text = await page.locator('body').innerText()
    return ['Eve Early', 'Finn First', 'Eve Evans', 'Finn Final'].map((name) => text.split(name).length - 1)
  }
  // Of Eve: beside her message, in the quote, among the members; of Finn: the list, his message, the members.
  await until(shown, [3, 3, 0, 0])

  await context.setOffline(true)
  await page.locator('nav [data-link=offline]').waitFor()
  await ask(server.url, eve, 'PATCH', '/users/me', { display_name: 'Eve Evans' })
  await ask(server.url, finn, 'PATCH', '/users/me', { display_name: 'Finn Final' })
  await context.setOffline(false)

  await until(shown, [0, 0, 3, 3])
  assert.deepEqual(complaints, [])
  await context.close()
})

test('who read while this device slept is seen to have read', async () => {
  const room = await group(ann, 'Receipts', [bob])
  const { seq } = await say(server.url, bob, room, 'read me')
  const { page, context } = await enter(`/c/${room}`)
  await page.locator('[data-receipt=sent]').waitFor()

  await context.setOffline(true)
  await page.locator('nav [data-link=offline]').waitFor()
  await ask(server.url, ann, 'PUT', `/conversations/${room}/read`, { seq })
  await context.setOffline(false)

  await page.locator('[data-receipt=read]').waitFor()
  await context.close()
})

test('who was taken out while this device slept is told by whom', async () => {
  const room = await group(ann, 'Night shift', [bob])
  await say(server.url, ann, room, 'hello')
  const { page, context } = await enter(`/c/${room}`)
  await until(() => texts(page), ['hello'])
  await online(page)

  await context.setOffline(true)
  await page.locator('nav [data-link=offline]').waitFor()
  await ask(server.url, ann, 'DELETE', `/conversations/${room}/members/${bob.id}`)
  await context.setOffline(false)

  await page.getByText('Ann Archer removed you from “Night shift”.').waitFor()
  await context.close()
})

test('the pages of others follow a new name, and say that an account was deleted', async () => {
  const dora = await register(server.url, 'dora', 'Dora Dunn')
  const id = await direct(dora, bob)
  await say(server.url, dora, id, 'hello')
  const { page, complaints, context } = await enter(`/c/${id}`)
  const head = page.getByRole('heading', { level: 2, name: /Dora|Deleted/u })
  await until(() => head.textContent(), 'Dora Dunn')

  // Whether the page is connected yet or not.
  await ask(server.url, dora, 'PATCH', '/users/me', { display_name: 'Dora Drake' })
  await until(() => head.textContent(), 'Dora Drake')
  await row(page, 'Dora Drake').waitFor()

  await ask(server.url, dora, 'DELETE', '/users/me', { password: PASSWORD })
  await until(() => head.textContent(), 'Deleted account')
  await row(page, 'Deleted account').waitFor()
  await page.getByText('This account was deleted.').waitFor()
  assert.equal(await page.locator('textarea').count(), 0)
  assert.equal(await page.getByText('offline', { exact: true }).count(), 0)
  await until(() => texts(page), ['hello'])
  assert.deepEqual(complaints, [])
  await context.close()
})
