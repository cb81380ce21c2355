/** Can somebody say no to what strangers put them into, and yes, and never again? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts, until, write } from './screen.mjs'
import { staged } from './stage.mjs'
import { DESKTOP, PHONE, ask, register, say } from './world.mjs'

const { server, ann, bob, enter: login } = await staged('ann', 'bob')

/** A group into which a stranger puts Bob, with a word for him. */
async function invite(stranger, name) {
  const body = { kind: 'group', name, member_ids: [bob.id] }
  const { id } = await ask(server.url, stranger, 'POST', '/conversations', body)
  await say(server.url, stranger, id, `Welcome to ${name}`, { mentions: [bob.id] })
  return id
}

const enter = (size, path = '/') => login('bob', { size, path })

const row = (page, name) => page.locator('[data-row]', { hasText: name })

test('an invitation is quiet; whoever declines it is rid of it on every device', async () => {
  const stranger = await register(server.url, 'sly', 'Sly Smith')
  const [desk, phone] = [await enter(DESKTOP), await enter(PHONE)]
  const id = await invite(stranger, 'Riches')
  for (const { page } of [desk, phone]) {
    await row(page, 'Riches').getByText('Invitation', { exact: true }).waitFor()
    await row(page, 'Riches').getByText('Welcome to Riches').waitFor()
    assert.equal(await row(page, 'Riches').getAttribute('data-news'), 'quiet')
    assert.equal(await page.title(), 'TokenIM')
  }
  await row(phone.page, 'Riches').click()
  await phone.page.getByText('Sly Smith invites you to “Riches”').waitFor()
  await phone.page.getByRole('region', { name: 'Invitation' }).getByText('2 members').waitFor()
  await until(() => texts(phone.page), ['Welcome to Riches'])

  await phone.page.getByRole('button', { name: 'Decline' }).click()
  await until(() => new URL(phone.page.url()).pathname, '/')
  for (const { page } of [desk, phone]) await row(page, 'Riches').waitFor({ state: 'detached' })
  await assert.rejects(ask(server.url, bob, 'GET', `/conversations/${id}`), /conversation\.not_a_member/u)
  for (const { complaints, context } of [desk, phone]) {
    assert.deepEqual(complaints, [])
    await context.close()
  }
})

test('an invitation is accepted with the keyboard, and open devices follow', async () => {
  const id = await invite(ann, 'Choir')
  const [here, there] = [await enter(DESKTOP, `/c/${id}`), await enter(PHONE, `/c/${id}`)]
  await there.page.getByRole('button', { name: 'Accept' }).waitFor()

  await here.page.getByRole('button', { name: 'Decline' }).focus()
  await here.page.keyboard.press('Tab')
  await here.page.keyboard.press('Enter')

  for (const { page } of [here, there]) {
    await page.getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' })
  }
  await row(here.page, 'Choir').getByText('Invitation', { exact: true }).waitFor({ state: 'detached' })
  await write(here.page, 'Glad to be here')
  await until(() => texts(there.page), ['Welcome to Choir', 'Glad to be here'])
  for (const { complaints, context } of [here, there]) {
    assert.deepEqual(complaints, [])
    await context.close()
  }
})

test('whoever writes has accepted', async () => {
  const id = await invite(await register(server.url, 'rita', 'Rita Reed'), 'Readers')
  const { page, context } = await enter(DESKTOP, `/c/${id}`)
  await page.getByRole('button', { name: 'Accept' }).waitFor()

  await write(page, 'I am in')

  await page.getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' })
  await row(page, 'Readers').getByText('Invitation', { exact: true }).waitFor({ state: 'detached' })
  await context.close()
})

test('who may add somebody is a setting of the account', async () => {
  const stranger = await register(server.url, 'nosy', 'Nosy Nelson')
  const { page, context } = await enter(DESKTOP)
  await page.locator('[data-me]').click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  const choice = page.getByRole('radiogroup', { name: 'Who may add me to groups' })
  await choice.getByText('Nobody').click()
  await until(async () => (await ask(server.url, bob, 'GET', '/users/me')).who_may_add, 'nobody')
  await assert.rejects(invite(stranger, 'Pyramid'), /user\.not_addable/u)

  await ask(server.url, bob, 'PATCH', '/users/me', { who_may_add: 'everybody' })
  await until(() => choice.getByRole('radio', { name: 'Everybody' }).isChecked(), true)
  await context.close()
})
