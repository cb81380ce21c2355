/** How does a history of 100,000 messages scroll? `PYTHON=… node web/e2e/huge.mjs` prints the figures as JSON.

The floor is a page with nothing but a long list of lines, scrolled in the same way in the same browser. */
import { message } from './screen.mjs'
import { ask, device, logIn, register, say, startBrowser, startServer, users } from './world.mjs'

const MESSAGES = Number(process.env.MESSAGES ?? 100_000)
const AT_ONCE = 64

/** Scroll an element up 600 times and return what its frames took, in milliseconds. */
const scroll = (page, selector) =>
  page.evaluate(async (chosen) => {
    const box = document.querySelector(chosen)
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const gaps = []
    let last = await frame()
    for (let step = 0; step < 600; step++) {
      box.scrollBy(0, -60)
      const now = await frame()
      gaps.push(now - last)
      last = now
    }
    gaps.sort((one, other) => one - other)
    const at = (share) => Number(gaps[Math.floor(gaps.length * share)].toFixed(1))
    const inTime = Number((gaps.filter((gap) => gap < 17.5).length / gaps.length).toFixed(3))
    return { median_ms: at(0.5), p95_ms: at(0.95), in_time: inTime }
  }, selector)

async function fill(url, ann, conversation) {
  let next = 1
  const work = async () => {
    while (next <= MESSAGES) await say(url, ann, conversation, `Sentence ${next++} of a very long story`)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function floor(browser) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const lines = Array.from({ length: 2_000 }, (_, index) => `<p>Line ${index}</p>`).join('')
  await page.setContent(`<div id="box" style="height:700px;overflow:auto">${lines}</div>`)
  await page.evaluate(() => document.querySelector('#box').scrollTo(0, 1e9))
  const figures = await scroll(page, '#box')
  await page.close()
  return figures
}

const server = await startServer()
const browser = await startBrowser()
try {
  const ann = await register(server.url, 'ann', 'Ann Archer')
  const [bob] = await users(server, 1)
  const body = { kind: 'group', name: 'Long story', member_ids: [bob] }
  const { id } = await ask(server.url, ann, 'POST', '/conversations', body)
  await fill(server.url, ann, id)
  const { page } = await device(browser, server.url)
  await logIn(page, 'ann')
  const began = performance.now()
  await page.locator('[data-row]', { hasText: 'Long story' }).click()
  await page.locator('[data-seq]').last().waitFor()
  const opened = performance.now() - began
  await page.waitForTimeout(500)
  const scrolled = await scroll(page, '[role=log]')
  await say(server.url, ann, id, 'As I said', { reply_to: 7 })
  await page.getByRole('button', { name: 'To the newest message' }).click()
  await message(page, 'As I said').waitFor()
  const jumping = performance.now()
  await message(page, 'As I said').locator('[data-quote]').click()
  await page.locator('[data-seq="7"]').waitFor()
  const jumped = performance.now() - jumping
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  const shown = {
    messages: MESSAGES,
    opened_ms: Math.round(opened),
    jumped_to_7_ms: Math.round(jumped),
    nodes,
  }
  console.log(JSON.stringify({ ...shown, scrolled, floor: await floor(browser) }))
} finally {
  await browser.close()
  await server.stop()
}
