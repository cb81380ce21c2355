/** Who talks in the tests? Users of a real server, and what they saw. */
import { WebSocket } from 'ws'
import { answer, Client, type ClientOptions, type Live, type LiveState, type Message } from '../src/index.ts'

export const PASSWORD = 'correct horse battery'

let number = 0

/** Register somebody whom no other test knows. */
export function register(url: string, name: string, options: ClientOptions = {}): Promise<Client> {
  const username = `${name}_${process.pid}_${++number}`
  return Client.register(url, { username, password: PASSWORD, display_name: name }, options)
}

/** Open a conversation of two. */
export async function talk(one: Client, other: Client): Promise<string> {
  const body = { kind: 'direct', user_id: other.me.id } as const
  return (await answer(one.rest.POST('/v1/conversations', { body }))).id
}

/** A device that writes down what it sees. */
export class Device {
  readonly live: Live
  readonly seen: { stream: string; seq: number; text: string }[] = []
  readonly kinds: string[] = []
  readonly states: LiveState[] = []

  constructor(readonly client: Client) {
    this.live = client.connect({ WebSocket })
    this.live.on('state', (state) => this.states.push(state))
    this.live.on('event', (event) => {
      this.kinds.push(event.event)
      if (event.event === 'message.sent') {
        this.seen.push({ stream: event.stream, seq: event.seq ?? 0, text: text(event.data) })
      }
    })
  }

  get texts(): string[] {
    return this.seen.map((message) => message.text)
  }

  /** Wait until it is as `state` says. */
  async reaches(state: LiveState): Promise<void> {
    await until(
      () => this.live.state === state,
      () => `state ${this.live.state}, not ${state}`,
    )
  }

  /** Wait until the last text that was seen is this one. */
  async sees(last: string): Promise<void> {
    await until(
      () => this.texts.includes(last),
      () => `saw ${JSON.stringify(this.texts)}, not ${last}`,
    )
  }
}

/** The text of a text message. */
export function text(message: Message): string {
  return 'text' in message.content ? String(message.content.text) : ''
}

/** Wait for something that happens soon. */
export async function until(
  happened: () => boolean | Promise<boolean>,
  otherwise: () => string,
): Promise<void> {
  const end = Date.now() + 15_000
  while (!(await happened())) {
    if (Date.now() > end) throw new Error(otherwise())
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
