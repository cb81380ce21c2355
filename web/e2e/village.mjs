/** A small world to look at: friends, a project, a class, and texts that try to break the layout. */
import { accept, ask, register, say } from './world.mjs'

const PEOPLE = [
  ['lena', 'Lena Hoffmann', { bio: 'Tea, trains and typography.' }],
  ['omar', 'Omar Haddad', { bio: 'Cycling to work, rain or shine.' }],
  ['yuki', '佐藤 由紀'],
  ['wei', '王伟', { bio: '喜欢爬山和摄影。' }],
  ['ana', 'Ana Lucía Fernández de la Torre y Gutiérrez-Montenegro'],
  ['tom', 'Tom Becker'],
  ['priya', 'Priya Raman'],
  ['noor', 'Noor'],
]

export async function peopled(url) {
  const people = {}
  for (const [username, name, profile] of PEOPLE)
    people[username] = await register(url, username, name, profile)
  const { lena, omar, yuki, wei, ana, tom, priya, noor } = people
  const group = await ask(url, omar, 'POST', '/conversations', {
    kind: 'group',
    name: 'Garden project',
    description: 'Everything about the roof garden: plants, tools, who waters when.',
    member_ids: [lena.id, yuki.id, wei.id, ana.id, tom.id, priya.id],
  })
  const direct = await ask(url, lena, 'POST', '/conversations', { kind: 'direct', user_id: omar.id })
  const empty = await ask(url, lena, 'POST', '/conversations', { kind: 'direct', user_id: noor.id })
  const long = await ask(url, ana, 'POST', '/conversations', {
    kind: 'group',
    name: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverein e. V. – Vorstand und Freunde',
    member_ids: [lena.id, wei.id],
  })
  await accept(url, group.id, [lena, yuki, wei, ana, tom, priya])
  await accept(url, long.id, [lena, wei])
  await garden(url, group.id, people)
  await friends(url, direct.id, people)
  await awkward(url, long.id, people)
  const chinese = await ask(url, wei, 'POST', '/conversations', { kind: 'direct', user_id: lena.id })
  await say(url, wei, chinese.id, '周末一起去爬山吗？听说山上的枫叶已经红了，顺便可以拍照。')
  await say(url, wei, chinese.id, '早上八点在地铁站见？')
  const school = await ask(url, priya, 'POST', '/conversations', {
    kind: 'group',
    name: 'Physics 101',
    member_ids: [lena.id, tom.id],
  })
  await accept(url, school.id, [lena, tom])
  await say(url, priya, school.id, '@Lena Hoffmann the lab reports are due on Friday.', {
    mentions: [lena.id],
  })
  await ask(url, lena, 'PUT', `/conversations/${direct.id}/preferences`, { pinned: true, muted: false })
  await ask(url, lena, 'PUT', `/conversations/${long.id}/preferences`, { pinned: false, muted: true })
  return { people, group: group.id, direct: direct.id, long: long.id, empty: empty.id, school: school.id }
}

/** Somebody whom nobody knows invites people. */
export async function stranger(url, members) {
  const kim = await register(url, 'kim', 'Kim Larsen')
  const { id } = await ask(url, kim, 'POST', '/conversations', {
    kind: 'group',
    name: 'Neighbourhood watch',
    member_ids: members.map((member) => member.id),
  })
  await say(url, kim, id, 'Welcome! We meet every Thursday at seven.')
  return id
}

