/** Does Back on a phone close what lies on top, one thing at a time, and only then leave the page? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { act, message, until } from './screen.mjs'
import { staged } from './stage.mjs'
import { DESKTOP, PHONE, say } from './world.mjs'

const { server, ann, bob, enter: login, group } = await staged('ann', 'bob')
const room = await group(ann, 'Pocket', [bob])
await say(server.url, bob, room, 'hello')

const enter = (size = PHONE) => login('ann', { size })

async function enterRoom(page) {
  await page.locator('[data-row]', { hasText: 'Pocket' }).click()
  await message(page, 'hello').waitFor()
}

const at = (page) => new URL(page.url()).pathname
const button = (page, name) => page.getByRole('button', { name, exact: true })
const item = (page, name) => page.getByRole('menuitem', { name, exact: true })

/** Go back, and see that this is gone and the address is the same. */
async function closes(page, what) {
  await what.waitFor()
  const before = at(page)
  // Its entry is there before anybody could press a key.
  await until(() => page.evaluate(() => (history.state?.layers ?? 0) > 0), true)
  await page.goBack()
  await what.waitFor({ state: 'detached' })
  assert.equal(at(page), before)
}

test('in the list: menus, the account, a new group, the search', async () => {
  const { page, complaints, context } = await enter()
  await page.locator('[data-me]').click()
  await closes(page, item(page, 'Profile'))
  for (const part of ['Profile', 'Sessions', 'Settings']) {
    await page.locator('[data-me]').click()
    await item(page, part).click()
    await closes(page, page.getByRole('dialog'))
  }
  await button(page, 'New conversation').click()
  await closes(page, item(page, 'New group'))
  await button(page, 'New conversation').click()
  await item(page, 'New group').click()
  await closes(page, page.getByRole('dialog'))
  await page.locator('nav').getByText('Search people and groups').click()
  await closes(page, page.getByRole('combobox'))
  assert.deepEqual(complaints, [])
  await context.close()
})

test('in a conversation: the menu of a message, a question, emoji, details and what is above them', async () => {
  const { page, complaints, context } = await enter()
  await enterRoom(page)
  await message(page, 'hello').click({ button: 'right' })
  await closes(page, item(page, 'Reply'))
  await act(page, 'hello', 'Delete for me')
  await closes(page, page.getByRole('dialog'))
  await button(page, 'Emoji').click()
  await closes(page, button(page, '😀'))
  await button(page, 'Details').click()
  await button(page, 'Edit group').click()
  await closes(page, page.getByRole('dialog', { name: 'Edit group' }))
  await button(page, 'Add members').click()
  await closes(page, page.getByRole('dialog', { name: 'Add members' }))
  await button(page, 'Actions for Bob Baker').click()
  await closes(page, item(page, 'Remove from group'))
  await button(page, 'Actions for Bob Baker').click()
  await item(page, 'Remove from group').click()
  await closes(page, page.getByRole('dialog', { name: 'Remove from group' }))
  await closes(page, page.getByRole('dialog', { name: 'Details' }))
  await page.goBack()
  await until(() => at(page), '/')
  assert.deepEqual(complaints, [])
  await context.close()
})

test('what is closed by its own button leaves nothing to go back to', async () => {
  const { page, context } = await enter()
  await enterRoom(page)
  for (let times = 0; times < 3; times++) {
    await button(page, 'Details').click()
    await button(page, 'Edit group').click()
    await button(page, 'Cancel').click()
    await button(page, 'Close details').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await until(() => page.evaluate(() => history.state), null)
  await page.goBack()
  await until(() => at(page), '/')
  await context.close()
})

test('from a window to another conversation, and back to what was below the window', async () => {
  const { page, context } = await enter()
  await enterRoom(page)
  await button(page, 'Details').click()
  await button(page, 'Actions for Bob Baker').click()
  await item(page, 'Message Bob Baker').click()
  await page.getByRole('heading', { name: 'Bob Baker', level: 2 }).waitFor()
  await page.goBack()
  await until(() => at(page), `/c/${room}`)
  await message(page, 'hello').waitFor()
  assert.equal(await page.getByRole('dialog').count(), 0)
  await page.goBack()
  await until(() => at(page), '/')
  await context.close()
})

test('a window does not come back with a reload, nor with Forward', async () => {
  const { page, context } = await enter()
  await enterRoom(page)
  await button(page, 'Details').click()
  await page.getByRole('dialog').waitFor()
  await until(() => page.evaluate(() => history.state?.layers), 1)
  await page.reload()
  await message(page, 'hello').waitFor()
  await until(() => page.evaluate(() => history.state), null)
  await page.goForward()
  await until(() => page.evaluate(() => history.state), null)
  assert.equal(await page.getByRole('dialog').count(), 0)
  await page.goBack()
  await until(() => at(page), '/')
  await context.close()
})

test('at a desk Back leads to the conversation before', async () => {
  const { page, context } = await enter(DESKTOP)
  await enterRoom(page)
  await button(page, 'Details').click()
  await page.locator('aside').waitFor()
  assert.equal(await page.evaluate(() => history.state), null)
  await page.goBack()
  await until(() => at(page), '/')
  await context.close()
})
