/** Are profiles read once, read again when they may be old, and waited for without a clock? */
import { expect, test, vi } from 'vitest'
import { Holder } from '../src/state/holder.ts'
import { start, type Person, type View } from '../src/state/model.ts'
import { People } from '../src/state/people.ts'

const me = async (): Promise<Person> => ({ id: 'u_me', who_may_add: 'nobody' })

function world() {
  const asked: string[] = []
  let name = 'first'
  const view = new Holder<View>(start({ id: 'u_me' }))
  const users = async (ids: string[]): Promise<Person[]> => {
    asked.push(...ids)
    if (ids.includes('u_gone')) throw new Error('no connection')
    return ids.filter((id) => id !== 'u_unknown').map((id) => ({ id, display_name: name }))
  }
  const people = new People({ users, me }, view)
  return {
    asked,
    people,
    nameOf: (id: string) => view.get().people[id]?.display_name,
    rename: (to: string) => (name = to),
  }
}

test('a profile is read once, however many want it', async () => {
  const { asked, people, nameOf } = world()
  for (let times = 0; times < 3; times++) people.want('u_1')
  await people.met('u_1')
  people.want('u_1')
  expect([asked, nameOf('u_1')]).toEqual([['u_1'], 'first'])
})

test('who is told to have changed is read again, if anybody looks at them', async () => {
  const { asked, people, nameOf, rename } = world()
  await people.met('u_1')
  rename('second')
  people.changed('u_1')
  people.changed('u_2')
  await vi.waitFor(() => expect(nameOf('u_1')).toBe('second'))
  expect(asked).toEqual(['u_1', 'u_1'])
})

test('who changes while being read is read once more', async () => {
  const names = ['second', 'first']
  const view = new Holder<View>(start({ id: 'u_me' }))
  const users = async ([id = '']: string[]): Promise<Person[]> => {
    const display_name = names.pop()!
    if (display_name === 'first') people.changed(id)
    return [{ id, display_name }]
  }
  const people = new People({ users, me }, view)
  await people.met('u_1')
  expect([names, view.get().people['u_1']?.display_name]).toEqual([[], 'second'])
})

test('who writes is read again after a while', async () => {
  vi.useFakeTimers()
  const { asked, people } = world()
  const [met] = [people.met('u_1'), await vi.runAllTimersAsync()]
  await met
  people.heard('u_1')
  expect(asked).toHaveLength(1)
  vi.advanceTimersByTime(60_000)
  people.heard('u_1')
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  expect(asked).toHaveLength(2)
})

test('a profile that cannot be read keeps nobody waiting, and is asked for again', async () => {
  const { asked, people } = world()
  for (const id of ['u_gone', 'u_gone', 'u_unknown', 'u_unknown']) await people.met(id)
  expect(asked).toEqual(['u_gone', 'u_gone', 'u_unknown', 'u_unknown'])
})

test('a page of many senders is one request, and a crowd is two at a time', async () => {
  let [now, most] = [0, 0]
  const sizes: number[] = []
  const view = new Holder<View>(start({ id: 'u_me' }))
  const users = async (ids: string[]): Promise<Person[]> => {
    sizes.push(ids.length)
    most = Math.max(most, ++now)
    await new Promise((resolve) => setTimeout(resolve, 1))
    now -= 1
    return ids.map((id) => ({ id }))
  }
  const people = new People({ users, me }, view)
  const ids = Array.from({ length: 450 }, (_, index) => `u_${index}`)
  await Promise.all(ids.slice(0, 60).map((id) => people.met(id)))
  expect(sizes).toEqual([60])
  await Promise.all(ids.map((id) => people.met(id)))
  expect([most, sizes]).toEqual([2, [60, 100, 100, 100, 90]])
  expect(ids.every((id) => view.get().people[id])).toBe(true)
})

test('at each connection everybody who is known is read again, also who is just being read', async () => {
  const { asked, people, nameOf, rename } = world()
  await people.met('u_1')
  const meeting = people.met('u_2')
  await vi.waitFor(() => expect(asked).toContain('u_2'))
  rename('second')
  people.refresh()
  await meeting
  await vi.waitFor(() => expect([nameOf('u_1'), nameOf('u_2')]).toEqual(['second', 'second']))
  expect(asked).toEqual(['u_1', 'u_2', 'u_1', 'u_2'])
})

test('the own profile is read with the settings', async () => {
  const view = new Holder<View>(start({ id: 'u_me' }))
  const people = new People({ users: async () => [], me }, view)
  await people.again('u_me')
  expect(view.get().people['u_me']?.who_may_add).toBe('nobody')
})
