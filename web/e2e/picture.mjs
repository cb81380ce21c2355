/** The picture of the README: `node e2e/picture.mjs` writes docs/images/chat.png. */
import { mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { device, logIn, startBrowser, startServer } from './world.mjs'
import { peopled } from './village.mjs'

const PATH = fileURLToPath(new URL('../../docs/images/chat.png', import.meta.url))

const server = await startServer()
const browser = await startBrowser()
try {
  const { group } = await peopled(server.url)
  await mkdir(fileURLToPath(new URL('../../docs/images', import.meta.url)), { recursive: true })
  const { page } = await device(browser, server.url, { size: { width: 1240, height: 800 } })
  await logIn(page, 'lena')
  const omar = await device(browser, server.url)
  await logIn(omar.page, 'omar')
  await page.goto(`${server.url}/c/${group}`)
  await page.getByRole('button', { name: 'Details', exact: true }).click()
  await page.locator('[data-message]').last().waitFor()
  await page.waitForTimeout(800)
  await page.mouse.move(10, 700)
  await page.locator('textarea').focus()
  await page.waitForTimeout(200)
  await page.screenshot({ path: PATH })
  console.log(`docs/images/chat.png, ${Math.round((await stat(PATH)).size / 1000)} kB`)
} finally {
  await browser.close()
  await server.stop()
}
