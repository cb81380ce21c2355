/** Do two people in two browsers, and a third on a phone, see the same? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { act, message, online, texts, until, write } from './screen.mjs'
import { staged } from './stage.mjs'
import { PHONE, ask, say } from './world.mjs'

const {
  server,
  ann,
  bob,
  cleo,
  visit,
  enter: login,
  direct,
  group,
  complaints,
} = await staged('ann', 'bob', 'cleo')

const enter = async (username, way) => (await login(username, way)).page

const open = async (page, title) => {
  await page.locator('[data-row]', { hasText: title }).click()
  await page.locator('textarea').waitFor()
}

test('a newcomer signs up, finds somebody and talks; edits, recalls, reactions, receipts and typing arrive', async () => {
  const { page } = await visit()
  await page.getByRole('button', { name: 'Sign up' }).click()
  assert.equal(await page.evaluate(() => document.activeElement.name), 'username')
  await page.locator('input[name=username]').fill('do ra')
  await page.locator('input[name=display_name]').fill('Dora Dunn')
  await page.locator('input[name=password]').fill('short')
  await page.locator('button[type=submit]').click()
  await page.getByText('Use 3 to 32 letters').waitFor()
  await page.getByText('Use at least 8 characters').waitFor()
  await page.locator('input[name=username]').fill('dora')
  await page.locator('input[name=password]').fill('aaaaaaaaa')
  await page.locator('button[type=submit]').click()
  await page.getByText('among the first that are guessed').waitFor()
  await page.locator('input[name=password]').fill('correct-horse-battery')
  await page.locator('button[type=submit]').click()
  await page.getByText('No conversations yet').waitFor()
  await page.keyboard.press('Control+k')
  await page.locator('input[role=combobox]:focus').waitFor()
  await page.keyboard.type('bob')
  await page.getByRole('option', { name: /Bob Baker/u }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('textarea').waitFor()
  await write(page, 'Hello Bob')
  await message(page, 'Hello Bob').waitFor()

  const other = await enter('bob')
  await other.locator('[data-unread="1"]').waitFor()
  await open(other, 'Dora Dunn')
  await message(other, 'Hello Bob').waitFor()
  await online(other)
  await other.locator('textarea').pressSequentially('Hel')
  await page
    .locator('main')
    .getByText(/is typing/u)
    .waitFor()
  await write(other, 'Hello Dora')
  await message(page, 'Hello Dora').waitFor()

  await act(other, 'Hello Dora', 'Edit')
  await write(other, 'Hello dear Dora')
  await message(page, 'Hello dear Dora').locator('[data-edited]').waitFor()

  await act(page, 'Hello dear Dora', 'React with ❤️')
  await message(other, 'Hello dear Dora').getByRole('button', { name: '❤️ 1: Dora Dunn' }).waitFor()
  await message(page, 'Hello dear Dora').getByRole('button', { name: /^❤️/u }).click()
  await until(() => message(other, 'Hello dear Dora').getByRole('button', { name: /^❤️/u }).count(), 0)

  await write(other, 'Not for your eyes')
  await message(page, 'Not for your eyes').waitFor()
  await act(other, 'Not for your eyes', 'Delete for everyone')
  await other.getByRole('button', { name: 'Delete for everyone' }).click()
  await page.locator('[data-recalled]', { hasText: 'Bob Baker deleted a message' }).waitFor()
  await until(() => message(page, 'Not for your eyes').count(), 0)

  await other.bringToFront()
  await message(page, 'Hello Bob').locator('[data-receipt=read]').waitFor()

  await act(page, 'Hello dear Dora', 'Reply')
  await write(page, 'Likewise')
  await message(other, 'Likewise').locator('[data-quote]').getByText('Hello dear Dora').waitFor()
  await act(other, 'Likewise', 'Delete for me')
  await other.getByRole('button', { name: 'Delete for me' }).click()
  await until(() => message(other, 'Likewise').count(), 0)
  assert.equal(await message(page, 'Likewise').count(), 1)
})

test('a message to somebody who reads is delivered first, then read', async () => {
  const page = await enter('ann')
  const id = await direct(ann, cleo)
  await open(page, 'Cleo Carter')
  await write(page, 'Are you there?')
  await message(page, 'Are you there?').locator('[data-receipt=sent]').waitFor()
  const { last_seq: seq } = await ask(server.url, cleo, 'GET', `/conversations/${id}`)
  await ask(server.url, cleo, 'PUT', `/conversations/${id}/delivered`, { seq })
  await message(page, 'Are you there?').locator('[data-receipt=delivered]').waitFor()
  await ask(server.url, cleo, 'PUT', `/conversations/${id}/read`, { seq })
  await message(page, 'Are you there?').locator('[data-receipt=read]').waitFor()
})

test('a third joins by phone, is mentioned, and sees the same as the others', async () => {
  const desk = await enter('ann')
  await desk.getByRole('button', { name: 'New conversation' }).click()
  await desk.getByRole('menuitem', { name: 'New group' }).click()
  await desk.getByRole('dialog').getByLabel('Group name').fill('Picnic')
  for (const name of ['Bob', 'Cleo']) {
    await desk.getByLabel('Find people…').fill(name)
    await desk.getByRole('checkbox', { name: new RegExp(name, 'u') }).check()
  }
  await desk.getByRole('button', { name: 'Create group' }).click()
  await desk.getByRole('heading', { name: 'Picnic' }).waitFor()
  const phone = await enter('cleo', { size: PHONE })
  await phone.locator('[data-row]', { hasText: 'Picnic' }).click()
  await phone.getByRole('button', { name: 'Accept' }).click()
  await phone.locator('textarea').waitFor()
  await desk.locator('textarea').pressSequentially('@cle')
  await desk.getByRole('option', { name: /Cleo Carter/u }).waitFor()
  await desk.keyboard.press('Enter')
  await desk.keyboard.type('bring the blanket')
  await desk.keyboard.press('Enter')
  await message(phone, '@Cleo Carter bring the blanket').waitFor()
  await phone.getByRole('button', { name: 'Back to the list' }).click()
  await write(desk, 'And a @ that means nobody')
  await phone.locator('[data-row]', { hasText: 'Picnic' }).locator('[data-unread="1"]').waitFor()
  await open(phone, 'Picnic')
  for (let number = 1; number <= 5; number++) await write(number % 2 ? phone : desk, `Turn ${number}`)
  await until(async () => (await texts(phone)).length, 7)
  await until(() => texts(desk), await texts(phone))
})

test('a group is managed: roles, a new name, leaving, dissolving', async () => {
  const id = await group(ann, 'Board', [bob, cleo])
  const [owner, member] = [await enter('ann'), await enter('bob')]
  await open(owner, 'Board')
  await open(member, 'Board')
  await owner.getByRole('button', { name: 'Details', exact: true }).click()
  await owner.getByRole('button', { name: 'Actions for Bob Baker' }).click()
  await owner.getByRole('menuitem', { name: 'Make admin' }).click()
  await owner.locator('aside').getByText('Admin', { exact: true }).waitFor()
  await member.getByRole('button', { name: 'Details', exact: true }).click()
  await member.getByRole('button', { name: 'Edit group' }).click()
  await member.getByRole('dialog').getByLabel('Group name').fill('Board of trustees')
  await member.getByRole('button', { name: 'Save' }).click()
  await owner.getByRole('heading', { name: 'Board of trustees', level: 2 }).waitFor()
  await owner.getByRole('button', { name: 'Actions for Cleo Carter' }).click()
  await owner.getByRole('menuitem', { name: 'Remove from group' }).click()
  await owner.getByRole('button', { name: 'Remove from group' }).click()
  await owner.locator('aside h3', { hasText: '2 members' }).waitFor()
  await member.getByRole('button', { name: 'Leave group' }).click()
  await member.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click()
  await until(() => member.locator('[data-row]', { hasText: 'Board' }).count(), 0)
  await owner.getByRole('button', { name: 'Delete group' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Delete group' }).click()
  await owner.getByText('This group was deleted').waitFor()
  await assert.rejects(say(server.url, ann, id, 'Anybody?'))
})

test('logging out forgets everything on this device', async () => {
  const page = await enter('bob')
  await page.locator('[data-row]').first().waitFor()
  await page.locator('[data-me]').click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.locator('input[name=password]').waitFor()
  assert.deepEqual(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key === 'tokenim.session')),
    [],
  )
  await page.reload()
  await page.locator('input[name=password]').waitFor()
})

test('the page never complained', () => {
  assert.deepEqual(complaints(), [])
})
