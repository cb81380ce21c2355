/** Is what one sees in the composer what is sent, kept and shown elsewhere? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { act, message, until, write } from './screen.mjs'
import { staged } from './stage.mjs'
import { ask, PHONE, register, say } from './world.mjs'

const { server, ann, bob, alba, enter, group: room, complaints } = await staged('ann', 'bob', 'alba')

const group = (name, members = [bob, alba]) => room(ann, name, members)

async function look(id, way) {
  const { page } = await enter('ann', { path: `/c/${id}`, ...way })
  await page.locator('textarea').waitFor()
  return page
}

const last = async (id) => (await ask(server.url, ann, 'GET', `/conversations/${id}/messages`)).items.at(-1)
const one = (id, seq) => ask(server.url, ann, 'GET', `/conversations/${id}/messages/${seq}`)
const field = (page) => page.locator('textarea')

async function mention(page, word, name) {
  await field(page).pressSequentially(`@${word}`)
  await page.getByRole('option', { name }).click()
}

test('a draft is kept as a whole, over a reload at once and in another tab', async () => {
  const [id, aside] = [await group('Drafts'), await group('Aside')]
  const { seq } = await say(server.url, bob, id, 'A question')
  const page = await look(id)
  await act(page, 'A question', 'Reply')
  await mention(page, 'bo', /Bob Baker/u)
  await page.keyboard.type('please look')
  await page.reload()
  await until(() => field(page).inputValue(), '@Bob Baker please look')
  await page.getByText('Replying to Bob Baker').waitFor()
  const other = await page.context().newPage()
  await other.goto(`${server.url}/c/${id}`)
  await until(() => field(other).inputValue(), '@Bob Baker please look')
  await other.locator('[data-row]', { hasText: 'Aside' }).click()
  await other.getByRole('heading', { name: 'Aside' }).waitFor()
  await other.locator('[data-row]', { hasText: 'Drafts' }).getByText('Draft:').waitFor()
  await page.keyboard.press('End')
  await field(page).press('Enter')
  await until(async () => (await last(id)).content.text, '@Bob Baker please look')
  const { mentions, reply_to } = await last(id)
  assert.deepEqual([mentions, reply_to], [[bob.id], seq])
  await until(() => other.getByText('Draft:').count(), 0)
  await other.locator('[data-row]', { hasText: 'Drafts' }).click()
  await until(() => field(other).inputValue(), '')
  assert.notEqual(aside, id)
})

test('an edit begins with what holds, and what is taken out is not mentioned any more', async () => {
  const id = await group('Edits')
  const all = await say(server.url, ann, id, '@everyone look', { mentions_all: true })
  const two = await say(server.url, ann, id, '@Bob Baker and @alba look', { mentions: [bob.id, alba.id] })
  const page = await look(id)
  await act(page, '@everyone look', 'Edit')
  await page.keyboard.press('End')
  await page.keyboard.type('!')
  await page.keyboard.press('Enter')
  await until(async () => (await one(id, all.seq)).content.text, '@everyone look!')
  assert.equal((await one(id, all.seq)).mentions_all, true)
  await act(page, '@Bob Baker and @alba look', 'Edit')
  await page.keyboard.press('Home')
  for (let letter = 0; letter < '@Bob Baker and '.length; letter++) await page.keyboard.press('Delete')
  await page.keyboard.press('Enter')
  await until(async () => (await one(id, two.seq)).content.text, '@alba look')
  assert.deepEqual((await one(id, two.seq)).mentions, [alba.id])
})

test('undo brings back whom the words mention', async () => {
  const id = await group('Undo')
  const page = await look(id)
  await mention(page, 'bo', /Bob Baker/u)
  await page.keyboard.type('look')
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Control+Z')
  await until(() => field(page).inputValue(), '@Bob Baker look')
  await page.keyboard.press('Enter')
  await until(async () => (await last(id))?.mentions, [bob.id])
})

test('the key that ends a composition sends nothing and chooses nobody', async () => {
  const id = await group('Input methods')
  const page = await look(id)
  await field(page).fill('你好')
  const ofInputMethod = (init) =>
    field(page).evaluate(
      (it, more) =>
        it.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }),
        ),
      init,
    )
  await ofInputMethod({ keyCode: 229 })
  await ofInputMethod({ keyCode: 13, isComposing: true })
  await page.waitForTimeout(300)
  assert.equal(await field(page).inputValue(), '你好')
  await field(page).fill('')
  await field(page).pressSequentially('请@bo')
  await page.getByRole('option', { name: /Bob Baker/u }).waitFor()
  await ofInputMethod({ keyCode: 229 })
  assert.equal(await field(page).inputValue(), '请@bo')
  await page.keyboard.press('Enter')
  await until(() => field(page).inputValue(), '请@Bob Baker ')
})

test('Escape closes the innermost thing only', async () => {
  const id = await group('Escape')
  await say(server.url, bob, id, 'A question')
  const page = await look(id)
  await act(page, 'A question', 'Reply')
  await field(page).pressSequentially('write to @al')
  await page.getByRole('option', { name: /Alba/u }).waitFor()
  await page.keyboard.press('Escape')
  await until(() => page.getByRole('option').count(), 0)
  await page.getByText('Replying to Bob Baker').waitFor()
  await page.keyboard.press('Escape')
  await until(() => page.getByText('Replying to Bob Baker').count(), 0)
  assert.equal(await field(page).inputValue(), 'write to @al')
  await page.keyboard.press('Enter')
  await message(page, 'write to @al').waitFor()
})

test('an emoji takes the place of what is selected, can be undone, and the next key follows it', async () => {
  const id = await group('Emoji')
  const page = await look(id)
  await field(page).fill('hello world')
  await field(page).evaluate((it) => it.setSelectionRange(0, 5))
  await page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await page.getByRole('button', { name: '😀', exact: true }).click()
  await until(() => field(page).inputValue(), '😀 world')
  await page.waitForTimeout(200)
  await page.keyboard.type('!')
  assert.equal(await field(page).inputValue(), '😀! world')
  await page.keyboard.press('Control+Z')
  await page.keyboard.press('Control+Z')
  await until(() => field(page).inputValue(), 'hello world')
})

test('emoji count as the server counts them', async () => {
  const id = await group('Long')
  const page = await look(id)
  await field(page).fill('😀'.repeat(15_000))
  assert.equal(await page.getByRole('alert').count(), 0)
  await page.getByRole('button', { name: 'Send' }).click()
  await until(async () => [...((await last(id))?.content.text ?? '')].length, 15_000)
  await field(page).fill('😀'.repeat(20_001))
  await page.getByText('Too long by 1 character').waitFor()
})

test('on a touch screen Enter begins a line', async () => {
  const id = await group('Lines')
  const page = await look(id, { size: PHONE })
  await field(page).tap()
  await page.keyboard.type('one')
  await page.keyboard.press('Enter')
  await page.keyboard.type('two')
  assert.equal(await field(page).inputValue(), 'one\ntwo')
  await page.getByRole('button', { name: 'Send' }).tap()
  await until(async () => (await last(id)).content.text, 'one\ntwo')
})

test('who types with the focus on a message types into the composer', async () => {
  const id = await group('Keys')
  await say(server.url, bob, id, 'Read me')
  const page = await look(id)
  await message(page, 'Read me').focus()
  await page.keyboard.type('typed')
  assert.equal(await field(page).inputValue(), 'typed')
  await message(page, 'Read me').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Reply' }).waitFor()
  await page.keyboard.press('ArrowDown')
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Reply')
  await page.keyboard.press('ArrowRight')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '👍')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByText('Replying to Bob Baker').waitFor()
})

test('texts and names find their own direction', async () => {
  const noa = await register(server.url, 'noa', 'נועה')
  const id = await group('Direction', [noa])
  await say(server.url, noa, id, 'שלום, עולם!')
  const { seq } = await say(server.url, noa, id, 'x')
  await ask(server.url, noa, 'DELETE', `/conversations/${id}/messages/${seq}`)
  const page = await look(id)
  const words = page.locator('[data-words]', { hasText: 'שלום' })
  await until(() => words.evaluate((it) => getComputedStyle(it).direction), 'rtl')
  assert.equal(await field(page).getAttribute('dir'), 'auto')
  await until(() => page.locator('[data-recalled]').textContent(), '\u2068נועה\u2069 deleted a message')
})

test('a page that stays open over midnight calls yesterday yesterday', async () => {
  const id = await group('Night')
  await say(server.url, bob, id, 'Good night')
  const page = await look(id)
  const night = new Date()
  // Loading takes its time on this clock too.
  night.setHours(23, 30)
  await page.clock.install({ time: night })
  await page.reload()
  const day = page.locator('[role=log] [role=separator]', { hasText: /day/u }).first()
  await until(() => day.textContent(), 'Today')
  const time = page.locator('[data-row]', { hasText: 'Night' }).locator('time')
  const before = await time.textContent()
  await page.clock.fastForward('31:00')
  await until(() => day.textContent(), 'Yesterday')
  assert.notEqual(await time.textContent(), before)
})

test('a mention is marked by its place when the name is another one', async () => {
  const kim = await register(server.url, 'kim', 'Kim')
  const id = await group('Names', [kim])
  await say(server.url, ann, id, 'hello @Kim, look', { mentions: [kim.id] })
  await ask(server.url, kim, 'PATCH', '/users/me', { display_name: 'Somebody else' })
  const page = await look(id)
  await until(() => page.locator('[data-meant]').allTextContents(), ['@Kim'])
})

test('long words stay within their bubble', async () => {
  const id = await group('Cards')
  const long = 'D'.repeat(400)
  const contents = [
    ['card', { title: long, description: long, url: 'https://a.example/' }],
    ['location', { latitude: 1, longitude: 2, title: long, address: long }],
    ['text', { text: long }],
  ]
  for (const [type, content] of contents)
    await ask(server.url, bob, 'POST', `/conversations/${id}/messages`, { client_id: type, type, content })
  const page = await look(id)
  const log = page.locator('[role=log]')
  await until(() => log.locator('[data-message]').count(), 3)
  assert.equal(await log.evaluate((box) => box.scrollWidth > box.clientWidth), false)
})

test('what is sent is what is shown', async () => {
  const id = await group('Order')
  const page = await look(id)
  for (const text of ['one', 'two', 'three']) await write(page, text)
  await until(async () => (await page.locator('[data-message] [data-words]').allTextContents()).length, 3)
  assert.equal(await field(page).inputValue(), '')
})

test('the page never complained', () => {
  assert.deepEqual(complaints(), [])
})
