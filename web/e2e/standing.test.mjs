/** Does the history stand where people expect it, through wheels, keyboards, pictures and news? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { message, online, texts, until, write } from './screen.mjs'
import { staged } from './stage.mjs'
import { ask, PHONE, say } from './world.mjs'

/** More than the page keeps of one conversation, so that it must forget on one side and read again. */
const MESSAGES = 4_600

const { server, ann, bob, enter, group: room, complaints } = await staged('ann', 'bob')

/** A group of Ann and Bob in which Bob has said so much; Ann has read up to `read`. */
async function group(name, count, { read = 0, words = (number) => `${name} ${number}` } = {}) {
  const id = await room(ann, name, [bob])
  const seqs = []
  for (let first = 1; first <= count; first += 50)
    for (const [index, { seq }] of (
      await Promise.all(
        Array.from({ length: Math.min(50, count - first + 1) }, (_, index) =>
          say(server.url, bob, id, words(first + index)),
        ),
      )
    ).entries())
      seqs[first + index] = seq
  // Fifty are sent at once, and any of them may come first.
  const upTo = Math.max(0, ...seqs.slice(1, read + 1))
  if (read) await ask(server.url, ann, 'PUT', `/conversations/${id}/read`, { seq: upTo })
  return { id, seqs, unread: upTo + 1 }
}

async function look(id, way) {
  const { page } = await enter('ann', { path: `/c/${id}`, ...way })
  await page.locator('[data-message]').first().waitFor()
  return page
}

const below = (page) =>
  page
    .locator('[role=log]')
    .evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight))

/** Turn the wheel as people do: many small turns, one soon after the other. */
async function wheel(page, by, turns, pause = 16) {
  await page.mouse.move(800, 300)
  for (let turn = 0; turn < turns; turn++) {
    await page.mouse.wheel(0, by)
    await page.waitForTimeout(pause)
  }
}

const newest = (page) => page.getByRole('button', { name: 'To the newest message' })
const atEnd = (page) => until(async () => (await below(page)) < 2, true)

test('at the end it stays at the end: window, composer, rotation, pictures, news', async () => {
  const { id } = await group('Sixty', 60, { read: 60 })
  const page = await look(id)
  await atEnd(page)
  await page.setViewportSize({ width: 1280, height: 450 })
  await atEnd(page)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.locator('textarea').fill('one\ntwo\nthree\nfour\nfive\nsix\nseven\neight')
  await atEnd(page)
  await page.locator('textarea').fill('')
  await page.setViewportSize({ width: 390, height: 844 })
  await atEnd(page)
  await page.setViewportSize({ width: 844, height: 390 })
  await atEnd(page)
  await page.setViewportSize({ width: 1280, height: 800 })
  await ask(server.url, bob, 'POST', `/conversations/${id}/messages`, {
    client_id: 'a picture',
    type: 'image',
    content: { url: '/icon.svg' },
  })
  await page.locator('[data-message] img').waitFor()
  await page.waitForFunction(() => [...document.images].every((it) => it.complete))
  await atEnd(page)
  await say(server.url, bob, id, 'News at the end')
  await message(page, 'News at the end').waitFor()
  await atEnd(page)
  await until(async () => (await ask(server.url, ann, 'GET', `/conversations/${id}`)).unread, 0)
})

test('a few small turns up are not pulled back, and news then keep the place', async () => {
  const { id } = await group('Ninety', 90, { read: 90 })
  const page = await look(id)
  await atEnd(page)
  await wheel(page, -7, 40)
  const place = await below(page)
  assert.ok(place > 200 && place < 300, `${place} px above the end`)
  const top = await page.locator('[data-message]').first().boundingBox()
  const [first] = await texts(page)
  await say(server.url, bob, id, 'News below')
  await newest(page).getByText('1 new message').waitFor()
  const box = await message(page, first).boundingBox()
  assert.ok(Math.abs(box.y - top.y) < 2, `the first row moved by ${box.y - top.y} px`)
  await newest(page).click()
  await message(page, 'News below').waitFor()
  await atEnd(page)
  await until(() => newest(page).count(), 0)
})

test('what one sends is seen: from further up, and from far away', async () => {
  const { id, seqs } = await group('Four hundred', 400, { read: 400 })
  await say(server.url, ann, id, 'As was said', { reply_to: seqs[3] })
  const page = await look(id)
  await message(page, 'As was said').waitFor()
  await wheel(page, -120, 20)
  await write(page, 'Sent from above')
  await message(page, 'Sent from above').waitFor()
  await atEnd(page)
  await page.locator('[data-quote]').first().click()
  await message(page, 'Four hundred 3').waitFor()
  await write(page, 'Sent from far away')
  await message(page, 'Sent from far away').waitFor()
  await atEnd(page)
})

