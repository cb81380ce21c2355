// A chat server as a developer writes it by hand: node server.mjs {ws|uws|socketio} PORT DATABASE
// A message is stored, delivered and acknowledged, in this order; durable means SQLite with synchronous=FULL.
// All messages of one turn of the event loop share a transaction. There are no accounts, rights, receipts, edits or search.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const HOST = '127.0.0.1'
const BACKLOG = 2000
const [kind, port, path] = process.argv.slice(2)

function openStore() {
  const db = new (require('better-sqlite3'))(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`CREATE TABLE IF NOT EXISTS m (id INTEGER PRIMARY KEY, room TEXT, sender TEXT, ts INTEGER, text TEXT);
           CREATE INDEX IF NOT EXISTS m_by_room ON m (room, id)`)
  const insert = db.prepare('INSERT INTO m (room, sender, ts, text) VALUES (?, ?, ?, ?)')
  const page = db.prepare('SELECT id, sender, ts, text FROM m WHERE room = ? AND id > ? ORDER BY id LIMIT ?')
  let waiting = []
  const insertAll = db.transaction((batch) => {
    for (const message of batch) message.id = Number(insert.run(message.room, message.sender, Date.now(), message.text).lastInsertRowid)
  })
  const flush = () => {
    const batch = waiting
    waiting = []
    insertAll(batch)
    for (const message of batch) message.done(message.id)
  }
  return {
    save(room, sender, text, done) {
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ room, sender, text, done, id: 0 })
    },
    history: (room, after, count) => page.all(room, after, count),
  }
}

const store = openStore()
const pairOf = (one, other) => (one < other ? `${one}:${other}` : `${other}:${one}`)
const isUser = (user, token) => /^u\d+$/.test(user ?? '') && token === 'p' + user.slice(1)
const roomOf = (user, message) => (message.with === undefined ? message.room : pairOf(user, message.with))
const acknowledgement = (message, id) => `{"t":"ack","id":${message.id},"mid":${id}}`
const WELCOME = '{"t":"welcome"}'
const JOINED = '{"t":"joined"}'

/** What users say, whatever carries it: `to` sends to all sockets of a user, `all` to all in a room. */
function handle(user, message, { reply, to, all, join }) {
  if (message.t === 'msg') {
    store.save(pairOf(user, message.to), user, message.text, (id) => {
      to(message.to, JSON.stringify({ t: 'msg', id, from: user, text: message.text }))
      reply(acknowledgement(message, id))
    })
  } else if (message.t === 'room') {
    store.save(message.room, user, message.text, (id) => {
      all(message.room, JSON.stringify({ t: 'room', id, room: message.room, from: user, text: message.text }))
      reply(acknowledgement(message, id))
    })
  } else if (message.t === 'join') {
    join(message.room)
    reply(JOINED)
  } else if (message.t === 'history') {
    reply(JSON.stringify({ t: 'history', m: store.history(roomOf(user, message), message.after, message.n) }))
  }
}

class Sets {
  #sets = new Map()
  add(name, member) {
    let set = this.#sets.get(name)
    if (set === undefined) this.#sets.set(name, (set = new Set()))
    set.add(member)
  }
  drop(name, member) {
    this.#sets.get(name)?.delete(member)
  }
  of(name) {
    return this.#sets.get(name) ?? []
  }
}

function withWs() {
  const { WebSocketServer } = require('ws')
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const users = new Sets()
  const rooms = new Sets()
  const sendAll = (set, text) => {
    const bytes = Buffer.from(text)
    for (const socket of set) socket.send(bytes, { binary: false })
  }
  http.on('upgrade', (request, tcp, head) => {
    const query = new URL(request.url, 'http://x').searchParams
    const user = query.get('user')
    if (!isUser(user, query.get('token'))) return tcp.destroy()
    sockets.handleUpgrade(request, tcp, head, (socket) => {
      const mine = []
      const ways = {
        reply: (text) => socket.send(text),
        to: (other, text) => sendAll(users.of(other), text),
        all: (room, text) => sendAll(rooms.of(room), text),
        join: (room) => {
          rooms.add(room, socket)
          mine.push(room)
        },
      }
      users.add(user, socket)
      socket.on('message', (bytes) => handle(user, JSON.parse(bytes), ways))
      socket.on('close', () => {
        users.drop(user, socket)
        for (const room of mine) rooms.drop(room, socket)
      })
      socket.send(WELCOME)
    })
  })
  http.listen({ port: Number(port), host: HOST, backlog: BACKLOG })
}

function withUws() {
  const uws = require('@trufflesuite/uws-js-unofficial')
  const app = uws.App()
  const decoder = new TextDecoder()
  app.ws('/*', {
    idleTimeout: 0,
    maxBackpressure: 16 << 20,
    upgrade(response, request, context) {
      const query = new URLSearchParams(request.getQuery())
      const user = query.get('user')
      if (!isUser(user, query.get('token'))) return response.writeStatus('401').end()
      const header = (name) => request.getHeader(`sec-websocket-${name}`)
      return response.upgrade({ user }, header('key'), header('protocol'), header('extensions'), context)
    },
    open(socket) {
      const { user } = socket.getUserData()
      socket.getUserData().ways = {
        reply: (text) => socket.send(text),
        to: (other, text) => app.publish(`@${other}`, text),
        all: (room, text) => app.publish(`#${room}`, text),
        join: (room) => socket.subscribe(`#${room}`),
      }
      socket.subscribe(`@${user}`)
      socket.send(WELCOME)
    },
    message(socket, bytes) {
      const { user, ways } = socket.getUserData()
      handle(user, JSON.parse(decoder.decode(bytes)), ways)
    },
  })
  app.listen(HOST, Number(port), (listening) => listening || process.exit(1))
}

function withSocketIo() {
  const { Server } = require('socket.io')
  const http = createServer()
  const io = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    wsEngine: require('ws').Server,
  })
  io.use((socket, next) => {
    const { user, token } = socket.handshake.auth
    if (!isUser(user, token)) return next(new Error('unknown user'))
    socket.data.user = user
    return next()
  })
  io.on('connection', (socket) => {
    const { user } = socket.data
    socket.join(`@${user}`)
    socket.on('join', (room, done) => {
      socket.join(room)
      done(1)
    })
    socket.on('msg', (message, done) =>
      store.save(pairOf(user, message.to), user, message.text, (id) => {
        io.to(`@${message.to}`).emit('msg', { id, from: user, text: message.text })
        done(id)
      }),
    )
    socket.on('room', (message, done) =>
      store.save(message.room, user, message.text, (id) => {
        io.to(message.room).emit('room', { id, room: message.room, from: user, text: message.text })
        done(id)
      }),
    )
    socket.on('history', (message, done) => done(store.history(roomOf(user, message), message.after, message.n)))
  })
  http.listen({ port: Number(port), host: HOST, backlog: BACKLOG })
}

const kinds = { ws: withWs, uws: withUws, socketio: withSocketIo }
kinds[kind]()
