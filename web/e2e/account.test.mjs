/** Does the account do what it says: profile, sessions, and passing a group on? */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from './screen.mjs'
import { staged } from './stage.mjs'
import { PASSWORD, ask } from './world.mjs'

const { server, ann, bob, enter } = await staged('ann', 'bob')

async function account(page, part) {
  await page.locator('[data-me]').click()
  await page.getByRole('menuitem', { name: part }).click()
}

test('a new name is seen by others', async () => {
  const { page } = await enter('ann')
  await account(page, 'Profile')
  await page.getByLabel('Name', { exact: true }).fill('Ann of the garden')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  const seen = await ask(server.url, bob, 'GET', `/users/${ann.id}`)
  assert.equal(seen.display_name, 'Ann of the garden')
})

test('a wrong password is told where it was written', async () => {
  const { page } = await enter('ann')
  await account(page, 'Settings')
  const tab = page.getByRole('tab', { name: 'Password' })
  const place = await tab.boundingBox()
  await tab.click()
  assert.deepEqual(await tab.boundingBox(), place)
  await page.getByLabel('Current password').fill('not-my-password')
  await page.getByLabel('New password').fill('correct-horse-battery-2')
  await page.getByRole('button', { name: 'Change password' }).click()
  const said = page.locator('form', { hasText: 'The password is wrong.' })
  await said.waitFor()
  assert.equal(await page.getByLabel('Current password').getAttribute('aria-invalid'), 'true')
  assert.equal(await page.getByText('The password is wrong.').count(), 1)
})

test('another login is ended from here, and its page is logged out', async () => {
  const [here, there] = [await enter('ann'), await enter('ann')]
  await account(here.page, 'Sessions')
  await here.page.getByRole('button', { name: 'Sign out all others' }).click()
  await there.page.locator('input[name=password]').waitFor()
  await here.page.getByText('this device').waitFor()
  assert.equal(await here.page.getByRole('button', { name: 'Sign out', exact: true }).count(), 0)
  // The login of the test itself was one of the others.
  const again = await ask(server.url, null, 'POST', '/auth/login', { username: 'ann', password: PASSWORD })
  ann.token = again.access_token
})

test('the owner passes a group on', async () => {
  const body = { kind: 'group', name: 'Board', member_ids: [bob.id] }
  const { id } = await ask(server.url, ann, 'POST', '/conversations', body)
  const { page } = await enter('ann')
  await page.locator('[data-row]', { hasText: 'Board' }).click()
  await page.getByRole('button', { name: 'Details', exact: true }).click()
  await page.getByRole('button', { name: 'Actions for Bob Baker' }).click()
  await page.getByRole('menuitem', { name: 'Make owner' }).click()
  await page.getByRole('button', { name: 'Make owner' }).click()
  await until(async () => (await ask(server.url, bob, 'GET', `/conversations/${id}`)).role, 'owner')
  assert.equal((await ask(server.url, ann, 'GET', `/conversations/${id}`)).role, 'admin')
})
