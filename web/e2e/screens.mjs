/** Pictures of every screen, in both themes, sizes and languages: `node e2e/screens.mjs [url]` fills e2e/shots. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DESKTOP, PHONE, device, logIn, startBrowser, startServer } from './world.mjs'
import { peopled } from './village.mjs'

const SHOTS = fileURLToPath(new URL('./shots', import.meta.url))
const only = process.env.ONLY ?? ''

const WAYS = [DESKTOP, PHONE].flatMap((size) =>
  ['light', 'dark'].flatMap((theme) => ['en', 'zh'].map((language) => ({ size, theme, language }))),
)

async function shoot(page, way, name) {
  const path = `${SHOTS}/${way.size.width < 720 ? 'phone' : 'desktop'}-${way.theme}-${way.language}-${name}.png`
  await page.waitForTimeout(350)
  await page.screenshot({ path })
}

async function tour(browser, url, village, way) {
  const { page, context, complaints } = await device(browser, url, way)
  const phone = way.size.width < 720
  await shoot(page, way, '01-login')
  await page.locator('form p button').click()
  await shoot(page, way, '02-signup')
  await page.locator('form p button').click()
  await logIn(page, 'lena')
  await page.waitForTimeout(500)
  await shoot(page, way, '03-list')
  await page.goto(`${url}/c/${village.group}`)
  await page.locator('[data-message]').first().waitFor()
  await shoot(page, way, '04-group')
  await page.locator('textarea').fill('@')
  await page.waitForTimeout(300)
  await shoot(page, way, '05-mention')
  await page.locator('textarea').fill('')
  const last = page.locator('[data-message]:not([data-recalled])').last()
  await last.click({ button: 'right' })
  await shoot(page, way, '06-menu')
  await page.keyboard.press('Escape')
  await page.locator('form button').first().click()
  await page.waitForTimeout(300)
  await shoot(page, way, '07-emoji')
  await page.keyboard.press('Escape')
  await page.locator('header button').last().click()
  await page.waitForTimeout(400)
  await shoot(page, way, '08-details')
  await page.keyboard.press('Escape')
  await page.goto(`${url}/c/${village.direct}`)
  await page.locator('[data-message]').first().waitFor()
  await shoot(page, way, '09-direct')
  await page.goto(`${url}/c/${village.long}`)
  await page.locator('[data-message]').first().waitFor()
  await shoot(page, way, '10-long')
  await page.goto(`${url}/c/${village.empty}`)
  await page.locator('textarea').waitFor()
  await shoot(page, way, '11-empty')
  await page.goto(url)
  await page.locator('[data-row]').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.waitForTimeout(250)
  await shoot(page, way, '12-find')
  await page.keyboard.type('o')
  await page.waitForTimeout(600)
  await shoot(page, way, '13-found')
  await page.keyboard.press('Escape')
  await page.locator('nav header button').last().click()
  await page.locator('[role=menuitem]').last().click()
  await page.waitForTimeout(300)
  await shoot(page, way, '14-new-group')
  await page.keyboard.press('Escape')
  for (const [index, name] of ['profile', 'sessions', 'settings'].entries()) {
    await page.locator('[data-me]').click()
    await page.waitForTimeout(200)
    if (index === 0) await shoot(page, way, '15-me')
    await page.locator('[role=menuitem]').nth(index).click()
    await page.waitForTimeout(500)
    await shoot(page, way, `16-${name}`)
    await page.keyboard.press('Escape')
    await page.waitForTimeout(250)
  }
  await page.goto(`${url}/c/${village.direct}`)
  await page.locator('[data-message]').first().waitFor()
  await context.setOffline(true)
  await page
    .locator('textarea')
    .fill(way.language === 'zh' ? '断网时写的消息' : 'Written without a connection')
  await page.keyboard.press('Enter')
  await page.waitForTimeout(1800)
  await shoot(page, way, '17-offline')
  if (complaints.length) console.error(way, [...new Set(complaints)])
  void phone
  await context.close()
}

const server = await startServer()
const browser = await startBrowser()
try {
  await mkdir(SHOTS, { recursive: true })
  const village = await peopled(server.url)
  const url = process.argv[2] ?? server.url
  for (const way of WAYS) {
    const label = `${way.size.width < 720 ? 'phone' : 'desktop'}-${way.theme}-${way.language}`
    if (label.includes(only)) await tour(browser, url, village, way)
  }
} finally {
  await browser.close()
  await server.stop()
}
