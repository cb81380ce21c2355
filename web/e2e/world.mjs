/** A server on a fresh data directory, people on it, and browsers that show it. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PYTHON = process.env.PYTHON ?? 'python3'
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Let pages run so many times slower, to find what depends on speed: `SLOWDOWN=8 make test-web`. */
const SLOWDOWN = Number(process.env.SLOWDOWN ?? 1)

export const PASSWORD = 'correct-horse-battery'
export const DESKTOP = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }

/** Start a server; the answer stops it and removes what it left. */
export async function startServer() {
  const data = await mkdtemp(join(tmpdir(), 'tokenim-web-'))
  const env = {
    ...process.env,
    PYTHONPATH: [join(ROOT, 'src'), process.env.PYTHONPATH].filter(Boolean).join(':'),
    TOKENIM_DATA: data,
    TOKENIM_PORT: '0',
    TOKENIM_LOG_FORMAT: 'json',
    TOKENIM_REGISTRATIONS_BURST: '10000',
    // Histories are filled faster than people write.
    TOKENIM_LIMITS: 'false',
  }
  const child = spawn(PYTHON, ['-m', 'tokenim', 'serve'], {
    env,
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Whoever stops the tests in the middle leaves no server behind.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  process.once('SIGTERM', () => process.exit(1))
  const [url, key] = await new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk) => {
      said += chunk
      const found = /ready at (http:\/\/[\d.:]+)/u.exec(said)
      if (!found) return
      const made = readFileSync(join(data, 'first-start.txt'), 'utf8')
      resolve([found[1], /\btks_[\w.-]+/u.exec(made)[0]])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${said}`)))
  })
  const stop = async () => {
    process.removeListener('exit', kill)
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
    await rm(data, { recursive: true, force: true })
  }
  return { url, key, stop }
}

/** Ask the server something as somebody. */
export async function ask(url, person, method, path, body) {
  const headers = { 'content-type': 'application/json' }
  if (person) headers.authorization = `Bearer ${person.token}`
  const response = await fetch(`${url}/v1${path}`, {
    method,
    headers,
    body: body ? JSON.stringify(body) : undefined,
  })
  const text = await response.text()
  const answer = text ? JSON.parse(text) : null
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer
}

export async function register(url, username, display_name, profile) {
  const made = await ask(url, null, 'POST', '/auth/register', { username, password: PASSWORD, display_name })
  const person = { id: made.user.id, username, name: display_name, token: made.access_token }
  if (profile) await ask(url, person, 'PATCH', '/users/me', profile)
  return person
}

/** Many people without passwords, made by the application that every new server knows. */
export async function users({ url, key }, count) {
  const ids = []
  for (let first = 0; first < count; first += 50) {
    const some = Array.from({ length: Math.min(50, count - first) }, (_, index) => first + index)
    const made = await Promise.all(
      some.map((number) =>
        ask(url, { token: key }, 'POST', '/server/users', {
          username: `user${number}`,
          display_name: `User ${number}`,
        }),
      ),
    )
    ids.push(...made.map(({ id }) => id))
  }
  return ids
}

/** Those whom a stranger put into a group agree to be in it. */
export const accept = (url, conversation, people) =>
  Promise.all(people.map((person) => ask(url, person, 'POST', `/conversations/${conversation}/accept`)))

let sent = 0
export const say = (url, person, conversation, text, more = {}) =>
  ask(url, person, 'POST', `/conversations/${conversation}/messages`, {
    client_id: `said-${Date.now()}-${++sent}`,
    type: 'text',
    content: { text },
    ...more,
  })

export const startBrowser = () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS })

/** Open the page as on a device of its own. What the page complains about is kept in `complaints`. */
export async function device(browser, url, { size = DESKTOP, theme = 'light', language = 'en' } = {}) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: theme,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    hasTouch: size.width < 720,
    isMobile: size.width < 720,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  if (SLOWDOWN > 1)
    await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  const complaints = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // That the network is gone is what some tests are about.
    if (
      message.type() === 'error' &&
      !/ERR_INTERNET_DISCONNECTED|Failed to load resource|WebSocket connection/u.test(message.text())
    )
      complaints.push(message.text())
  })
  await page.goto(url)
  return { context, page, complaints }
}

export async function logIn(page, username) {
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').click()
  await page.locator('[data-me]').waitFor()
}
