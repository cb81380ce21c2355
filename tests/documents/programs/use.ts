// Talks to a server by a generated TypeScript client: arguments are the URL and a new user's name.
import { AuthApi, Configuration, ConversationsApi, MessagesApi, ResponseError, UsersApi } from './index.js'

declare const process: { argv: string[] }
const [basePath, name] = process.argv.slice(2)
const tokens = await new AuthApi(new Configuration({ basePath })).authRegister({
  register: { username: name!, password: 'correct horse battery' },
})
const configuration = new Configuration({ basePath, accessToken: tokens.accessToken })
const conversation = await new ConversationsApi(configuration).conversationsCreate({
  conversationsCreateRequest: { kind: 'group', name: 'Generated' },
})
const messages = new MessagesApi(configuration)
const sent = await messages.messagesSend({
  conversationId: conversation.id,
  messagesSendRequest: { type: 'text', clientId: 'one', content: { text: 'hello' } },
})
const page = await messages.messagesList({ conversationId: conversation.id })
const found = await new UsersApi(configuration).usersSearch({ q: name! })
const refused = await messages.messagesList({ conversationId: 'c_00000000000000000000000000' }).then(
  () => ({ code: 'none' }),
  (error: ResponseError) => error.response.json(),
)
console.log(
  JSON.stringify({
    seq: sent.seq,
    texts: page.items.map((item) => (item.content as { text: string }).text),
    found: found.items.length === 1 && found.items[0]!.id === tokens.user.id,
    refused: refused.code,
  }),
)