test('what one sends from far away without a connection is seen when it is back', async () => {
  const { id, seqs } = await group('Two hundred', 200, { read: 200 })
  await say(server.url, ann, id, 'As was said', { reply_to: seqs[3] })
  const page = await look(id)
  await page.locator('[data-quote]').first().click()
  await message(page, 'Two hundred 3').waitFor()
  await page.context().setOffline(true)
  await page.locator('nav').getByText('No connection').waitFor()
  await write(page, 'From the tunnel')
  await page.context().setOffline(false)
  await until(() => message(page, 'From the tunnel').count(), 1, 40_000)
  await atEnd(page)
})

test('opened at the first unread, the way down is there at once and leads to the newest', async () => {
  const { id, seqs, unread } = await group('Long', MESSAGES, { read: 20 })
  const page = await look(id)
  const first = page.locator(`[data-seq="${unread}"]`)
  await first.waitFor()
  await newest(page).waitFor()
  await until(async () => ((await first.boundingBox())?.y ?? Infinity) < 250, true)
  await newest(page).click()
  await page.locator(`[data-seq="${Math.max(...seqs.slice(1))}"]`).waitFor()
  await atEnd(page)
  assert.equal(await page.locator('[role=log] [data-news]').count(), 0, 'no line stands where nothing is new')

  // From there to the beginning, with time on the way and a wheel that does not wait.
  const slow = await page.context().newCDPSession(page)
  await slow.send('Network.enable')
  const wire = { offline: false, downloadThroughput: -1, uploadThroughput: -1 }
  await slow.send('Network.emulateNetworkConditions', { ...wire, latency: 120 })
  const beginning = page.getByText('This is the beginning')
  // However slow the machine is: it must go on.
  let [last, since] = ['', Date.now()]
  while ((await beginning.count()) === 0) {
    await wheel(page, -900, 6)
    const seq = await page.locator('[data-seq]').first().getAttribute('data-seq')
    if (seq !== last) [last, since] = [seq, Date.now()]
    assert.ok(Date.now() - since < 30_000, `it stood still at ${seq}`)
  }
  await slow.send('Network.emulateNetworkConditions', { ...wire, latency: 0 })
  await newest(page).click()
  await page.locator(`[data-seq="${Math.max(...seqs.slice(1))}"]`).waitFor()
  await atEnd(page)
})

test('the way down leads to news first, and from there to the newest', async () => {
  const { id } = await group('Eighty', 80, { read: 80 })
  const page = await look(id)
  await atEnd(page)
  await wheel(page, -200, 15)
  for (let number = 1; number <= 40; number++) await say(server.url, bob, id, `News ${number}`)
  await newest(page).getByText('40 new messages').waitFor()
  await newest(page).click()
  await message(page, 'News 1').waitFor()
  await page.locator('[role=log] [data-news]').waitFor()
  assert.ok((await below(page)) > 500, 'the first of them is at the top')
  await newest(page).click()
  await message(page, 'News 40').waitFor()
  await atEnd(page)
})

test('a long press opens the menu where the browser tells of none, and a tap shows no bar', async () => {
  const { id } = await group('Touch', 5, { read: 5 })
  const page = await look(id, { size: PHONE })
  const row = message(page, 'Touch 4')
  await row.tap()
  await page.waitForTimeout(300)
  assert.equal(await page.getByRole('button', { name: 'Message actions' }).count(), 0)
  const { x, y } = await row.boundingBox()
  const at = { pointerType: 'touch', clientX: x + 20, clientY: y + 10, bubbles: true, pointerId: 7 }
  await row.dispatchEvent('pointerdown', at)
  await page.getByRole('menuitem', { name: 'Reply' }).click()
  await page.getByText('Replying to Bob Baker').waitFor()
})

test('who is taken out while reading is told by whom', async () => {
  const { id } = await group('Inner circle', 5)
  await ask(server.url, ann, 'POST', `/conversations/${id}/transfer`, { user_id: bob.id })
  const page = await look(id)
  await online(page)
  await ask(server.url, bob, 'DELETE', `/conversations/${id}/members/${ann.id}`)
  await page.getByText('Bob Baker removed you from “Inner circle”.').waitFor()
})

test('the page never complained', () => {
  assert.deepEqual(complaints(), [])
})
