/** Can everybody use it: by eye with little contrast, by keyboard, by screen reader? */
import assert from 'node:assert/strict'
import { readFile, readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { message } from './screen.mjs'
import { staged } from './stage.mjs'
import { peopled, stranger } from './village.mjs'
import { DESKTOP, PHONE, device, logIn } from './world.mjs'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const MADE = fileURLToPath(new URL('../../src/tokenim/web', import.meta.url))

const { server, browser } = await staged()
const village = await peopled(server.url)
const invitation = await stranger(server.url, [village.people.lena])

/** What axe finds, the harmless left out. */
async function found(page, where) {
  await page.waitForTimeout(350)
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'] }),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${where}: ${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(' | ')}`,
    )
}

for (const [theme, size] of [
  ['light', DESKTOP],
  ['dark', DESKTOP],
  ['light', PHONE],
  ['dark', PHONE],
])
  test(`axe finds nothing serious on any screen (${theme}, ${size.width} px)`, async () => {
    const { page, context } = await device(browser, server.url, { theme, size })
    const all = [...(await found(page, 'log in'))]
    await page.locator('form p button').click()
    all.push(...(await found(page, 'sign up')))
    await page.locator('form p button').click()
    await logIn(page, 'lena')
    await page.locator('[data-row]').first().waitFor()
    all.push(...(await found(page, 'list')))
    await page.keyboard.press('Control+k')
    await page.keyboard.type('o')
    await page.waitForTimeout(400)
    all.push(...(await found(page, 'finder')))
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'New conversation' }).click()
    await page.getByRole('menuitem', { name: 'New group' }).click()
    all.push(...(await found(page, 'new group')))
    await page.keyboard.press('Escape')
    for (const name of ['Profile', 'Sessions', 'Settings']) {
      await page.locator('[data-me]').click()
      await page.getByRole('menuitem', { name }).click()
      all.push(...(await found(page, name)))
      await page.keyboard.press('Escape')
    }
    for (const [where, id] of Object.entries({
      group: village.group,
      long: village.long,
      empty: village.empty,
    })) {
      await page.goto(`${server.url}/c/${id}`)
      await page.locator('textarea').waitFor()
      all.push(...(await found(page, where)))
    }
    await page.goto(`${server.url}/c/${invitation}`)
    await page.getByRole('button', { name: 'Accept' }).waitFor()
    all.push(...(await found(page, 'invitation')))
    await page.goto(`${server.url}/c/${village.group}`)
    await page.locator('[data-message]').last().click({ button: 'right' })
    all.push(...(await found(page, 'message menu')))
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Details', exact: true }).click()
    all.push(...(await found(page, 'details')))
    await context.close()
    assert.deepEqual(all, [])
  })

test('a conversation is found, read, answered and left by keyboard alone', async () => {
  const { page, context } = await device(browser, server.url)
  await logIn(page, 'omar')
  await page.locator('[data-row]').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.locator('input[role=combobox]:focus').waitFor()
  await page.keyboard.type('garden')
  await page.getByRole('option', { name: /Garden project/u }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('textarea').waitFor()
  await page.keyboard.type('First line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  await page.keyboard.press('Enter')
  await page.locator('[data-words]', { hasText: /^First line\s+second line$/u }).waitFor()
  await page.keyboard.press('ArrowUp')
  await page.getByText('Editing').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await page.getByText('Editing').count(), 0)
  await page.getByRole('log').focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  assert.equal(await page.evaluate(() => document.activeElement.hasAttribute('data-message')), true)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Reply' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('[data-row]').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.waitForTimeout(100)
  assert.equal(await page.evaluate(() => document.activeElement.dataset.row), '1')
  await page.keyboard.press('Enter')
  await page.locator('[data-row="1"][aria-current=page]').waitFor()
  await context.close()
})

test('the documentation opens what an address names, and its samples ask this server', async () => {
  const { page, context } = await device(browser, `${server.url}/docs/operations#messages.send`)
  await page.locator('details[id="messages.send"][open]').waitFor()
  await page.getByRole('link', { name: 'SendText', exact: true }).first().click()
  await page.locator('#shape-SendText[open]').waitFor()
  await page.goto(`${server.url}/docs/start`)
  await page.getByText(`api=${server.url}/v1`).waitFor()
  await context.close()
})

test('a draft is kept over going away and coming back', async () => {
  const { page, context } = await device(browser, server.url)
  await logIn(page, 'omar')
  await page.goto(`${server.url}/c/${village.group}`)
  await page.locator('textarea').fill('Not yet finished')
  await page.locator('[data-row]:not([aria-current])').first().click()
  await page.getByText('Draft: Not yet finished').waitFor()
  await page.reload()
  await page.goto(`${server.url}/c/${village.group}`)
  await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Not yet finished')
  await context.close()
})

test('the first paint comes within a second', async () => {
  const { page, context } = await device(browser, server.url)
  await page.locator('form').waitFor()
  const paint = await page.evaluate(
    () =>
      new Promise((resolve) =>
        new PerformanceObserver((list) => {
          const found = list.getEntriesByName('first-contentful-paint')[0]
          if (found) resolve(found.startTime)
        }).observe({ type: 'paint', buffered: true }),
      ),
  )
  assert.ok(paint <= 1_000, `First paint after ${paint.toFixed(0)} ms`)
  await context.close()
})

test('something is on the screen before the scripts are', async () => {
  const { page, context } = await device(browser, server.url, { theme: 'dark' })
  await page.route('**/assets/*', (route) => route.abort())
  await page.goto(`${server.url}/nowhere`)
  assert.equal(await page.locator('.splash img').isVisible(), true)
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  assert.equal(ground, 'rgb(14, 17, 18)')
  await page.unroute('**/assets/*')
  await page.reload()
  await page.locator('form').waitFor()
  assert.equal(new URL(page.url()).pathname, '/')
  await context.close()
})

test('all there is to load weighs at most 250 kB', async () => {
  const names = (await readdir(MADE, { recursive: true })).filter((name) => name.endsWith('.gz'))
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(MADE, name))).size))
  const weight = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(weight > 50_000 && weight <= 250_000, `${weight} bytes, gzipped`)
})

test('every value that Mantine reads in a sheet is there', async () => {
  const names = (await readdir(join(MADE, 'assets'))).filter((name) => name.endsWith('.css'))
  const sheets = await Promise.all(names.map((name) => readFile(join(MADE, 'assets', name), 'utf8')))
  const all = sheets.join('')
  const there = new Set([...all.matchAll(/(--[\w-]+):/gu)].map(([, name]) => name))
  const read = new Set([...all.matchAll(/var\((--mantine-[\w-]+)\)/gu)].map(([, name]) => name))
  assert.ok(read.size > 50, `${read.size} are read`)
  assert.deepEqual(
    [...read].filter((name) => !there.has(name)),
    [],
  )
})

test('the same words in both languages', async () => {
  const { page, context } = await device(browser, server.url, { language: 'zh' })
  await page.getByRole('button', { name: '登录' }).waitFor()
  await page.getByText('English').click()
  await page.getByRole('button', { name: 'Log in' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  await logIn(page, 'lena')
  assert.equal(await message(page, 'nothing').count(), 0)
  await context.close()
})
