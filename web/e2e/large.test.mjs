/** Do a large group and a long history open at once and move smoothly? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { message, until, write } from './screen.mjs'
import { staged } from './stage.mjs'
import { ask, say, users } from './world.mjs'

const MEMBERS = 1_000
const MESSAGES = 3_000

/** What was said in the long story, by seq: fifty are sent at once, and any of them may come first. */
const sentences = []

const { server, ann, enter: login } = await staged('ann')
const ids = await users(server, MEMBERS - 1)

/** A group whose members nobody can ask whether they agree. */
async function gather(name, member_ids) {
  const body = { kind: 'group', name, member_ids }
  return (await ask(server.url, ann, 'POST', '/conversations', body)).id
}

async function tell(text) {
  const { seq } = await say(server.url, ann, long, text)
  sentences[seq] = text
}

const group = await gather('Everybody', ids)
await say(server.url, ann, group, 'Welcome, all of you')
const long = await gather('Long story', ids.slice(0, 1))
for (let first = 1; first <= MESSAGES; first += 50)
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => tell(`Sentence ${first + index} of a long story`)),
  )

async function enter() {
  const { page } = await login('ann')
  await page.locator('[data-row]').first().waitFor()
  return page
}

test('a group of 1,000 members opens at once', async () => {
  const page = await enter()
  const began = performance.now()
  await page.locator('[data-row]', { hasText: 'Everybody' }).click()
  await message(page, 'Welcome, all of you').waitFor()
  const took = performance.now() - began
  assert.ok(took < 1_000, `The group was there after ${took.toFixed(0)} ms`)
  await page.getByRole('button', { name: 'Details', exact: true }).click()
  await page.locator('aside').getByText('1000 members').first().waitFor()
  await until(() => page.locator('aside section h3').textContent(), '1000 members')
  assert.ok(
    (await page.locator('aside section [class*=row]').count()) < 60,
    'only the members on the screen are made',
  )
})

test('a long history is read to its beginning, without a hole and without a double', async () => {
  const page = await enter()
  await page.locator('[data-row]', { hasText: 'Long story' }).click()
  await message(page, sentences[MESSAGES]).waitFor()
  const seen = new Set()
  const end = Date.now() + 60_000
  while (!seen.has(1) && Date.now() < end) {
    const seqs = await page.evaluate(() => {
      const box = document.querySelector('[role=log]')
      box.scrollBy(0, -600)
      return [...document.querySelectorAll('[data-seq]')].map((node) => Number(node.dataset.seq))
    })
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => seqs[0] + index),
    )
    for (const seq of seqs) seen.add(seq)
    await page.waitForTimeout(12)
  }
  assert.ok(seen.has(1), 'the first message was reached')
  await page.getByRole('button', { name: 'To the newest message' }).click()
  await message(page, sentences[MESSAGES]).waitFor()
})

test('scrolling keeps its place while older messages come in', async () => {
  const page = await enter()
  await page.locator('[data-row]', { hasText: 'Long story' }).click()
  await message(page, sentences[MESSAGES]).waitFor()
  await page.waitForTimeout(300)
  const jumps = await page.evaluate(async () => {
    const box = document.querySelector('[role=log]')
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const places = () =>
      new Map(
        [...document.querySelectorAll('[data-seq]')].map((node) => [
          node.dataset.seq,
          node.getBoundingClientRect().top,
        ]),
      )
    let worst = 0
    for (let step = 0; step < 150; step++) {
      const before = places()
      box.scrollBy(0, -120)
      await frame()
      await frame()
      const after = places()
      const moved = [...before].flatMap(([seq, top]) =>
        after.has(seq) && top > 0 && top < 700 ? [Math.abs(after.get(seq) - top - 120)] : [],
      )
      worst = Math.max(worst, ...moved)
    }
    return worst
  })
  assert.ok(jumps < 40, `A message jumped by ${jumps.toFixed(0)} px`)
})

test('most frames come in time while scrolling', async () => {
  const page = await enter()
  await page.locator('[data-row]', { hasText: 'Long story' }).click()
  await message(page, sentences[MESSAGES]).waitFor()
  const late = await page.evaluate(async () => {
    const box = document.querySelector('[role=log]')
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const gaps = []
    let last = await frame()
    for (let step = 0; step < 240; step++) {
      box.scrollBy(0, -40)
      const now = await frame()
      gaps.push(now - last)
      last = now
    }
    return gaps.sort((one, other) => one - other)[Math.floor(gaps.length * 0.9)]
  })
  assert.ok(late < 50, `Nine of ten frames took up to ${late.toFixed(1)} ms`)
})

test('a message from far away is found from its quote', async () => {
  const page = await enter()
  await say(server.url, ann, long, 'As I said in the beginning', { reply_to: 7 })
  await page.locator('[data-row]', { hasText: 'Long story' }).click()
  await message(page, 'As I said in the beginning').locator('[data-quote]').click()
  await message(page, sentences[7]).waitFor()
  await page.getByRole('button', { name: 'To the newest message' }).click()
  await message(page, 'As I said in the beginning').waitFor()
  await write(page, 'And here we are')
  await message(page, 'And here we are').waitFor()
})
