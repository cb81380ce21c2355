/** What is on somebody's screen, and what did the page keep? */

const exactly = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}$`, 'u')

/** The message that says exactly this. */
export const message = (page, text) =>
  page.locator('[data-message]').filter({ has: page.locator('[data-words]', { hasText: exactly(text) }) })

/** Write and send: with Enter, or on a touch screen, where Enter begins a line, with the button. */
export async function write(page, text) {
  await page.locator('textarea').fill(text)
  const isTouch = await page.evaluate(() => matchMedia('(hover: none) and (pointer: coarse)').matches)
  if (isTouch) await page.getByRole('button', { name: /^(?:Send|Save)$/u }).click()
  else await page.keyboard.press('Enter')
}

/** Wait until the page hears what happens from now on: typing, receipts and new names are told once. */
export const online = (page) => page.locator('[data-link=online]').first().waitFor({ state: 'attached' })

/** The texts of the messages on the screen, in order. */
export const texts = (page) => page.locator('[data-message] [data-words]').allTextContents()

export const waiting = (page) => page.locator('[data-waiting] [data-words]').allTextContents()

export async function act(page, text, action) {
  await message(page, text).click({ button: 'right' })
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

/** Wait until `read` gives what is expected; say what it gave when it never does. */
export async function until(read, expected, ms = 15_000) {
  const wanted = JSON.stringify(expected)
  const end = Date.now() + ms
  let found
  do {
    found = await read()
    if (JSON.stringify(found) === wanted) return
    await new Promise((resolve) => setTimeout(resolve, 60))
  } while (Date.now() < end)
  throw new Error(`Expected ${wanted}\n but found ${JSON.stringify(found)}`)
}

/** The messages of a conversation in the page's own store, in order of seq. */
export const stored = (page, username, conversation) =>
  page.evaluate(
    ([name, id]) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const range = IDBKeyRange.bound([id], [id, []])
          const reading = opening.result.transaction('messages').objectStore('messages').getAll(range)
          reading.onsuccess = () => {
            opening.result.close()
            resolve(
              reading.result
                .map((row) => row.message ?? row)
                .map(({ seq, client_id, content }) => ({ seq, client_id, text: content.text })),
            )
          }
        }
      }),
    [`tokenim:${username}`, conversation],
  )
