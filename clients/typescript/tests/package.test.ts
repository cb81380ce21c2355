/** Can the client be built, packed and installed, and does it then work in Node, in a bundle and for the compiler? */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register } from './people.ts'
import { Server } from './server.ts'

const HERE = fileURLToPath(new URL('..', import.meta.url))
const MODULES = join(HERE, '../../node_modules')
/** What the package needs: packed from where it is installed, so that no registry is asked. */
const NEEDED = ['openapi-fetch', 'openapi-typescript-helpers']
const APPLICATION = `import { Client, MemoryStore, reduce } from '@tokenim/client'
const [url, username, password] = process.argv.slice(2)
const client = await Client.login(url!, username!, password!, { store: new MemoryStore() })
console.log(client.me.username, typeof reduce)
`

/** No registry is asked, and no script of a dependency is run. */
const ENV = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' }
const execute = promisify(execFile)
const run = (program: string, line: string[], options: { cwd: string }) =>
  execute(program, line, { ...options, env: ENV })
const server = new Server()
const folder = mkdtempSync(join(tmpdir(), 'tokenim-package-'))
let username: string

async function pack(of: string, ...more: string[]): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--silent', ...more, '--pack-destination', folder], {
    cwd: of,
  })
  return `./${stdout.trim().split('\n').at(-1)}`
}

beforeAll(async () => {
  await server.start()
  username = (await register(server.url, 'packer')).me.username!
  const files = [await pack(HERE)]
  for (const name of NEEDED) files.push(await pack(join(MODULES, name), '--ignore-scripts'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  writeFileSync(join(folder, 'app.ts'), `declare const process: { argv: string[] }\n${APPLICATION}`)
  writeFileSync(join(folder, 'app.js'), APPLICATION.replaceAll('!', ''))
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...files], { cwd: folder })
}, 120_000)

afterAll(async () => {
  await server.end()
  rmSync(folder, { recursive: true, force: true })
})

const works = async (file: string) => {
  const { stdout } = await run('node', [file, server.url, username, PASSWORD], { cwd: folder })
  expect(stdout.trim()).toBe(`${username} function`)
}

test('in Node', () => works('app.js'))

test('for the compiler', async () => {
  const options = [
    '--noEmit',
    '--skipLibCheck',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom,dom.iterable',
  ]
  await run(join(MODULES, '.bin/tsc'), [...options, 'app.ts'], { cwd: folder })
}, 120_000)

test('in a bundle', async () => {
  await run(join(MODULES, '.bin/rolldown'), ['app.js', '--file', 'bundle.js', '--platform', 'node'], {
    cwd: folder,
  })
  rmSync(join(folder, 'node_modules'), { recursive: true })
  await works('bundle.js')
})
