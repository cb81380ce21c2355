/** How does a test get a real server, and a network that breaks? As a process, behind a proxy that can be cut. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FREELY = { TOKENIM_REGISTRATIONS_BURST: '10000' }
const DEV = join(ROOT, '.venv-dev/bin/python')

/** A server with an empty data directory; it can be stopped, and started again on the same port. */
export class Server {
  url = ''
  private port = 0
  private readonly data = mkdtempSync(join(tmpdir(), 'tokenim-'))
  private process: ChildProcess | null = null

  constructor(private readonly settings: Record<string, string> = {}) {}

  async start(): Promise<this> {
    const python = process.env['PYTHON'] ?? (existsSync(DEV) ? DEV : 'python3')
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('TOKENIM_'))
    const env = {
      ...Object.fromEntries(kept),
      PYTHONPATH: join(ROOT, 'src'),
      PYTHONUNBUFFERED: '1',
      TOKENIM_LIMITS: 'false',
      ...FREELY,
    }
    const line = ['-m', 'tokenim', 'serve', '--port', String(this.port), '--data', this.data]
    const started = spawn(python, line, { env: { ...env, ...this.settings } })
    this.process = started
    this.url = await address(started)
    this.port = Number(new URL(this.url).port)
    return this
  }

  async stop(): Promise<void> {
    const { process } = this
    if (!process) return
    this.process = null
    const ended = new Promise((resolve) => process.once('exit', resolve))
    process.kill('SIGTERM')
    await ended
  }

  async end(): Promise<void> {
    await this.stop()
    rmSync(this.data, { recursive: true, force: true })
  }
}

function address(started: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const found = /ready at (http:\/\/\S+)/.exec(said)
      if (found) resolve(found[1]!)
    }
    started.stdout!.on('data', hear)
    started.stderr!.on('data', hear)
    started.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)))
  })
}

/** A network between client and server: `cut` ends every connection and refuses others until `mend`. */
export class Network {
  url = ''
  private whole = true
  private refusing: () => void = () => undefined
  private readonly sockets = new Set<Socket>()
  private readonly near = new Set<Socket>()
  private readonly server: NetServer

  constructor(target: string) {
    const { port, hostname } = new URL(target)
    this.server = createServer((near) => {
      if (!this.whole) {
        this.refusing()
        return near.destroy()
      }
      const far = connect(Number(port), hostname)
      this.near.add(near)
      near.on('close', () => this.near.delete(near))
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => this.sockets.delete(one) && other.destroy())
        one.pipe(other)
      }
      return undefined
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return this
  }

  cut(): void {
    this.whole = false
    for (const socket of this.sockets) socket.destroy()
  }

  /** Wait until somebody is refused. */
  refused(): Promise<void> {
    return new Promise((resolve) => (this.refusing = resolve))
  }

  /** Close every WebSocket with a code that the server has not sent, as proxies do. */
  close(code: number): void {
    for (const socket of this.near) socket.end(Buffer.from([0x88, 2, code >> 8, code & 255]))
  }

  mend(): void {
    this.whole = true
  }

  end(): void {
    this.cut()
    this.server.close()
  }
}