async function garden(url, id, { lena, omar, yuki, wei, priya, tom }) {
  await say(url, omar, id, 'Good morning! The seedlings arrived 🌱')
  await say(
    url,
    omar,
    id,
    'Three boxes of tomatoes, two of basil, and a lemon tree that was not on the list.',
  )
  const asked = await say(
    url,
    yuki,
    id,
    'Where do we put the lemon tree? It needs at least six hours of sun.',
  )
  await say(
    url,
    lena,
    id,
    'South corner, next to the water tank. I measured it last week: 7.5 hours in May.',
    { reply_to: asked.seq },
  )
  const plan = await say(
    url,
    wei,
    id,
    'I drew a plan: https://example.org/garden/plan.pdf — please have a look and write what you would change.',
  )
  await ask(
    url,
    lena,
    'PUT',
    `/conversations/${id}/messages/${plan.seq}/reactions/${encodeURIComponent('👍')}`,
  )
  await ask(
    url,
    omar,
    'PUT',
    `/conversations/${id}/messages/${plan.seq}/reactions/${encodeURIComponent('👍')}`,
  )
  await ask(
    url,
    yuki,
    'PUT',
    `/conversations/${id}/messages/${plan.seq}/reactions/${encodeURIComponent('❤️')}`,
  )
  const gone = await say(url, tom, id, 'Wrong window, sorry')
  await ask(url, tom, 'DELETE', `/conversations/${id}/messages/${gone.seq}`)
  const mine = await say(url, lena, id, 'Looks good! I can bring the big watering can on Saturday.')
  await ask(url, lena, 'PATCH', `/conversations/${id}/messages/${mine.seq}`, {
    content: { text: 'Looks good! I can bring the big watering can on Saturday, and the gloves.' },
  })
  await say(url, priya, id, '@Lena Hoffmann could you bring the ladder as well?', {
    mentions: [lena.id],
    reply_to: mine.seq,
  })
  await say(url, priya, id, '🙏')
  await say(url, lena, id, 'Of course.')
  const members = [omar, yuki, wei]
  const head = (await ask(url, lena, 'GET', `/conversations/${id}`)).last_seq
  for (const member of members) await ask(url, member, 'PUT', `/conversations/${id}/read`, { seq: head })
  await say(url, yuki, id, '土曜日は晴れるそうです。楽しみにしています！')
  await say(url, omar, id, 'See you all on Saturday at ten. Coffee is on me ☕')
}

async function friends(url, id, { lena, omar }) {
  await say(url, lena, id, 'Did you get home before the rain?')
  await say(url, omar, id, 'Almost. Almost! 😅')
  await say(url, omar, id, 'The last two kilometres were more swimming than cycling.')
  const last = await say(url, lena, id, 'Take a hot tea and tell me everything tomorrow.')
  await ask(url, omar, 'PUT', `/conversations/${id}/read`, { seq: last.seq })
  await say(url, omar, id, 'Deal 🍵')
  const head = (await ask(url, lena, 'GET', `/conversations/${id}`)).last_seq
  await ask(url, lena, 'PUT', `/conversations/${id}/read`, { seq: head })
}

async function awkward(url, id, { lena, ana, wei }) {
  await say(url, ana, id, 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(4))
  await say(
    url,
    wei,
    id,
    '这是一段没有空格的很长的中文文字用来检查在窄屏幕上是否能够正确地换行而不会溢出气泡的边界也不会造成横向滚动条的出现。'.repeat(
      2,
    ),
  )
  await say(
    url,
    lena,
    id,
    'https://example.org/a/very/long/address/without/any/space/that/has/to/break/somewhere/or/it/will/stick/out?of=the&bubble=1',
  )
  await say(url, lena, id, 'One\ntwo\n\nfour lines with    spaces kept')
  await say(url, ana, id, '😀')
  await ask(url, ana, 'POST', `/conversations/${id}/messages`, {
    client_id: 'a-file',
    type: 'file',
    content: {
      url: 'https://example.org/minutes.pdf',
      name: 'Minutes of the meeting of the board in November.pdf',
      size_bytes: 482_133,
    },
  })
  await ask(url, ana, 'POST', `/conversations/${id}/messages`, {
    client_id: 'a-place',
    type: 'location',
    content: { latitude: 48.2082, longitude: 16.3738, title: 'Landing stage 3', address: 'By the river' },
  })
}
